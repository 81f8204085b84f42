"""Setting, replacing, removing and listing headers; case and order as on the wire."""


def scenario(t):
    def on_request(req, res):
        t.watch(res, "res")
        t.call("res", "setHeader", lambda: res.set_header("X-First", 1) and None)
        res.set_header("x-second", "two")
        res.set_header("X-Third", [3, "three"])
        res.set_header("X-FIRST", 1.5)
        res.set_header("X-Bool", True)
        res.set_header("X-Empty", "")
        res.set_header("X-Empty-List", [])
        res.set_header("X-Gone", "gone")
        t.call("res", "removeHeader", lambda: res.remove_header("x-gone"))
        t.call("res", "remove unknown", lambda: res.remove_header("x-unknown"))
        t.call("res", "getHeader", lambda: res.get_header("X-Third"))
        t.call("res", "getHeader other case", lambda: res.get_header("x-first"))
        t.call("res", "getHeader unknown", lambda: res.get_header("nothing"))
        t.call("res", "hasHeader", lambda: res.has_header("X-SECOND"))
        t.call("res", "hasHeader unknown", lambda: res.has_header("X"))
        t.call("res", "getHeaderNames", lambda: res.get_header_names())
        t.call("res", "getHeaders", lambda: res.get_headers())
        copy = res.get_headers()
        copy["x-first"] = "changed"
        t.call("res", "a copy", lambda: res.get_header("x-first"))
        res.set_header("Content-Length", 2)
        res.end("ok")
        server.close()

    server = t.create_server(on_request)
    t.listen(
        server, lambda port: t.exchange(port, "wire/peer", "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    )
