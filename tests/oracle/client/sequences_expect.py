"""The ten sequences of a request that waits for 'continue' before it sends its body."""


def scenario(t):
    def first(peer, i, answer):
        def on_head():
            peer.write("HTTP/1.1 100 Continue\r\n\r\n")
            peer.expect("0\r\n\r\n", lambda: answer(peer))

        peer.expect("\r\n\r\n", on_head)

    t.use("client/_sequences")(
        t,
        options=lambda: {"method": "POST", "headers": {"Expect": "100-continue"}},
        start=lambda req, life: req.on("continue", lambda: req.end("body")),
        first=first,
    )
