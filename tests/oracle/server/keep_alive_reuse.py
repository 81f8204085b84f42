"""Three requests one after the other on one connection: the same socket, listeners that do not
pile up.
"""


def scenario(t):
    n = 0
    first = None

    def on_request(req, res):
        nonlocal n, first
        n += 1
        i = n
        first = first or req.socket
        t.watch(req, f"req{i}", "end close")
        t.watch(res, f"res{i}", "finish close")
        t.log(f"req{i}", "request", req.url, req.socket is first)
        for name in ("end", "close", "error", "timeout", "data", "drain"):
            t.log("listeners", name, first.listener_count(name))
        req.on("end", lambda: res.end(f"answer {i}"))
        req.resume()
        if i == 3:
            server.close()

    def post(i):
        return f"POST /{i} HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx"

    def ready(port):
        peer = t.connect(port, "wire/peer").write(post(1))
        peer.expect("answer 1", lambda: peer.write(post(2)))
        peer.expect("answer 2", lambda: peer.write(post(3)))
        peer.expect("answer 3", peer.end)

    server = t.create_server(on_request)
    t.watch(server, "server", "connection close")
    t.listen(server, ready)
