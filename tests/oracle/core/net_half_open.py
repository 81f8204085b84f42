"""A peer that half-closes: the socket ends itself; with allowHalfOpen it can still write."""


def scenario(t):
    n = 0

    def one(allow_half_open):
        def on_connection(socket):
            server.close()
            label = "half-open/socket" if allow_half_open else "default/socket"
            t.watch(socket, label, "data end finish error close")

            def on_end():
                t.props(socket, label, "readable writable destroyed writableEnded")
                t.next_tick(lambda: t.props(socket, label, "writable writableEnded"))
                if allow_half_open:
                    t.after(5, lambda: t.call(label, "end", lambda: socket.end("late answer")))

            socket.on("end", on_end)

        def ready(port):
            nonlocal n
            t.connect(port, f"wire{n}/peer").write("all").end()
            n += 1

        server = t.net.create_server(
            on_connection, allow_half_open=allow_half_open, nursery=t.nursery
        )
        t.listen(server, ready)

    one(False)
    one(True)
