"""end() when the client has left: no 'finish'; what writableFinished says."""


def scenario(t):
    def on_request(req, res):
        t.watch(res, "res", "finish error close")

        def on_close():
            t.call("res", "write", lambda: res.write("x"))
            t.call("res", "end", lambda: res.end("y") and None)
            t.props(res, "res", "writableEnded writableFinished finished destroyed")
            t.set_immediate(lambda: t.props(res, "res", "writableFinished"))

        res.on("close", on_close)
        server.close()

    def ready(port):
        peer = t.connect(port, "").write("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        server.once("request", lambda req, res: peer.destroy())

    server = t.create_server(on_request)
    t.listen(server, ready)
