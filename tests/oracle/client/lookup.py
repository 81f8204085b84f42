"""The option lookup: called with what, back at once, late, with an error; where 'lookup' and 'connect' come."""


def scenario(t):
    def each(name, answer):
        def ready(port):
            def lookup(host, options, callback):
                t.log(f"{name}/lookup", "called", host, options.get("family"))
                answer(host, options, callback)

            req = t.get(
                lambda res: res.resume(), port=port, host="name.invalid", family=4, lookup=lookup
            )
            t.watch(req, f"{name}/req", "socket finish response error close")
            req.on(
                "socket",
                lambda socket: t.watch(
                    socket, f"{name}/socket", "lookup connect ready error close"
                ),
            )
            req.on("close", lambda: server.close())

        server = t.raw_server(
            "",
            lambda peer, index: peer.expect(
                "\r\n\r\n", lambda: peer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            ),
            ready,
            accept=9,
        )

    def late(host, options, callback):
        t.after(20, lambda: callback(None, "127.0.0.1", 4))

    def error_late(host, options, callback):
        t.after(20, lambda: callback(Exception("mine")))

    for name, answer in [
        ["at once", lambda host, options, callback: callback(None, "127.0.0.1", 4)],
        ["late", late],
        ["error", lambda host, options, callback: callback(Exception("mine"))],
        ["error late", error_late],
    ]:
        each(name, answer)
