"""A socket made by hand: its state, connect() later, destroy() of one that never connected."""


def scenario(t):
    never = t.watch(t.net.Socket(nursery=t.nursery), "never/socket", "error close end finish")
    t.props(
        never,
        "never/socket",
        "connecting destroyed readable writable bytesRead bytesWritten timeout",
    )
    t.call(
        "never/socket",
        "write",
        lambda: never.write("x", callback=t.logs("never/socket", "written")),
    )
    t.call("never/socket", "destroy", lambda: never.destroy())

    def ready(port):
        socket = t.watch(
            t.net.Socket(nursery=t.nursery), "later/socket", "connect ready end finish close error"
        )
        t.call(
            "later/socket",
            "connect",
            lambda: socket.connect(port, "127.0.0.1", callback=t.logs("later/socket", "callback")),
        )
        t.props(socket, "later/socket", "connecting")
        socket.resume()
        socket.end("hello")

    t.raw_server("wire/peer", lambda peer, index: peer.on_end(peer.end), ready)
