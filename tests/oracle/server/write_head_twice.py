"""writeHead, writeContinue and writeProcessing after the headers have gone."""


def scenario(t):
    def on_request(req, res):
        res.write_head(200, {"X-Once": "1"})
        res.write("body")
        t.call("res", "writeHead", lambda: res.write_head(500, {"X-Twice": "2"}) and None)
        t.call("res", "writeContinue", lambda: res.write_continue())
        t.call("res", "writeProcessing", lambda: res.write_processing())
        res.end()
        server.close()

    server = t.create_server(on_request)
    t.listen(
        server, lambda port: t.exchange(port, "wire/peer", "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    )
