"""Duplicates: the first of these, the list of set-cookie, '; ' for cookie, ', ' for the others."""


def scenario(t):
    single = (
        "age authorization etag expires from if-modified-since if-unmodified-since last-modified "
        "location max-forwards proxy-authorization referer retry-after server user-agent content-type"
    ).split()
    joined = "cookie set-cookie accept x-own via empty date content-encoding vary www-authenticate".split()

    def on_request(req, res):
        for name in single + joined:
            t.log("req", name, req.headers.get(name))
        t.log("req", "raw", len(req.raw_headers))
        t.log("req", "keys", list(req.headers))
        res.end()
        server.close()

    head = "GET / HTTP/1.1\r\nHost: a\r\n"
    for name in single + joined:
        head += f"{name.upper()}: one\r\n{name}: {'' if name == 'empty' else 'two'}\r\n"
    head += "Empty: three\r\nSet-Cookie: three\r\n"
    server = t.create_server(on_request)
    t.listen(server, lambda port: t.exchange(port, "", f"{head}\r\n"))
