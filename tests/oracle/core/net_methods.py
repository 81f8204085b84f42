"""What a socket's methods return, before, while and after it is connected."""


def scenario(t):
    def ready(port):
        socket = t.watch(t.net.connect(port, "127.0.0.1", nursery=t.nursery), "socket")

        def everything(when):
            t.log("socket", when)
            t.call("socket", "setNoDelay", lambda: socket.set_no_delay())
            t.call("socket", "setKeepAlive", lambda: socket.set_keep_alive(True, 1000))
            t.call("socket", "ref", lambda: socket.ref())
            t.call("socket", "unref", lambda: socket.unref())
            t.call("socket", "ref", lambda: socket.ref())
            t.call("socket", "pause", lambda: socket.pause())
            t.call("socket", "resume", lambda: socket.resume())
            t.call("socket", "setEncoding", lambda: socket.set_encoding("latin1"))
            t.call("socket", "cork", lambda: socket.cork())
            t.call("socket", "uncork", lambda: socket.uncork())
            t.call("socket", "address", lambda: 3 if socket.address() else 0)
            t.call("socket", "read", lambda: socket.read())
            t.props(
                socket,
                "socket",
                "destroyed readable writable connecting writableLength readableLength",
            )

        def on_connect():
            everything("connected")
            socket.end()

        def on_close(had_error):
            everything("closed")
            t.call("socket", "destroy", lambda: socket.destroy())

        everything("connecting")
        socket.on("connect", on_connect)
        socket.on("close", on_close)

    t.raw_server("", lambda peer, index: peer.on_end(peer.end), ready)
