"""A peer that does not read: write() returns false, its callback and 'drain' come once the peer reads."""


def scenario(t):
    def on_peer(peer, index):
        peer.expect("END", lambda: peer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))

        def after_a_while():
            t.log("client/program", "the peer reads now")
            peer.hear("")

        t.after(100, after_a_while)

    def ready(port):
        req = t.watch(
            t.request(
                lambda res: res.resume(),
                port=port,
                method="POST",
                headers={"Content-Length": 8000003},
            ),
            "client/req",
            "socket drain finish response close",
        )

        def after_a_while():
            t.call(
                "client/req",
                "write",
                lambda: req.write(b"a" * 8000000, callback=t.logs("client/req", "w1")),
            )
            t.call(
                "client/req", "write", lambda: req.write("", callback=t.logs("client/req", "w2"))
            )

            def on_drain():
                t.props(req, "client/req", "writableLength")
                req.end("END")

            req.on("drain", on_drain)

        t.after(30, after_a_while)

    t.raw_server("", on_peer, ready, deaf=True)
