"""server.close() with an idle and a busy connection: 'close' after the last has gone."""


def scenario(t):
    def on_request(req, res):
        if req.url == "/idle":
            res.end("idle")
            return

        def end():
            t.log("res", "end")
            res.end()

        t.watch(res, "res", "finish close")
        server.close(callback=t.logs("server", "close-callback"))
        t.props(server, "server", "listening")
        res.write("busy")
        t.after(20, end)

    def ready(port):
        idle = t.connect(port, "idle/wire").write("GET /idle HTTP/1.1\r\nHost: a\r\n\r\n")
        idle.expect(
            "idle",
            lambda: t.connect(port, "busy/wire").write("GET /busy HTTP/1.1\r\nHost: a\r\n\r\n"),
        )

    server = t.create_server(on_request)
    server.keep_alive_timeout = 60
    t.watch(server, "server", "close")
    t.listen(server, ready)
