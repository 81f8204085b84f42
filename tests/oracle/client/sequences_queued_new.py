"""The ten sequences of a queued request whose predecessor's connection is closed by the peer: it gets a new one."""


def scenario(t):
    def first(peer, i, answer):
        def on_head():
            if i > 0:
                answer(peer)
            else:
                peer.write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\na")

        peer.expect("\r\n\r\n", on_head)

    def before(options, begin):
        t.get(lambda res: res.resume(), **options).on("error", lambda error: None)
        begin()

    t.use("client/_sequences")(
        t,
        options=lambda: {"agent": t.agent(max_sockets=1, keep_alive=True)},
        first=first,
        before=before,
    )
