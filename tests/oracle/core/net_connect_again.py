"""connect() on a socket that is connected, on one that was destroyed just now, and to a path that is too long."""


def scenario(t):
    def watched(name, socket):
        return t.watch(socket, name, "connect error end close")

    connected = watched("connected/socket", t.net.Socket(nursery=t.nursery))
    destroyed = watched("destroyed/socket", t.net.Socket(nursery=t.nursery))
    server = t.net.create_server(
        lambda peer: peer.on("error", lambda failure: None).end("hello"), nursery=t.nursery
    )

    def listening():
        port = server.address().port
        for socket in [connected, destroyed]:
            socket.connect(port, "127.0.0.1")
        connected.once("connect", lambda: connected.connect(port, "127.0.0.1"))
        destroyed.once("connect", lambda: destroyed.destroy().connect(port, "127.0.0.1"))
        connected.resume()
        destroyed.resume()

        def end():
            for socket in [connected, destroyed]:
                socket.destroy()
            server.close()

        t.after(200, end)

    server.listen(0, "127.0.0.1", callback=listening)
    long = t.net.Socket(nursery=t.nursery)
    long.on("error", lambda failure: t.log("too long/socket", "code", failure.code))
    long.connect(path=f"/nowhere/{'x' * 200}")
