"""A response piped into another request: 'pipe', the body on the wire, the end of both."""


def scenario(t):
    def ready(there):
        def on_peer(peer, index):
            def on_text():
                peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
                t.after(30, lambda: peer.write("6\r\n world\r\n0\r\n\r\n"))

            return peer.expect("\r\n\r\n", on_text)

        def ready_2(port):
            out = t.request(lambda res: res.resume(), port=there, method="POST")
            t.watch(out, "client/out", "pipe unpipe finish response error close")

            def on_response(res):
                t.watch(res, "client/res", "end close")
                t.call("client/res", "pipe", lambda: res.pipe(out) is out)

            t.get(on_response, port=port)

        t.raw_server("", on_peer, ready_2)

    t.raw_server(
        "wire/target",
        lambda target, index: target.expect(
            "0\r\n\r\n", lambda: target.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        ),
        ready,
    )
