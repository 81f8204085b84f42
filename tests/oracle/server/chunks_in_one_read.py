"""A chunked body in one segment: ticks after each chunk, none after the head and the end."""


def scenario(t):
    def on_request(req, res):
        t.watch(req, "req", "end close")
        t.tick("req", "of request")

        def on_data(data):
            t.log("req", "data", data)
            t.tick("req", "of data")
            t.immediate("req", "of data")

        def on_end():
            t.tick("req", "of end")
            res.end()

        req.on("data", on_data)
        req.on("end", on_end)
        server.close()

    server = t.create_server(on_request)
    t.listen(
        server,
        lambda port: t.exchange(
            port,
            "wire/peer",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbb\r\n3\r\nccc\r\n0\r\n\r\n",
        ),
    )
