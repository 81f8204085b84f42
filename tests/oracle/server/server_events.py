"""listening, connection, request, close of a server: order, callbacks, second listen, second
close.
"""


def scenario(t):
    answered = []

    def on_request(req, res):
        t.log("server", "request")
        answered.append(True)
        res.end()
        t.call("server", "close", lambda: server.close(t.logs("server", "close-callback")))
        t.props(server, "server", "listening")
        t.tick("server", "after close")

    def on_listening():
        t.log("server", "listen-callback", server.listening)
        t.known(server.address().port)
        t.props(server.address(), "server", "port address family")
        t.call("server", "listen twice", lambda: server.listen(0) and None)
        peer = t.connect(server.address().port, "").write("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        peer.expect("200 OK", lambda: t.after(5, peer.end))

    def on_close():
        t.props(server, "server", "listening")
        if not answered:
            return
        answered.clear()
        t.call(
            "server", "close again", lambda: server.close(t.logs("server", "second close-callback"))
        )

    server = t.create_server(on_request)
    t.watch(server, "server", "listening connection close error")
    t.call(
        "server",
        "close before listen",
        lambda: server.close(t.logs("server", "early close-callback")),
    )
    t.call("server", "address", lambda: server.address())
    t.call("server", "listen", lambda: server.listen(0, "127.0.0.1", callback=on_listening))
    t.tick("server", "after listen")
    server.on("close", on_close)
