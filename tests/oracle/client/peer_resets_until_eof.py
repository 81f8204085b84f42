"""A body that only the end of the connection ends: a reset is no end here."""


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
        ["in a body up to EOF", "HTTP/1.1 200 OK\r\n\r\nhello", {}, lambda req, own: req.end()]
    ]:
        each(name, answer, options, start)
