"""After any byte was written on a connection, malformed input closes it without an answer."""


def scenario(t):
    def on_request(req, res):
        t.watch(res, "res", "finish close")
        t.watch(req, "req", "aborted close")
        res.write("begun")
        server.close()

    def ready(port):
        peer = t.connect(port, "wire/peer").write("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        peer.expect("begun", lambda: peer.write("garbage\r\n\r\n"))

    server = t.create_server(on_request)
    t.listen(server, ready)
