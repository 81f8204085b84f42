"""Writes before the connection: true below the mark, callbacks in order once it stands."""


def scenario(t):
    def ready(port):
        socket = t.watch(
            t.net.connect(port, "127.0.0.1", nursery=t.nursery),
            "socket",
            "connect ready drain finish end error close",
        )
        t.call(
            "socket",
            "write",
            lambda: socket.write("one ", callback=t.logs("socket", "written one")),
        )
        t.call(
            "socket",
            "write bytes",
            lambda: socket.write(b"two ", callback=t.logs("socket", "written two")),
        )
        t.call(
            "socket",
            "write latin1",
            lambda: socket.write("th", "latin1", t.logs("socket", "written latin1")),
        )
        t.props(socket, "socket", "writableLength bytesWritten connecting")
        t.call(
            "socket",
            "write much",
            lambda: socket.write("x" * 20000, callback=t.logs("socket", "written much")),
        )
        t.props(socket, "socket", "writableLength writableHighWaterMark")
        t.call("socket", "end", lambda: socket.end("last", callback=t.logs("socket", "ended")))
        t.props(socket, "socket", "writable writableEnded writableFinished")
        socket.resume()

    t.raw_server("wire/peer", lambda peer, index: peer.on_end(peer.end), ready)
