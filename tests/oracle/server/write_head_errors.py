"""What writeHead refuses, and that nothing of it goes out."""


def scenario(t):
    def on_request(req, res):
        def refuse(text, f):
            t.call("res", text, f)

        refuse("99", lambda: res.write_head(99))
        refuse("1000", lambda: res.write_head(1000))
        refuse("text", lambda: res.write_head("abc"))
        refuse("none", lambda: res.write_head(None))
        refuse("message with line break", lambda: res.write_head(200, "a\r\nb"))
        refuse("message beyond latin-1", lambda: res.write_head(200, "caf\u0119"))
        res.status_message = None
        refuse("name with space", lambda: res.write_head(200, {"a b": "1"}))
        refuse("empty name", lambda: res.write_head(200, {"": "1"}))
        refuse("value with line break", lambda: res.write_head(200, {"A": "1\r\nB: 2"}))
        refuse("value beyond latin-1", lambda: res.write_head(200, {"A": "\u0119"}))
        res.set_header("X-Set", "yes")
        refuse("none value over setHeader", lambda: res.write_head(200, {"A": None}))
        t.props(res, "res", "headersSent")
        res.status_code = 200
        refuse("fine", lambda: res.write_head(200, {"B": "b"}) and None)
        refuse("twice", lambda: res.write_head(200, {"C": "c"}) and None)
        res.end("body")
        refuse("after end", lambda: res.write_head(200, {"C": "c"}) and None)
        server.close()

    server = t.create_server(on_request)
    t.listen(
        server, lambda port: t.exchange(port, "wire/peer", "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    )
