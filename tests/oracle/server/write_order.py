"""write, write, end: w1 w2 finish end-callback tick close."""


def scenario(t):
    def on_request(req, res):
        t.watch(res, "res", "finish close")
        res.write("one", callback=t.logs("res", "w1"))
        res.write("two", callback=t.logs("res", "w2"))
        res.end(callback=t.logs("res", "end-callback"))
        t.tick("res", "after")
        t.immediate("res", "after")
        server.close()

    server = t.create_server(on_request)
    t.listen(
        server, lambda port: t.exchange(port, "wire/peer", "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    )
