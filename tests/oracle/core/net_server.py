"""A server of bytes: address, connections, maxConnections, close while one is open."""


def scenario(t):
    first = None

    def on_connection(socket):
        t.log("server/server", "connection-listener")
        socket.on("close", lambda had_error: t.log("server/socket", "close"))
        socket.resume()
        t.next_tick(lambda: t.log("server/server", "connections", server.get_connections()))
        server.close(callback=t.logs("server/server", "close-callback"))

    def ready(port):
        nonlocal first
        t.props(server, "server/server", "listening maxConnections")
        first = t.connect(port, "first/peer")
        second = t.connect(port, "second/peer")

        def end_first():
            t.log("server/server", "ending")
            first.end()

        second.on_end(lambda: t.after(5, end_first))

    server = t.net.create_server(on_connection, nursery=t.nursery)
    server.max_connections = 1
    t.watch(server, "server/server", "listening connection close error")
    t.listen(server, ready)
