"""Callbacks of end() and write(): with an answer, without a body, destroyed before, aborted, on HEAD and GET."""


def scenario(t):
    def each(name, options, act):
        def ready(port):
            req = t.watch(
                t.request(lambda res: res.resume(), port=port, **options),
                f"{name}/req",
                "socket finish response abort error close",
            )
            act(req)
            req.on("close", lambda: t.set_immediate(lambda: server.close()))

        server = t.raw_server(
            "",
            lambda peer, index: peer.expect(
                "\r\n\r\n",
                lambda: t.after(
                    60, lambda: peer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                ),
            ),
            ready,
            accept=9,
        )

    def post(req):
        req.write("a", callback=t.logs("POST/req", "write called back"))
        req.end("b", callback=t.logs("POST/req", "end called back"))

    def end_twice(req):
        req.end("b", callback=t.logs("end twice/req", "first end called back"))
        req.end(callback=t.logs("end twice/req", "second end called back"))

    def destroyed(req):
        req.write("a", callback=t.logs("destroyed/req", "write called back"))
        req.end("b", callback=t.logs("destroyed/req", "end called back"))
        req.destroy()

    def aborted_at_once(req):
        req.end("b", callback=t.logs("aborted at once/req", "end called back"))
        req.on("socket", lambda socket: req.abort())

    def corked(req):
        req.cork()
        req.write("a", callback=t.logs("corked/req", "write called back"))

        def after_a_while():
            t.log("corked/req", "uncorks")
            req.uncork()
            req.end(callback=t.logs("corked/req", "end called back"))

        t.after(30, after_a_while)

    for name, options, act in [
        [
            "GET",
            {"method": "GET"},
            lambda req: req.end(callback=t.logs("GET/req", "end called back")),
        ],
        [
            "HEAD",
            {"method": "HEAD"},
            lambda req: req.end(callback=t.logs("HEAD/req", "end called back")),
        ],
        ["POST", {"method": "POST"}, post],
        ["end twice", {"method": "POST"}, end_twice],
        ["destroyed", {"method": "POST"}, destroyed],
        ["aborted at once", {"method": "POST"}, aborted_at_once],
        ["corked", {"method": "POST"}, corked],
    ]:
        each(name, options, act)
