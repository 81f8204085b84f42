"""Two sockets ready in one wake-up that both destroy: ticks after each callback, immediates,
closes last first.
"""


def scenario(t):
    peers = []
    seen = []

    def on_connection(socket):
        n = len(seen)
        seen.append(socket)
        t.watch(socket, f"s{n}", "end close error")

        def on_close(had_error):
            t.log("all", f"close{n}")
            t.tick("all", f"of close{n}")

        def on_data(data):
            t.log("all", f"data{n}", data)
            t.tick("all", f"{n}")
            t.immediate("all", f"{n}")
            socket.on("close", on_close)
            socket.destroy()

        def write_both():
            peers[0].write("a")
            peers[1].write("b")

        socket.on("data", on_data)
        if n == 1:
            server.close()
            t.timer(20, write_both)

    def ready(port):
        peers.append(t.connect(port, "wire0/peer"))
        t.timer(20, lambda: peers.append(t.connect(port, "wire1/peer")))

    server = t.net.create_server(on_connection, nursery=t.nursery)
    t.listen(server, ready)
