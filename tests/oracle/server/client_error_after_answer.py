"""Garbage behind a complete exchange: no automatic 400."""


def scenario(t):
    def on_request(req, res):
        res.end("answer")
        server.close()

    def ready(port):
        peer = t.connect(port, "wire/peer").write("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        peer.expect("answer", lambda: peer.write("garbage\r\n\r\n"))

    server = t.create_server(on_request)
    t.watch(server, "server", "close")
    t.listen(server, ready)
