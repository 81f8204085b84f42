"""A response without writeHead: statusCode, statusMessage and setHeader are rendered with the
first bytes.
"""


def scenario(t):
    def on_request(req, res):
        t.props(
            res,
            "res",
            "statusCode statusMessage headersSent sendDate finished writableEnded writableFinished",
        )
        res.status_code = 404
        res.set_header("X-B", "b")
        res.set_header("x-A", ["1", "2"])
        res.set_header("Content-Type", "text/plain")
        t.props(res, "res", "statusCode statusMessage headersSent")
        t.call("res", "write", lambda: res.write("not "))
        t.props(res, "res", "statusCode statusMessage headersSent finished")
        res.status_code = 500
        t.call("res", "end", lambda: res.end("here"))
        t.props(
            res,
            "res",
            "statusCode statusMessage headersSent finished writableEnded writableFinished",
        )
        res.on(
            "finish",
            lambda: t.props(res, "res", "headersSent finished writableEnded writableFinished"),
        )
        server.close()

    server = t.create_server(on_request)
    t.listen(
        server,
        lambda port: t.exchange(
            port, "wire/peer", "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        ),
    )
