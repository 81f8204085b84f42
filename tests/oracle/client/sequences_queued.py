"""The ten sequences of a request that waits in the queue of an agent with maxSockets 1, and gets the used socket."""


def scenario(t):
    def first(peer, i, answer):
        def on_head():
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na")
            peer.expect("\r\n\r\n", lambda: answer(peer))

        peer.expect("\r\n\r\n", on_head)

    def before(options, begin):
        t.get(lambda res: res.resume(), **options).on("error", lambda error: None)
        begin()

    t.use("client/_sequences")(
        t, options=lambda: {"agent": t.agent(max_sockets=1)}, first=first, before=before
    )
