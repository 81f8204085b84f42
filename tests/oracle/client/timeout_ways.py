"""A peer that does not answer: 'timeout' by option, setTimeout before and after the connection, on the socket, twice, cleared."""


def scenario(t):
    def each(name, options, act):
        def ready(port):
            req = t.request(lambda res: None, port=port, **options)
            t.watch(req, f"{name}/req", "socket timeout abort error close")

            def on_socket(socket):
                t.watch(socket, f"{name}/socket", "connect timeout close")
                socket.on(
                    "connect", lambda: t.log(f"{name}/socket", "timeout", (socket.timeout or 0))
                )

            req.on("socket", on_socket)
            act(req)
            t.props(req, f"{name}/req", "timeout")
            req.end()

        t.raw_server("", lambda peer, index: t.after(200, lambda: peer.end()), ready)

    def two_callbacks(req):
        req.set_timeout(40, callback=t.logs("two callbacks/req", "first called back"))
        req.set_timeout(60, callback=t.logs("two callbacks/req", "second called back"))

    def set_and_cleared(req):
        req.set_timeout(60, callback=t.logs("set and cleared/req", "called back"))
        req.set_timeout(0)

    for name, options, act in [
        ["option", {"timeout": 60}, lambda req: None],
        [
            "setTimeout",
            {},
            lambda req: t.call("setTimeout/req", "setTimeout", lambda: req.set_timeout(60) is req),
        ],
        [
            "with callback",
            {},
            lambda req: req.set_timeout(60, callback=t.logs("with callback/req", "called back")),
        ],
        ["two callbacks", {}, two_callbacks],
        [
            "connected",
            {},
            lambda req: req.on(
                "socket",
                lambda socket: socket.on(
                    "connect",
                    lambda: req.set_timeout(60, callback=t.logs("connected/req", "called back")),
                ),
            ),
        ],
        [
            "option, then more",
            {"timeout": 40},
            lambda req: req.set_timeout(
                90, callback=t.logs("option, then more/req", "called back")
            ),
        ],
        [
            "cleared",
            {"timeout": 60},
            lambda req: t.call("cleared/req", "clearTimeout", lambda: req.clear_timeout() is req),
        ],
        ["set and cleared", {}, set_and_cleared],
        [
            "the socket's",
            {},
            lambda req: req.on(
                "socket",
                lambda socket: socket.set_timeout(
                    60, callback=t.logs("the socket's/socket", "called back")
                ),
            ),
        ],
        [
            "the option's and the socket's",
            {"timeout": 5000},
            lambda req: req.on("socket", lambda socket: socket.set_timeout(60)),
        ],
        ["0", {"timeout": 0}, lambda req: None],
        ["destroyed by it", {"timeout": 60}, lambda req: req.on("timeout", lambda: req.destroy())],
        ["aborted by it", {"timeout": 60}, lambda req: req.on("timeout", lambda: req.abort())],
        [
            "destroyed with an error",
            {"timeout": 60},
            lambda req: req.on("timeout", lambda: req.destroy(Exception("late"))),
        ],
    ]:
        each(name, options, act)
