"""connect() without a port and without a path."""


def scenario(t):
    t.call("connect", "no port, no path", lambda: t.net.connect(nursery=t.nursery))
