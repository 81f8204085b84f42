"""Writes of wrong values, after end and after destroy."""


def scenario(t):
    def ready(port):
        socket = t.net.connect(port, "127.0.0.1", nursery=t.nursery)
        t.watch(socket, "socket", "error finish end close")
        t.call("socket", "number", lambda: socket.write(5))
        t.call("socket", "null", lambda: socket.write(None))
        t.call("socket", "list", lambda: socket.write(["a"]))
        t.call(
            "socket", "empty", lambda: socket.write("", callback=t.logs("socket", "written empty"))
        )

        def on_connect():
            t.call("socket", "end", lambda: socket.end("x"))
            t.call(
                "socket",
                "after end",
                lambda: socket.write("y", callback=t.logs("socket", "written after end")),
            )
            t.call(
                "socket", "end twice", lambda: socket.end(callback=t.logs("socket", "ended twice"))
            )
            t.tick("socket", "of connect")

        def on_close(had_error):
            t.call(
                "socket",
                "after close",
                lambda: socket.write("z", callback=t.logs("socket", "written after close")),
            )
            t.call(
                "socket",
                "end after close",
                lambda: socket.end(callback=t.logs("socket", "ended after close")),
            )

        socket.on("connect", on_connect)
        socket.on("close", on_close)

    t.raw_server("wire/peer", lambda peer, index: None, ready)
