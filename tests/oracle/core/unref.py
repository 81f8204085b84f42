"""An unref'd server and an unref'd socket do not keep the program alive."""


def scenario(t):
    client = None

    def on_connection(socket):
        t.log("server", "connection")
        socket.unref()
        t.call("server", "unref", lambda: server.unref() is server)
        client.unref()
        t.immediate("server", "after unref")

    def ready(port):
        nonlocal client
        client = t.net.connect(port, "127.0.0.1", nursery=t.nursery)

    server = t.net.create_server(on_connection, nursery=t.nursery)
    t.listen(server, ready)
