"""Options that connect and createConnection refuse at once."""


def scenario(t):
    def connect(options):
        t.net.connect(**options, nursery=t.nursery)

    cases = {
        "port too large": {"port": 65536},
        "negative port": {"port": -1},
        "port as list": {"port": []},
        "path as number": {"path": 5},
        "local address": {"port": 1, "local_address": "nonsense"},
        "local port": {"port": 1, "local_port": "x"},
        "lookup": {"port": 1, "host": "a", "lookup": "x"},
    }
    for name in cases:
        t.call("connect", name, lambda: connect(cases[name]))
    for value in ("1.2.3.4", "::1", "1.2.3", "a", ""):
        t.log("isIP", value, t.net.is_ip(value))
