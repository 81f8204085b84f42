"""res.setTimeout(): the socket's timeout; its callback is the message's 'timeout', which Node never emits for a client."""


def scenario(t):
    def on_peer(peer, index):
        def on_text():
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na")
            t.after(200, lambda: peer.write("b"))

        return peer.expect("\r\n\r\n", on_text)

    def ready(port):
        def on_response(res):
            t.watch(res, "client/res", "data end close")
            t.call(
                "client/res",
                "setTimeout",
                lambda: res.set_timeout(60, callback=t.logs("client/res", "called back")) is res,
            )
            t.props(res.socket, "client/socket", "timeout")
            res.socket.on("timeout", t.logs("client/socket", "'timeout'"))

        req = t.get(on_response, port=port)
        t.watch(req, "client/req", "timeout response close")

    t.raw_server("", on_peer, ready)
