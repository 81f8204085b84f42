"""server.setTimeout with what is no number of milliseconds."""


def scenario(t):
    server = t.create_server(None)
    for value, name in (("x", '"x"'), (-1, "-1")):
        t.call("server", f"setTimeout {name}", lambda: server.set_timeout(value) and None)
