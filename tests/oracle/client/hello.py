"""The first of the ten sequences: a success, on a connection that the agent does not keep."""


def scenario(t):
    def on_peer(peer, index):
        peer.expect(
            "\r\n\r\n",
            lambda: peer.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"),
        )

    def ready(port):
        def on_response(res):
            t.watch(res, "client/res", "data end aborted close error")

        req = t.get(on_response, port=port, path="/a")
        t.watch(req, "client/req", "socket finish response abort error close")
        t.tick("client/program", "after get")

    t.raw_server("wire", on_peer, ready)
