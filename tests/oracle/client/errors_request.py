"""What request() refuses at once: type, code and text of each error."""


def scenario(t):
    def each(what, options):
        def called():
            req = t.request(**{"port": 1, **options})
            req.on("error", lambda error: None)
            req.destroy()
            return req

        t.call("client/request", what, called)

    for what, options in [
        ["path with a space", {"path": "/a b"}],
        ["path with a line end", {"path": "/a\r\nb"}],
        ["path with NUL", {"path": "/\0"}],
        ["path above latin-1", {"path": "/\u20ac"}],
        ["protocol https", {"protocol": "https:"}],
        ["protocol without a colon", {"protocol": "http"}],
        ["protocol of nothing", {"protocol": "x:"}],
        ["method with a space", {"method": "GE T"}],
        ["method with a line end", {"method": "GET\r\n"}],
        ["method of a number", {"method": 5}],
        ["method true", {"method": True}],
        ["host of a number", {"host": 5}],
        ["hostname of a list", {"hostname": []}],
        ["hostname true", {"hostname": True}],
        ["header name with a space", {"headers": {"a b": "c"}}],
        ["header name empty", {"headers": {"": "c"}}],
        ["header name not ASCII", {"headers": {"\xe4": "c"}}],
        ["header value with a line end", {"headers": {"a": "b\r\nc"}}],
        ["header value above latin-1", {"headers": {"a": "\u20ac"}}],
        ["header value none", {"headers": {"a": None}}],
        ["header value list", {"headers": {"a": ["b", "c\n"]}}],
        ["header pairs, name", {"headers": [["a b", "c"]]}],
        ["header pairs, value", {"headers": [["a", "\x01"]]}],
        ["port too big", {"port": 65536}],
        ["port negative", {"port": -1}],
        ["port of letters", {"port": "abc"}],
        ["port of half a number", {"port": 80.5}],
        ["timeout of letters", {"timeout": "abc"}],
        ["timeout negative", {"timeout": -1}],
        ["timeout none", {"timeout": None}],
        ["agent of a number", {"agent": 5}],
        ["agent true", {"agent": True}],
        ["agent of a mapping", {"agent": {}}],
        ["localAddress", {"local_address": "nowhere"}],
        ["lookup", {"lookup": 5, "host": "name.invalid"}],
        ["family", {"family": 7, "host": "name.invalid", "lookup": 5}],
        ["insecureHTTPParser", {"insecure_http_parser": 1}],
        ["maxHeaderSize of letters", {"max_header_size": "abc"}],
        ["maxHeaderSize negative", {"max_header_size": -1}],
        ["auth of a number", {"auth": 5}],
    ]:
        each(what, options)
