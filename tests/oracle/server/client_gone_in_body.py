"""The client ends in the middle of a request's body."""


def scenario(t):
    def on_request(req, res):
        t.watch(req, "req", "data aborted end error close")
        t.watch(res, "res", "finish error close")
        t.watch(req.socket, "socket", "end error close")
        req.on("aborted", lambda: t.props(req, "req", "aborted complete destroyed"))
        req.on("close", lambda: t.props(req, "req", "aborted complete destroyed readableEnded"))

        def on_close():
            t.props(res, "res", "writableEnded writableFinished finished destroyed headersSent")
            t.call("res", "write", lambda: res.write("x", callback=t.logs("res", "written")))
            t.call("res", "end", lambda: res.end(callback=t.logs("res", "ended")))

        res.on("close", on_close)
        server.close()

    def on_client_error(error, socket):
        t.log("server", "clientError", error)
        t.props(error, "error", "bytesParsed rawPacket")
        t.log("server", "writable", socket.writable)
        socket.destroy()

    server = t.create_server(on_request)
    server.on("clientError", on_client_error)
    t.listen(
        server,
        lambda port: (
            t.connect(port, "wire/peer")
            .write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf")
            .end()
        ),
    )
