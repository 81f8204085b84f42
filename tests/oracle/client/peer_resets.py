"""A connection that the peer resets: before the response, in its head, in its body, while a body is being sent."""


def scenario(t):
    def each(name, answer, options, start):
        def on_peer(peer, index):
            def after_a_while():
                if answer:
                    peer.write(answer)
                t.after(60, lambda: peer.destroy())

            t.after(40, after_a_while)

        t.raw_server(
            "",
            on_peer,
            lambda port: t.use("client/_life")(t, name, {"port": port, **options}, start=start),
            deaf=True,
        )

    for name, answer, options, start in [
        ["before the response", "", {}, lambda req, own: req.end()],
        ["in the head", "HTTP/1.1 200 OK\r\nContent-", {}, lambda req, own: req.end()],
        [
            "in the body",
            "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello",
            {},
            lambda req, own: req.end(),
        ],
        [
            "in a chunk",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe",
            {},
            lambda req, own: req.end(),
        ],
        ["while sending", "", {"method": "POST"}, lambda req, own: req.write("a")],
        [
            "while sending, answered",
            "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello",
            {"method": "POST"},
            lambda req, own: req.write("a"),
        ],
    ]:
        each(name, answer, options, start)
