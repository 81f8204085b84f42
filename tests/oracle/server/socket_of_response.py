"""The response's socket goes just before 'finish'; the request keeps its own."""


def scenario(t):
    def on_request(req, res):
        socket = req.socket
        t.log("res", "in request", res.socket is socket, res.connection is socket)

        def on_finish():
            t.log("res", "in finish", res.socket, res.connection, req.socket is socket)
            t.next_tick(lambda: t.log("res", "after finish", res.socket, req.socket is socket))

        res.on("finish", on_finish)
        res.on("close", lambda: t.log("res", "in close", res.socket))
        res.end("x")
        t.log("res", "after end", res.socket is socket)
        server.close()

    server = t.create_server(on_request)
    t.listen(server, lambda port: t.exchange(port, "", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
