"""A request body that nobody reads: finish, res 'close', req 'end', req 'close', and the next
request parses.
"""


def scenario(t):
    n = 0

    def on_request(req, res):
        nonlocal n
        n += 1
        i = n
        t.watch(req, f"req{i}", "end close aborted pause resume")
        t.watch(res, f"res{i}", "finish close")
        t.log(f"req{i}", "request", req.url)
        res.end(f"answer {i}")
        if i == 2:
            server.close()

    server = t.create_server(on_request)
    t.listen(
        server,
        lambda port: t.exchange(
            port,
            "wire/peer",
            "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbodyGET /2 HTTP/1.1\r\nHost: a\r\n\r\n",
            lambda: None,
            "answer 2",
        ),
    )
