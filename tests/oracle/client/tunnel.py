"""A tunnel: the socket of 'connect' carries bytes both ways, and may end first."""


def scenario(t):
    def on_peer(peer, index):
        peer.expect("\r\n\r\n", lambda: peer.write("HTTP/1.1 200 Connection established\r\n\r\n"))
        peer.expect("ping", lambda: peer.write("pong"))
        peer.expect("done", lambda: peer.write("bye").on_end(lambda: peer.end()))

    def ready(port):
        agent = t.agent(keep_alive=True, max_sockets=1)
        req = t.request(
            port=port, agent=agent, method="CONNECT", path="example.com:80", headers={"X-A": "b"}
        )

        def on_connect(res, socket, head):
            t.use("client/_counts")(t, agent, "client/agent", "at 'connect'")
            t.watch(socket, "client/socket", "end close error")

            def on_data(data):
                t.log("client/socket", "data", data)
                if data.decode() == "pong":
                    t.call("client/socket", "end", lambda: socket.end("done") is socket)

            socket.on("data", on_data)
            socket.write("ping", callback=t.logs("client/socket", "write called back"))

        req.on("connect", on_connect)
        t.watch(req, "client/req", "socket finish response connect close error")
        req.on("close", lambda: t.use("client/_counts")(t, agent, "client/agent", "at 'close'"))
        req.end()

    t.raw_server("wire/peer", on_peer, ready)
