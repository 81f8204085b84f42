"""GET, GET, garbage in one read: request, request, clientError, then ticks, aborted, close."""


def scenario(t):
    count = 0

    def on_request(req, res):
        nonlocal count
        count += 1
        n = count
        t.log("all", f"request{n}")
        t.tick("all", f"of request{n}")
        t.watch(req, f"req{n}", "aborted end close")
        t.watch(res, f"res{n}", "finish close")

    def on_client_error(error, socket):
        t.log("all", "clientError", error)
        t.props(error, "all", "bytesParsed")
        t.tick("all", "of clientError")
        socket.on("close", lambda had_error: t.log("all", "socket close", had_error))
        socket.on("error", lambda e: t.log("all", "socket error", e))
        socket.destroy(error)
        server.close()

    server = t.create_server(on_request)
    server.on("clientError", on_client_error)
    t.listen(
        server,
        lambda port: t.connect(port, "").write(
            "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\ngarbage\r\n\r\n"
        ),
    )
