"""The client half-closes after a complete request that is not answered yet: 'aborted', and no
answer.
"""


def scenario(t):
    def on_request(req, res):
        t.watch(req, "req", "data aborted end error close")
        t.watch(res, "res", "finish error close")
        t.watch(req.socket, "socket", "end error close")
        req.resume()
        req.on(
            "aborted",
            lambda: t.call(
                "res", "end", lambda: res.end("too late", callback=t.logs("res", "ended"))
            ),
        )
        server.close()

    server = t.create_server(on_request)
    t.listen(
        server,
        lambda port: t.connect(port, "wire/peer").write("GET / HTTP/1.1\r\nHost: a\r\n\r\n").end(),
    )
