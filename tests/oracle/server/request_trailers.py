"""Trailers of a chunked request: empty until 'end', duplicates merged, framing names without
effect.
"""


def scenario(t):
    def on_request(req, res):
        def on_data(data):
            t.log("req", "data", data)
            t.props(req, "req", "rawTrailers complete")

        def on_end():
            t.props(req, "req", "trailers rawTrailers complete")
            res.end()

        t.props(req, "req", "trailers rawTrailers complete")
        req.on("data", on_data)
        req.on("end", on_end)
        server.close()

    server = t.create_server(on_request)
    t.listen(
        server,
        lambda port: t.exchange(
            port,
            "wire/peer",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            "3\r\nabc\r\n2;ext=1\r\nde\r\n0\r\nX-Sum: 1\r\nx-sum: 2\r\nContent-Length: 7\r\nHost: b\r\n\r\n",
        ),
    )
