"""write() before a socket and before the connection: return values, callbacks in order, 'finish' and 'close' behind them."""


def scenario(t):
    def ready(port):
        req = t.watch(
            t.request(lambda res: res.resume(), port=port, method="POST"),
            "client/req",
            "socket drain finish response close",
        )
        t.call("client/req", "write", lambda: req.write("one", callback=t.logs("client/req", "w1")))
        t.call(
            "client/req", "write", lambda: req.write(b"two", callback=t.logs("client/req", "w2"))
        )
        t.props(req, "client/req", "writableLength writableHighWaterMark")

        def in_a_tick():
            t.call(
                "client/req",
                "write in a tick",
                lambda: req.write("three", callback=t.logs("client/req", "w3")),
            )
            t.tick("client/program", "after the third")

        t.next_tick(in_a_tick)

        def on_socket(socket):
            t.props(socket, "client/socket", "connecting")
            socket.on("connect", lambda: t.log("client/socket", "'connect'"))
            t.call(
                "client/req",
                "write at 'socket'",
                lambda: req.write("four", "latin1", callback=t.logs("client/req", "w4")),
            )

            def on_connect():
                t.call(
                    "client/req",
                    "write at 'connect'",
                    lambda: req.write("3566", "hex", callback=t.logs("client/req", "w5")),
                )
                t.call(
                    "client/req",
                    "end",
                    lambda: req.end("six", callback=t.logs("client/req", "end called back")) is req,
                )
                t.tick("client/program", "after end")

            socket.on("connect", on_connect)

        req.on("socket", on_socket)

    t.raw_server(
        "wire/peer",
        lambda peer, index: peer.expect(
            "0\r\n\r\n", lambda: peer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        ),
        ready,
    )
