"""Writes on an answer to HEAD and on a 204: what they return, and whether they call back."""


def scenario(t):
    cases = [("HEAD", 200), ("GET", 204), ("GET", 304)]
    method = status = None

    def on_request(req, res):
        label = f"{method} {status}/res"
        t.watch(res, label, "finish close")
        res.write_head(status)
        t.call(label, "write", lambda: res.write("body", callback=t.logs(label, "written")))
        t.call(label, "end", lambda: res.end("more", callback=t.logs(label, "ended")) and None)

    def next_case(port):
        nonlocal method, status
        if not cases:
            server.close()
            return
        method, status = cases.pop(0)
        t.exchange(
            port,
            f"{method} {status} wire/peer",
            f"{method} / HTTP/1.1\r\nHost: a\r\n\r\n",
            lambda: next_case(port),
        )

    server = t.create_server(on_request)
    t.listen(server, next_case)
