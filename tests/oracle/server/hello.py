"""One exchange on a keep-alive connection: every event of both messages, and the bytes."""


def scenario(t):
    def on_request(req, res):
        t.watch(req, "server/req", "data end aborted close error")
        t.watch(res, "server/res", "finish close error")
        t.call("server/res", "end", lambda: res.end("hello"))
        t.tick("server/program", "after end")
        server.close()

    server = t.create_server(on_request)
    t.watch(server, "server/server", "listening connection close")
    t.listen(server, lambda port: t.exchange(port, "wire", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
