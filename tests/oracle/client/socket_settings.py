"""setNoDelay and setSocketKeepAlive: before a socket, before the connection, on it."""


def scenario(t):
    def ready(port):
        def on_response(res):
            req.set_no_delay(True)
            res.resume()

        req = t.request(on_response, port=port)
        req.set_no_delay()
        req.set_socket_keep_alive(True, 1000)

        def on_socket(socket):
            socket.set_no_delay = t.logs("client/socket", "setNoDelay")
            socket.set_keep_alive = t.logs("client/socket", "setKeepAlive")
            socket.on("connect", lambda: t.log("client/socket", "'connect'"))
            req.set_socket_keep_alive(False, 0)

        req.on("socket", on_socket)
        t.watch(req, "client/req", "socket finish response close")
        req.end()

    t.raw_server(
        "",
        lambda peer, index: peer.expect(
            "\r\n\r\n", lambda: peer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        ),
        ready,
    )
