"""addTrailers: on a chunked body, on one with a length, on HTTP/1.0; as mapping and as pairs."""


def scenario(t):
    cases = [
        ("1.1", False, False),
        ("1.1", True, False),
        ("1.0", False, False),
        ("1.1", False, True),
    ]
    length = pairs = label = None

    def on_request(req, res):
        res.set_header("Trailer", "X-Sum")
        if length:
            res.set_header("Content-Length", 4)
        t.call(label, "write", lambda: res.write("body"))
        t.call(
            label,
            "addTrailers",
            lambda: res.add_trailers(
                [("X-Sum", "1"), ("X-Sum", "2")] if pairs else {"X-Sum": "abc", "X-Two": "b"}
            ),
        )
        res.end()

    def next_case(port):
        nonlocal length, pairs, label
        if not cases:
            server.close()
            return
        version, length, pairs = cases.pop(0)
        label = f"{version}{' length' if length else ''}{' pairs' if pairs else ''}/res"
        t.exchange(port, label, f"GET / HTTP/{version}\r\nHost: a\r\n\r\n", lambda: next_case(port))

    server = t.create_server(on_request)
    t.listen(server, next_case)
