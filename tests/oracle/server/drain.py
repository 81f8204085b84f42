"""A large body: write answers false, 'drain' follows once it has gone, lengths on the way."""


def scenario(t):
    def on_request(req, res):
        t.watch(res, "res", "drain finish close")
        t.props(res, "res", "writableHighWaterMark writableLength")
        res.set_header("Content-Length", 8000002)
        t.call("res", "small", lambda: res.write("x"))
        t.call(
            "res",
            "large",
            lambda: res.write(b"a" * 8000000, callback=t.logs("res", "written large")),
        )
        t.log("res", "waiting", res.writable_length > 8000000)
        t.call("res", "behind it", lambda: res.write("y", callback=t.logs("res", "written behind")))

        def on_drain():
            t.props(res, "res", "writableLength")
            res.end()

        res.on("drain", on_drain)
        server.close()

    def ready(port):
        t.exchange(port, "wire/peer", "GET / HTTP/1.1\r\nHost: a\r\n\r\n").flush = lambda: None

    server = t.create_server(on_request)
    t.listen(server, ready)
