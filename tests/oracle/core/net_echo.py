"""Both ends of a TCP connection, from connect to close; the server's end follows the client's."""


def scenario(t):
    def on_connection(socket):
        server.close()
        t.watch(socket, "server/socket", "data end drain timeout error close")
        socket.on(
            "data",
            lambda data: t.call(
                "server/socket",
                "write",
                lambda: socket.write(data, callback=t.logs("server/socket", "written")),
            ),
        )

    def ready(port):
        client = t.net.connect(
            port, "127.0.0.1", nursery=t.nursery, callback=t.logs("client/socket", "callback")
        )
        t.watch(client, "client/socket", "lookup connect ready data end finish error close")
        t.props(client, "client/socket", "connecting readable writable remotePort")
        client.on(
            "connect",
            lambda: t.props(
                client, "client/socket", "connecting remotePort remoteAddress remoteFamily"
            ),
        )
        client.on(
            "data",
            lambda data: t.call(
                "client/socket",
                "end",
                lambda: client.end(callback=t.logs("client/socket", "ended")),
            ),
        )
        client.on(
            "close",
            lambda had_error: t.props(
                client, "client/socket", "destroyed bytesRead bytesWritten remotePort"
            ),
        )
        t.call(
            "client/socket",
            "write",
            lambda: client.write("hello", callback=t.logs("client/socket", "written")),
        )

    server = t.net.create_server(on_connection, nursery=t.nursery)
    t.watch(server, "server/server", "listening connection close")
    t.listen(server, ready)
