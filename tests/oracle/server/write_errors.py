"""Writes of wrong values and after the end."""


def scenario(t):
    def on_request(req, res):
        t.watch(res, "res", "error finish close")
        t.call("res", "number", lambda: res.write(5))
        t.call("res", "null", lambda: res.write(None))
        t.call("res", "list", lambda: res.write([]))
        t.call("res", "end of number", lambda: res.end(5))
        t.props(res, "res", "headersSent finished")
        t.call("res", "end", lambda: res.end("x"))
        t.call(
            "res",
            "write after end",
            lambda: res.write("y", "utf8", t.logs("res", "written after end")),
        )
        t.tick("res", "after write after end")
        t.call("res", "end after end", lambda: res.end(callback=t.logs("res", "ended twice")))
        t.call(
            "res",
            "end with data after end",
            lambda: res.end("z", callback=t.logs("res", "ended thrice")),
        )
        server.close()

    server = t.create_server(on_request)
    t.listen(
        server, lambda port: t.exchange(port, "wire/peer", "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    )
