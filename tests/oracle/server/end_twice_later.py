"""end() again after 'finish', and write() then."""


def scenario(t):
    def on_request(req, res):
        def on_finish():
            t.call("res", "end", lambda: res.end(callback=t.logs("res", "ended again")))
            t.call(
                "res",
                "write",
                lambda: res.write("y", "utf8", t.logs("res", "written after finish")),
            )
            t.tick("res", "of finish")

        t.watch(res, "res", "error finish close")
        res.end("x")
        res.on("finish", on_finish)
        server.close()

    server = t.create_server(on_request)
    t.listen(
        server, lambda port: t.exchange(port, "wire/peer", "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    )
