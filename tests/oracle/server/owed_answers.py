"""A complete request and garbage behind it in one segment, answered a little later."""


def scenario(t):
    def on_request(req, res):
        t.watch(req, "req", "aborted close")
        t.watch(res, "res", "finish close")
        t.set_immediate(lambda: t.call("res", "end", lambda: res.end("answer") and None))
        server.close()

    server = t.create_server(on_request)
    t.listen(
        server,
        lambda port: t.connect(port, "wire/peer").write(
            "GET / HTTP/1.1\r\nHost: a\r\n\r\ngarbage\r\n\r\n"
        ),
    )
