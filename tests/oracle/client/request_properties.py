"""What a request says of itself at each point of its life."""


def scenario(t):
    def ready(port):
        req = t.request(
            port=port, method="put", path="/p?q", headers={"X-One": ["a", "b"], "two": 2}
        )

        def say(when):
            t.log("client/program", when)
            t.props(
                req,
                "client/req",
                "method path host protocol reusedSocket aborted destroyed headersSent",
            )
            t.props(
                req,
                "client/req",
                "writableEnded writableFinished finished writableCorked writableHighWaterMark shouldKeepAlive",
            )
            t.log(
                "client/req", "has a socket", req.socket is not None, req.connection is req.socket
            )

        say("request()")
        t.log("client/req", "names", req.get_header_names())
        t.log(
            "client/req",
            "headers",
            list(req.get_headers()),
            req.get_header("X-ONE"),
            req.get_header("two"),
            req.has_header("TWO"),
            req.has_header("three"),
        )
        req.on("socket", lambda socket: say("'socket'"))
        req.on("finish", lambda: say("'finish'"))

        def on_response(res):
            say("'response'")
            t.props(
                res,
                "client/res",
                "statusCode statusMessage httpVersion httpVersionMajor httpVersionMinor complete aborted readable method url trailers rawTrailers",
            )
            t.log(
                "client/res",
                "of this request",
                res.req is req,
                req.res is res,
                res.socket is req.socket,
                res.connection is res.socket,
            )

            def on_end():
                say("'end'")
                t.props(res, "client/res", "complete aborted readable readableEnded")

            res.on("end", on_end)
            res.resume()

        req.on("response", on_response)
        req.on("close", lambda: say("'close'"))
        req.write("a")
        say("write()")
        req.end()
        say("end()")

    t.raw_server(
        "",
        lambda peer, index: peer.expect(
            "0\r\n\r\n",
            lambda: peer.write("HTTP/1.1 201 Made\r\nContent-Length: 2\r\nX-A: b\r\n\r\nok"),
        ),
        ready,
    )
