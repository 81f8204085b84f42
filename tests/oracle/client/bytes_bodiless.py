"""GET, HEAD, DELETE, OPTIONS and TRACE with a body: Node sends it unframed (here it is framed)."""


def scenario(t):
    cases = []

    def each(method):
        cases.append([f"{method} end(data)", {"method": method}, lambda req: req.end("body")])

        def write_end(req):
            req.write("body")
            req.end()

        cases.append([f"{method} write, end", {"method": method}, write_end])
        cases.append(
            [
                f"{method} with length",
                {"method": method, "headers": {"Content-Length": 4}},
                lambda req: req.end("body"),
            ]
        )
        cases.append(
            [
                f"{method} chunked",
                {"method": method, "headers": {"Transfer-Encoding": "chunked"}},
                lambda req: req.end("body"),
            ]
        )

    for method in ["GET", "HEAD", "DELETE", "OPTIONS", "TRACE"]:
        each(method)
    t.use("client/_bytes")(t, cases)
