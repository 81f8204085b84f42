"""A request behind one that says Connection: close, in the same segment."""


def scenario(t):
    def on_request(req, res):
        t.log("server", "request", req.url)
        res.end(f"answer {req.url}")
        server.close()

    def get(path, more):
        return f"GET {path} HTTP/1.1\r\nHost: a\r\n{more}\r\n"

    server = t.create_server(on_request)
    t.listen(
        server,
        lambda port: t.connect(port, "wire/peer").write(
            get("/1", "Connection: close\r\n") + get("/2", "")
        ),
    )
