"""One socket piped to another: 'pipe', the bytes, the end handed on; unpipe."""


def scenario(t):
    def on_connection(socket):
        server.close()
        t.watch(socket, "server/socket", "pipe unpipe end finish close")
        t.call("server/socket", "pipe", lambda: socket.pipe(socket))

    def ready(port):
        client = t.watch(
            t.net.connect(port, "127.0.0.1", nursery=t.nursery), "client/socket", "data end close"
        )
        source = t.watch(t.http.IncomingMessage(), "client/source", "pipe unpipe end pause")
        client.write("there and back")
        client.on("data", lambda data: client.end())
        source.pipe(client)
        source.unpipe(client)

    server = t.net.create_server(on_connection, nursery=t.nursery)
    t.listen(server, ready)
