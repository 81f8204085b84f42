"""IncomingMessage and ServerResponse of one's own."""


def scenario(t):
    class Request(t.http.IncomingMessage):
        def path(self):
            return self.url.split("?")[0]

    class Response(t.http.ServerResponse):
        def json(self, text):
            self.set_header("Content-Type", "application/json")
            return self.end(text)

    def on_request(req, res):
        t.log("req", "classes", isinstance(req, Request), isinstance(res, Response), req.path())
        req.own = "mine"
        res.json("{}")
        t.log("req", "own", req.own)
        server.close()

    server = t.create_server(on_request, IncomingMessage=Request, ServerResponse=Response)
    t.listen(
        server, lambda port: t.exchange(port, "wire/peer", "GET /a?b HTTP/1.1\r\nHost: a\r\n\r\n")
    )
