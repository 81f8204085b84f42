"""One request for each method, status and framing header, all of one version and Connection header."""


def scenario(t, version, connection, written=False):
    cases = [
        (method, status, framing)
        for method in ("GET", "HEAD", "POST")
        for status in (200, 204, 304)
        for framing in ("Content-Length", "chunked", "neither")
    ]
    headers = {
        "Content-Length": {"Content-Length": 5},
        "chunked": {"Transfer-Encoding": "chunked"},
        "neither": {},
    }
    status = framing = label = None

    def on_request(req, res):
        res.write_head(status, headers[framing])
        if written:
            res.write("hel")
            res.end("lo")
        else:
            res.end("hello")
        t.props(res, label, "shouldKeepAlive")

    def next_case(port):
        nonlocal status, framing, label
        if not cases:
            server.close()
            return
        method, status, framing = cases.pop(0)
        label = f"{method} {status} {framing}/res"
        head = f"{method} / HTTP/{version}\r\nHost: a\r\n"
        if connection:
            head += f"Connection: {connection}\r\n"
        body = "Content-Length: 2\r\n\r\nhi" if method == "POST" else "\r\n"
        t.exchange(port, label, head + body, lambda: next_case(port))

    server = t.create_server(on_request)
    t.listen(server, next_case)
