"""get() ends the request, whatever the options; request() does not."""


def scenario(t):
    def ready(port):
        req = t.get(lambda res: res.resume(), port=port, headers={"A": "b"})
        t.props(req, "client/req", "method writableEnded")
        t.call(
            "client/req",
            "end",
            lambda: req.end(callback=t.logs("client/req", "called back")) is req,
        )
        t.watch(req, "client/req", "finish response error close")

    t.raw_server(
        "wire/peer",
        lambda peer, index: peer.expect(
            "\r\n\r\n", lambda: peer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        ),
        ready,
    )
