"""What Date, Connection, Keep-Alive and framing become when the program sets or removes them."""


def scenario(t):
    def remove_framing(res):
        res.remove_header("Transfer-Encoding")
        res.remove_header("Content-Length")

    def both(res):
        res.set_header("Transfer-Encoding", "chunked")
        res.set_header("Content-Length", 2)

    forms = {
        "no date": lambda res: setattr(res, "send_date", False),
        "own date": lambda res: res.set_header("Date", "today"),
        "remove date": lambda res: res.remove_header("Date"),
        "remove connection": lambda res: res.remove_header("Connection"),
        "remove transfer-encoding": remove_framing,
        "remove content-length": lambda res: res.remove_header("Content-Length"),
        "connection close": lambda res: res.set_header("Connection", "close"),
        "connection keep-alive": lambda res: res.set_header("Connection", "keep-alive"),
        "connection x, Close": lambda res: res.set_header("Connection", "x, Close"),
        "connection upgrade": lambda res: res.set_header("Connection", "upgrade"),
        "connection list": lambda res: res.set_header("Connection", ["x", "close"]),
        "own keep-alive": lambda res: res.set_header("Keep-Alive", "timeout=99"),
        "transfer-encoding other": lambda res: res.set_header("Transfer-Encoding", "gzip"),
        "transfer-encoding gzip, chunked": lambda res: res.set_header(
            "Transfer-Encoding", "gzip, chunked"
        ),
        "shouldKeepAlive false": lambda res: setattr(res, "should_keep_alive", False),
        "transfer-encoding and length": both,
    }
    cases = [(name, version) for name in forms for version in ("1.0", "1.1")]
    name = None

    def on_request(req, res):
        forms[name](res)
        res.end("ok")

    def next_case(port):
        nonlocal name
        if not cases:
            server.close()
            return
        name, version = cases.pop(0)
        t.exchange(
            port,
            f"{name} {version}/res",
            f"GET / HTTP/{version}\r\nHost: a\r\nConnection: keep-alive\r\n\r\n",
            lambda: next_case(port),
        )

    server = t.create_server(on_request)
    t.listen(server, next_case)
