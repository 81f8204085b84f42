"""A body that only EOF ends, ended by the client: no 'end' here."""


def scenario(t):
    def each(how, end):
        def ready(port):
            def on_response(res):
                t.watch(res, f"{how}/res", "data aborted end close")
                res.on("data", lambda data: end(req, res))

            req = t.get(on_response, port=port)
            t.watch(req, f"{how}/req", "abort error close")

        t.raw_server(
            "",
            lambda peer, index: peer.expect(
                "\r\n\r\n", lambda: peer.write("HTTP/1.1 200 OK\r\n\r\nhello")
            ),
            ready,
        )

    for how, end in [
        ["destroy", lambda req, res: req.destroy()],
        ["abort", lambda req, res: req.abort()],
        ["res.destroy", lambda req, res: res.destroy()],
    ]:
        each(how, end)
