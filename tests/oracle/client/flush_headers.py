"""flushHeaders(): the head goes out alone; how it decides the framing; again, and after a write."""


def scenario(t):
    post = {"method": "POST"}

    def post_2(req):
        t.props(req, "POST/wire", "headersSent")
        t.call("POST/wire", "flushHeaders", lambda: req.flush_headers())
        t.props(req, "POST/wire", "headersSent")
        req.flush_headers()
        req.end("body")

    def post_with_length(req):
        req.flush_headers()
        req.end("body")

    def get(req):
        req.flush_headers()
        req.end()

    def after_a_write(req):
        req.write("a")
        req.flush_headers()
        req.end()

    def after_the_end(req):
        req.end("a")
        t.call("after the end/wire", "flushHeaders", lambda: req.flush_headers())

    def setheader_afterwards(req):
        req.flush_headers()
        t.call("setHeader afterwards/wire", "setHeader", lambda: req.set_header("A", "b"))
        t.call("setHeader afterwards/wire", "removeHeader", lambda: req.remove_header("A"))
        req.end()

    def empty_write(req):
        t.call(
            "empty write/wire",
            "write",
            lambda: req.write("", callback=t.logs("empty write/wire", "called back")),
        )
        t.props(req, "empty write/wire", "headersSent")
        req.end()

    def trailers(req):
        req.write("a")
        req.add_trailers({"X-Sum": "1", "X-List": "b"})
        req.end("c")

    def trailers_with_length(req):
        req.add_trailers({"X-Sum": "1"})
        req.end("c")

    t.use("client/_bytes")(
        t,
        [
            ["POST", post, post_2],
            [
                "POST with length",
                {"method": "POST", "headers": {"Content-Length": 4}},
                post_with_length,
            ],
            ["GET", {}, get],
            ["after a write", post, after_a_write],
            ["after the end", post, after_the_end],
            ["setHeader afterwards", post, setheader_afterwards],
            ["empty write", post, empty_write],
            ["trailers", {"method": "POST", "headers": {"Trailer": "X-Sum"}}, trailers],
            [
                "trailers with length",
                {"method": "POST", "headers": {"Content-Length": 1}},
                trailers_with_length,
            ],
        ],
    )
