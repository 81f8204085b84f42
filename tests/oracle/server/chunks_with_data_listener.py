"""With a 'data' listener on the socket, the whole segment is one callback."""


def scenario(t):
    def on_request(req, res):
        t.tick("req", "of request")

        def on_data(data):
            t.log("req", "data", data)
            t.tick("req", "of data")

        def on_end():
            t.log("req", "end")
            t.tick("req", "of end")
            res.end()

        req.on("data", on_data)
        req.on("end", on_end)
        server.close()

    def on_socket_data(data):
        t.log("req", "socket data", len(data))
        t.tick("req", "of socket data")

    server = t.create_server(on_request)
    server.on("connection", lambda socket: socket.on("data", on_socket_data))
    t.listen(
        server,
        lambda port: t.exchange(
            port,
            "wire/peer",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbb\r\n0\r\n\r\n",
        ),
    )
