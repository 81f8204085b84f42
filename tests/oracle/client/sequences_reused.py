"""The ten sequences (but the refused one) on a connection that was used before."""


def scenario(t):
    def first(peer, i, answer):
        def on_head():
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na")
            peer.expect("\r\n\r\n", lambda: answer(peer))

        peer.expect("\r\n\r\n", on_head)

    def before(options, begin):
        req = t.get(lambda res: res.resume(), **options)
        req.on("close", lambda: t.set_immediate(begin))

    def start(req, life):
        req.end()
        req.on("close", lambda: t.props(req, f"{life.name}/req", "reusedSocket"))

    names = (
        "success",
        "close before response",
        "close after response",
        "destroy before socket",
        "destroy before connect",
        "destroy after response",
        "abort before connect",
        "abort after response",
    )
    t.use("client/_sequences")(
        t,
        names,
        options=lambda: {"agent": t.agent(keep_alive=True)},
        first=first,
        before=before,
        start=start,
    )
