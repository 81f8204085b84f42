"""Two kept connections whose next requests arrive together: one callback after the other, ticks
between, closes last first.
"""


def scenario(t):
    peers = []
    n = 0

    def on_request(req, res):
        nonlocal n
        if req.url == "/first":
            res.end("ready")
            return
        n += 1
        i = n
        t.log("all", f"request{i}", req.url)
        t.tick("all", f"of request{i}")
        t.immediate("all", f"of request{i}")

        def on_data(data):
            t.log("all", f"data{i}", data)
            t.tick("all", f"of data{i}")
            req.socket.destroy()

        def on_close():
            t.log("all", f"res close{i}")
            t.tick("all", f"of close{i}")

        req.on("data", on_data)
        req.on("aborted", lambda: t.log("all", f"aborted{i}"))
        req.on("close", lambda: t.log("all", f"req close{i}"))
        res.on("close", on_close)
        if i == 2:
            server.close()

    def next_peer(port):
        def write_both():
            for i, p in enumerate(peers):
                p.write(f"POST /{i} HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf")

        def ready():
            if len(peers) < 2:
                next_peer(port)
            else:
                t.after(3, write_both)

        peer = t.connect(port, "").write("GET /first HTTP/1.1\r\nHost: a\r\n\r\n")
        peers.append(peer)
        peer.expect("ready", ready)

    server = t.create_server(on_request)
    t.listen(server, next_peer)
