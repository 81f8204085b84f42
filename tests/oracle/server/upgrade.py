"""Upgrade with a listener: with bytes behind the head, and with a body that then is head."""


def scenario(t):
    upgrade = "Connection: Upgrade\r\nUpgrade: x\r\n"
    cases = [
        ("listener", f"GET / HTTP/1.1\r\nHost: a\r\n{upgrade}\r\nhead bytes"),
        ("listener, no head", f"GET / HTTP/1.1\r\nHost: a\r\n{upgrade}\r\n"),
        (
            "listener, length",
            f"POST / HTTP/1.1\r\nHost: a\r\n{upgrade}Content-Length: 4\r\n\r\nbodymore",
        ),
        ("listener, no connection header", "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: x\r\n\r\n"),
    ]
    name = None

    def on_request(req, res):
        t.log(f"{name}/server", "request", req.method, req.url, req.headers.get("upgrade"))
        res.end("plain")

    def next_case(port):
        nonlocal name
        if not cases:
            server.close()
            return
        name, data = cases.pop(0)
        label = f"{name}/upgrade"
        server.remove_all_listeners("upgrade")
        peer = t.connect(port, f"{name}/wire").write(data).on_end(lambda: next_case(port))
        if name == "listener, no connection header":
            peer.expect("plain", peer.end)

        def on_upgrade(req, socket, head):
            t.watch(req, f"{name}/req", "data end close")
            t.watch(socket, f"{name}/socket", "end close error")
            t.log(label, "upgrade", req, socket, head)
            t.log(label, "data listeners", socket.listener_count("data"), req.socket is socket)
            socket.write("HTTP/1.1 101 Go\r\n\r\n")

            def on_data(data):
                t.log(f"{name}/socket", "data", data)
                socket.end("bye")

            socket.on("data", on_data)
            peer.expect("101", lambda: peer.write("ping"))

        server.on("upgrade", on_upgrade)

    server = t.create_server(on_request)
    t.listen(server, next_case)
