"""destroy(error) inside 'data' of a response that is complete in the same segment, on a kept connection."""


def scenario(t):
    def ready(port):
        agent = t.agent(keep_alive=True)

        def on_response(res):
            t.watch(res, "client/res", "data aborted end close")
            res.on("data", lambda data: req.destroy(Exception("mine")))

        req = t.get(on_response, port=port, agent=agent)
        t.watch(req, "client/req", "socket response error close")
        req.on("socket", lambda socket: socket.on("close", t.logs("client/socket", "'close'")))

    t.raw_server(
        "",
        lambda peer, index: peer.expect(
            "\r\n\r\n", lambda: peer.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        ),
        ready,
    )
