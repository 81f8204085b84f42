"""Host, Authorization and the request line: by host, port, setHost, auth, path."""


def scenario(t):
    def end(req):
        return req.end()

    t.use("client/_bytes")(
        t,
        [
            ["host", {"host": "127.0.0.1"}, end],
            ["hostname wins", {"host": "nowhere.invalid", "hostname": "127.0.0.1"}, end],
            ["setHost false", {"set_host": False}, end],
            ["setHost true with Host", {"set_host": True, "headers": {"Host": "mine"}}, end],
            ["setHost 0", {"set_host": 0}, end],
            ["defaultPort is the port", {"default_port": 80}, end],
            ["auth", {"auth": "user:pass"}, end],
            ["auth of one word", {"auth": "user"}, end],
            ["auth not ASCII", {"auth": "\xe4:\u20ac"}, end],
            ["auth empty", {"auth": ""}, end],
            [
                "auth with Authorization",
                {"auth": "user:pass", "headers": {"authorization": "mine"}},
                end,
            ],
            ["path", {"path": "/a/b?c=d#e"}, end],
            ["path of an address", {"path": "http://example.com/"}, end],
            ["path *", {"path": "*", "method": "OPTIONS"}, end],
            ["path without a slash", {"path": "abc"}, end],
            ["path empty", {"path": ""}, end],
            ["path latin-1", {"path": "/\xe4\xff"}, end],
            ["protocol", {"protocol": "http:"}, end],
        ],
    )
