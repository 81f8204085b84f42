"""The bytes of requests: a case is a name, the request's options, and what the program does with it."""

OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def scenario(t, cases, options=None):
    for name, own, act in cases:
        run(t, name, {**(options or {}), **own}, act)


def run(t, name, options, act):
    def on_peer(peer, index):
        peer.expect("\r\n\r\n", lambda: peer.write(OK))

    def ready(port):
        req = t.call(f"{name}/wire", "request", lambda: t.request(**{"port": port, **options}))
        if not req:
            server.close()
            return
        act(req)
        req.on("error", lambda error: t.log(f"{name}/wire", "error", error))

    server = t.raw_server(f"{name}/wire", on_peer, ready)
