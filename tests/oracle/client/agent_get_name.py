"""getName(): what makes connections different."""


def scenario(t):
    agent = t.agent()

    def each(options):
        t.call("agent/agent", "getName", lambda: agent.get_name(options))

    for options in [
        {},
        {"host": "h"},
        {"host": "h", "port": 80},
        {"port": 80},
        {"host": "h", "port": 80, "local_address": "l"},
        {"host": "h", "family": 4},
        {"host": "h", "family": 6},
        {"host": "h", "family": 0},
        {"host": "h", "port": 80, "local_address": "l", "family": 4},
        {"socket_path": "/p"},
        {"host": "h", "port": 80, "socket_path": "/p"},
        {"host": "h", "family": 6, "socket_path": "/p"},
        {"host": "::1", "port": "81"},
        {"hostname": "h"},
    ]:
        each(options)
