"""A refused connection that nobody listens to: the error ends the program."""


def scenario(t):
    def ready(port):
        server.close()
        req = t.get(port=port)
        t.watch(req, "client/req", "socket close")

    server = t.raw_server("", lambda peer, index: None, ready)
