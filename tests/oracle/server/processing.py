"""writeProcessing and writeContinue before the headers."""


def scenario(t):
    def on_request(req, res):
        t.call(
            "res",
            "writeProcessing",
            lambda: res.write_processing(callback=t.logs("res", "processing written")),
        )
        t.call(
            "res",
            "writeContinue",
            lambda: res.write_continue(callback=t.logs("res", "continue written")),
        )
        t.props(res, "res", "headersSent")
        res.end("x")
        server.close()

    server = t.create_server(on_request)
    t.listen(
        server, lambda port: t.exchange(port, "wire/peer", "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    )
