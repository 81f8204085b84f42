"""The peer resets: data, then 'error' ECONNRESET and 'close' with true; a write into it fails."""


def scenario(t):
    def ready(port):
        socket = t.watch(
            t.net.connect(port, "127.0.0.1", nursery=t.nursery),
            "socket",
            "connect data end error finish close",
        )
        socket.on("error", lambda error: t.props(error, "socket", "code syscall"))
        socket.write("unread")
        socket.on(
            "close",
            lambda had_error: t.call(
                "socket", "write", lambda: socket.write("x", callback=t.logs("socket", "written"))
            ),
        )

    t.raw_server("", lambda peer, index: t.after(20, peer.destroy), ready, deaf=True)
