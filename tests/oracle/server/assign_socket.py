"""A response made by hand and given a stream: writes wait for it, then go there; detachSocket."""


def scenario(t):
    def ready(port):
        req = t.http.IncomingMessage()
        req.method = "GET"
        req.http_version_major = req.http_version_minor = 1
        res = t.watch(t.http.ServerResponse(req), "res", "finish close error")
        t.props(res, "res", "headersSent statusCode socket shouldKeepAlive")
        t.call("res", "write", lambda: res.write("early ", callback=t.logs("res", "written early")))
        t.log("res", "waiting", res.writable_length > 0)
        socket = t.watch(t.net.connect(port, "127.0.0.1", nursery=t.nursery), "socket", "close")
        socket.resume()

        def on_finish():
            t.call("res", "detachSocket", lambda: res.detach_socket(socket))
            t.log("res", "socket", res.socket)
            socket.end()

        def on_connect():
            t.call("res", "assignSocket", lambda: res.assign_socket(socket))
            t.log("res", "socket", res.socket is socket)
            t.call("res", "end", lambda: res.end("late", callback=t.logs("res", "ended")) and None)
            res.on("finish", on_finish)

        socket.on("connect", on_connect)

    t.raw_server("wire/peer", lambda peer, index: peer.on_end(peer.end), ready)
