"""A write to a peer that has reset: how the write, the socket and 'close' tell."""


def scenario(t):
    def ready(port):
        socket = t.watch(
            t.net.connect(port, "127.0.0.1", allow_half_open=True, nursery=t.nursery),
            "socket",
            "connect end error finish close",
        )
        socket.resume()

        def on_end():
            socket.write("first")
            t.after(
                20,
                lambda: t.call(
                    "socket",
                    "write",
                    lambda: socket.write("second", "utf8", t.logs("socket", "written")),
                ),
            )

        socket.on("end", on_end)

    t.raw_server("", lambda peer, index: peer.destroy(), ready)
