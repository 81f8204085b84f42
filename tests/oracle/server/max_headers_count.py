"""maxHeadersCount 10 and 0: how many reach headers and rawHeaders."""


def scenario(t):
    limits = [10, 0]

    def on_request(req, res):
        t.log(
            f"{server.max_headers_count}/req", "headers", len(req.headers), len(req.raw_headers) / 2
        )
        res.end()

    head = "GET / HTTP/1.1\r\nHost: a\r\n" + "".join(f"X-{i}: {i}\r\n" for i in range(39))

    def next_case(port):
        if not limits:
            server.close()
            return
        server.max_headers_count = limits.pop(0)
        t.exchange(port, "", f"{head}\r\n", lambda: next_case(port))

    server = t.create_server(on_request)
    t.listen(server, next_case)
