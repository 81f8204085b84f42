"""Errors of a request that is on its way: headers after they are sent, write after end, wrong chunks."""


def scenario(t):
    def ready(port):
        req = t.request(lambda res: res.resume(), port=port, method="POST")
        t.watch(req, "client/req", "response finish error close")

        def call(what, f):
            return t.call("client/req", what, f)

        call("setHeader, no name", lambda: req.set_header("", "a"))
        call("setHeader, bad name", lambda: req.set_header("a b", "a"))
        call("setHeader, no value", lambda: req.set_header("a", None))
        call("setHeader, bad value", lambda: req.set_header("a", "b\n"))
        call("setHeader, name of a number", lambda: req.set_header(5, "b"))
        call("getHeader of a number", lambda: req.get_header(5))
        call("removeHeader of a number", lambda: req.remove_header(5))
        call("hasHeader of a number", lambda: req.has_header(5))
        call("write of nothing", lambda: req.write(None))
        call("write of a number", lambda: req.write(5))
        call("write of a list", lambda: req.write([]))
        call("end of a number", lambda: req.end(5))
        call("setTimeout of letters", lambda: req.set_timeout("a"))
        call("setTimeout negative", lambda: req.set_timeout(-1))
        call("addTrailers, bad name", lambda: req.add_trailers({"a b": "c"}))
        call("addTrailers, bad value", lambda: req.add_trailers({"a": "c\n"}))
        call("pipe", lambda: req.pipe(req))
        t.props(req, "client/req", "headersSent writableEnded finished")
        call("write", lambda: req.write("a", callback=t.logs("client/req", "write called back")))
        call("setHeader, sent", lambda: req.set_header("a", "b"))
        call("removeHeader, sent", lambda: req.remove_header("a"))
        call("getHeader, sent", lambda: req.get_header("Transfer-Encoding"))
        t.props(req, "client/req", "headersSent writableEnded finished")
        call("end", lambda: req.end(callback=t.logs("client/req", "end called back")) is req)
        t.props(req, "client/req", "headersSent writableEnded finished writableFinished")
        call(
            "write, ended",
            lambda: req.write("b", "utf8", callback=t.logs("client/req", "late write called back")),
        )
        call(
            "end, ended",
            lambda: req.end(callback=t.logs("client/req", "second end called back")) is req,
        )
        call(
            "end with data, ended",
            lambda: req.end("c", callback=t.logs("client/req", "third end called back")) is req,
        )
        req.on("finish", lambda: t.props(req, "client/req", "writableEnded writableFinished"))

    t.raw_server(
        "",
        lambda peer, index: peer.expect(
            "0\r\n\r\n", lambda: peer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        ),
        ready,
    )
