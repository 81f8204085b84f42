"""More than the kernel takes: write answers false, 'drain' when all has gone, then the callbacks."""


def scenario(t):
    def on_peer(peer, index):
        peer.flush = lambda: None
        peer.on_end(peer.end)

    def ready(port):
        socket = t.watch(
            t.net.connect(port, "127.0.0.1", nursery=t.nursery),
            "socket",
            "connect drain finish close",
        )
        socket.resume()

        def on_connect():
            t.call(
                "socket",
                "small",
                lambda: socket.write("x", callback=t.logs("socket", "written small")),
            )
            t.call(
                "socket",
                "large",
                lambda: socket.write(bytes(8000000), callback=t.logs("socket", "written large")),
            )
            t.call(
                "socket",
                "behind",
                lambda: socket.write("y", callback=t.logs("socket", "written behind")),
            )
            t.log("socket", "waiting", socket.writable_length >= 8000000)

        def on_drain():
            t.props(socket, "socket", "writableLength bytesWritten")
            socket.end()

        socket.on("connect", on_connect)
        socket.once("drain", on_drain)

    t.raw_server("", on_peer, ready)
