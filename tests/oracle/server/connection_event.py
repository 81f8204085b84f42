"""What a program may do with the socket in 'connection': write, end, destroy before any request."""


def scenario(t):
    def set_timeout(s):
        def expired():
            t.log("set timeout/socket", "timeout-callback")
            s.destroy()

        s.set_timeout(20, expired)

    ways = {
        "destroy": lambda s: s.destroy(),
        "end": lambda s: s.end("go away"),
        "write": lambda s: s.write("banner "),
        "set timeout": set_timeout,
    }
    names = list(ways)
    name = None

    def on_request(req, res):
        t.log(f"{name}/server", "request")
        res.end("answer")

    def on_connection(socket):
        t.watch(socket, f"{name}/socket", "timeout end error close")
        t.log(f"{name}/socket", "server", socket.server is server)
        ways[name](socket)

    def next_case(port):
        nonlocal name
        if not names:
            server.close()
            return
        name = names.pop(0)
        peer = t.connect(port, f"{name} wire/peer").on_end(
            lambda: t.after(5, lambda: next_case(port))
        )
        if name == "write":
            peer.expect(
                "banner",
                lambda: peer.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n").expect("answer", peer.end),
            )

    server = t.create_server(on_request)
    server.on("connection", on_connection)
    t.listen(server, next_case)
