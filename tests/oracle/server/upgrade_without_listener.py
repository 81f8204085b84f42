"""Upgrade without a listener is an ordinary request; what follows in its segment is the next one."""


def scenario(t):
    def on_request(req, res):
        t.log("server", "request", req.url, req.upgrade)
        res.end(f"answer {req.url}")
        if req.url == "/3":
            server.close()

    def ready(port):
        upgrade = "Host: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"
        peer = t.connect(port, "wire/peer")
        peer.write(f"GET /1 HTTP/1.1\r\n{upgrade}GET /2 HTTP/1.1\r\nHost: a\r\n\r\n")
        t.after(
            30,
            lambda: peer.write("GET /3 HTTP/1.1\r\nHost: a\r\n\r\n").expect("answer /3", peer.end),
        )

    server = t.create_server(on_request)
    t.listen(server, ready)
