"""What the header methods refuse, before and after the headers have gone."""


def scenario(t):
    def on_request(req, res):
        def refuse(text, f):
            t.call("res", text, f)

        refuse("set number name", lambda: res.set_header(5, "a"))
        refuse("set empty name", lambda: res.set_header("", "a"))
        refuse("set name with colon", lambda: res.set_header("a:", "a"))
        refuse("set name with é", lambda: res.set_header("\xe9", "a"))
        refuse("set none", lambda: res.set_header("A", None))
        refuse("set line break", lambda: res.set_header("A", "a\nb"))
        refuse("set NUL", lambda: res.set_header("A", "\0"))
        refuse("set DEL", lambda: res.set_header("A", "\x7f"))
        refuse("set tab", lambda: res.set_header("Tab", "a\tb"))
        refuse("set latin-1", lambda: res.set_header("Latin", "\xe9"))
        refuse("set wide", lambda: res.set_header("A", "\u0119"))
        refuse("set list with a bad one", lambda: res.set_header("A", ["fine", "b\r"]))
        refuse("get number", lambda: res.get_header(5))
        refuse("has number", lambda: res.has_header(5))
        refuse("remove number", lambda: res.remove_header(5))
        refuse("trailer name", lambda: res.add_trailers({"a b": "1"}))
        refuse("trailer value", lambda: res.add_trailers({"a": "1\n"}))
        refuse("validateHeaderName", lambda: t.http.validate_header_name("a b"))
        refuse("names", lambda: res.get_header_names())
        res.write("x")
        refuse("set after sent", lambda: res.set_header("B", "b"))
        refuse("remove after sent", lambda: res.remove_header("Tab"))
        refuse("get after sent", lambda: res.get_header("Tab"))
        refuse("has after sent", lambda: res.has_header("tAB"))
        refuse("names after sent", lambda: res.get_header_names())
        res.end()
        server.close()

    server = t.create_server(on_request)
    t.listen(
        server, lambda port: t.exchange(port, "wire/peer", "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    )
