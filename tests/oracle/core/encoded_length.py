"""What a text counts while it waits: Node counts its characters, here it is bytes already."""


def scenario(t):
    def ready(port):
        socket = t.net.connect(port, "127.0.0.1", nursery=t.nursery)
        socket.write("7468", "hex")
        socket.write("\xe9")
        t.props(socket, "socket", "writableLength bytesWritten")
        socket.end()

    t.raw_server("", lambda peer, index: peer.on_end(peer.end), ready)
