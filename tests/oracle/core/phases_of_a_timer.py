"""In a timer: ticks, then immediates, then the closes of what was destroyed; an immediate in a
close waits.
"""


def scenario(t):
    def on_connection(socket):
        def on_close(had_error):
            t.log("socket", "close")
            t.immediate("socket", "of close")
            t.tick("socket", "of close")

        def ten():
            socket.on("close", on_close)
            t.immediate("socket", "before")
            t.tick("socket", "before")
            t.call("socket", "destroy", lambda: socket.destroy(Exception("mine")))
            t.props(socket, "socket", "destroyed readable writable")
            t.tick("socket", "after")
            t.immediate("socket", "after")

        server.close()
        t.watch(socket, "socket", "error")
        t.timer(10, ten)

    server = t.net.create_server(on_connection, nursery=t.nursery)
    t.listen(server, lambda port: t.connect(port, "wire/peer"))
