"""Ports that are none."""


def scenario(t):
    def listen(port):
        t.create_server(None).listen(port)

    for port, name in ((-1, "-1"), (65536, "65536"), (1.5, "1.5")):
        t.call("server", f"listen {name}", lambda: listen(port))
