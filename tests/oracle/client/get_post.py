"""get() with another method: always GET here, as the reference says."""


def scenario(t):
    def ready(port):
        req = t.get(lambda res: res.resume(), port=port, method="POST")
        t.props(req, "client/req", "method")

    t.raw_server(
        "wire/peer",
        lambda peer, index: peer.expect(
            "\r\n\r\n",
            lambda: peer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
        ),
        ready,
    )
