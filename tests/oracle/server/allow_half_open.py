"""A server that goes on answering a client that has ended its side."""


def scenario(t):
    def on_request(req, res):
        t.watch(req, "req", "end aborted close")
        t.watch(res, "res", "finish close")
        t.watch(req.socket, "socket", "end close")
        req.resume()
        t.after(10, lambda: res.end("whole answer"))
        server.close()

    server = t.create_server(on_request, allow_half_open=True)
    t.listen(
        server,
        lambda port: t.connect(port, "wire/peer").write("GET / HTTP/1.1\r\nHost: a\r\n\r\n").end(),
    )
