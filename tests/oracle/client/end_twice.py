"""end() called again before the connection stands: Node's keeps the end of the body back until the connection ends."""


def scenario(t):
    def on_peer(peer, index):
        def on_text():
            def after_a_while():
                t.log("client/program", "the peer answers")
                peer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

            return t.after(40, after_a_while)

        peer.expect("1\r\na\r\n", on_text)

    def ready(port):
        req = t.request(
            lambda res: res.resume(),
            port=port,
            method="POST",
            headers={"Transfer-Encoding": "chunked"},
        )
        t.watch(req, "client/req", "finish response error close")
        req.flush_headers()
        req.write("a", "utf8", callback=t.logs("client/req", "write called back"))

        def on_socket(socket):
            req.end(callback=t.logs("client/req", "end called back"))
            t.next_tick(lambda: req.end(callback=t.logs("client/req", "second end called back")))

        req.on("socket", on_socket)

    t.raw_server("", on_peer, ready)
