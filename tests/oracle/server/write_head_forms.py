"""Every form of writeHead, alone and over setHeader."""


def scenario(t):
    def message_before(res):
        res.status_message = "Mine"
        return res.write_head(202)

    def status_before(res):
        res.status_code = 500
        return res.write_head(202)

    def over_set_header(res):
        res.set_header("X-One", "first")
        res.set_header("X-Kept", "kept")
        return res.write_head(200, {"x-one": "second", "X-New": "new"})

    forms = {
        "status": lambda res: res.write_head(201),
        "status and message": lambda res: res.write_head(201, "Made"),
        "empty message": lambda res: res.write_head(201, ""),
        "status and mapping": lambda res: res.write_head(201, {"X-One": "1", "x-two": 2}),
        "all three": lambda res: res.write_head(299, "Odd", {"X-One": ["1", "one"]}),
        "pairs": lambda res: res.write_head(
            200, [("X-One", "1"), ("X-One", "one"), ("Set-Cookie", ["a", "b"])]
        ),
        "message and pairs": lambda res: res.write_head(200, "Fine", [("X-One", "1")]),
        "unknown status": lambda res: res.write_head(777),
        "statusMessage before": message_before,
        "statusCode before": status_before,
        "over setHeader": over_set_header,
        "none value": lambda res: res.write_head(200, None),
    }
    names = list(forms)
    name = None

    def on_request(req, res):
        t.watch(res, f"{name}/res")
        t.call(f"{name}/res", "writeHead", lambda: forms[name](res))
        t.props(res, f"{name}/res", "statusCode statusMessage headersSent")
        t.call(f"{name}/res", "getHeaders", lambda: res.get_headers())
        res.end()

    def next_case(port):
        nonlocal name
        if not names:
            server.close()
            return
        name = names.pop(0)
        t.exchange(
            port, f"{name}/wire", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", lambda: next_case(port)
        )

    server = t.create_server(on_request)
    t.listen(server, next_case)
