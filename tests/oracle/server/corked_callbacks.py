"""cork and uncork of a response: counts, lengths, when the callbacks come."""


def scenario(t):
    def on_request(req, res):
        def uncork():
            t.call("res", "uncork", lambda: res.uncork())
            t.props(res, "res", "writableCorked writableLength")
            t.tick("res", "after uncork")
            t.set_immediate(lambda: res.end(callback=t.logs("res", "ended")) and None)

        t.watch(res, "res", "finish close")
        res.cork()
        t.call("res", "write", lambda: res.write("one", callback=t.logs("res", "w1")))
        res.cork()
        t.props(res, "res", "writableCorked headersSent")
        t.call("res", "write", lambda: res.write("two", callback=t.logs("res", "w2")))
        t.call("res", "uncork", lambda: res.uncork())
        t.props(res, "res", "writableCorked")
        t.log("res", "waiting", res.writable_length > 0)
        t.tick("res", "before uncork")
        t.set_immediate(uncork)
        server.close()

    server = t.create_server(on_request)
    t.listen(
        server, lambda port: t.exchange(port, "wire/peer", "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    )
