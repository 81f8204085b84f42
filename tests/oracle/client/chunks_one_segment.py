"""A chunked response in one segment is one callback: no tick between its 'data', unlike on a server."""


def scenario(t):
    def on_peer(peer, index):
        def on_text():
            peer.write(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n1\r\nb\r\n1\r\nc\r\n0\r\nX: y\r\n\r\n"
            )

        return peer.expect("\r\n\r\n", on_text)

    def ready(port):
        def on_response(res):
            t.tick("client/program", "of 'response'")
            t.immediate("client/program", "of 'response'")

            def on_data(data):
                t.log("client/res", "data", data)
                t.tick("client/program", f"of {data.decode()}")
                t.immediate("client/program", f"of {data.decode()}")

            res.on("data", on_data)
            t.watch(res, "client/res", "end close")
            res.on("end", lambda: t.tick("client/program", "of 'end'"))
            res.on("close", lambda: t.tick("client/program", "of the response's 'close'"))

        req = t.get(on_response, port=port)
        t.watch(req, "client/req", "response close")
        req.on("close", lambda: t.tick("client/program", "of 'close'"))

    t.raw_server("", on_peer, ready)
