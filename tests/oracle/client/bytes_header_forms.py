"""Headers as an object, as a list of pairs, with setHeader: names, values, order."""


def scenario(t):
    def end(req):
        return req.end()

    def pairs_post_written(req):
        req.write("a")
        req.end("b")

    def setheader(req):
        req.set_header("X-A", "a")
        req.set_header("x-a", "b")
        req.set_header("X-B", [1, 2])
        req.end()

    def setheader_host(req):
        req.set_header("host", "other")
        req.end()

    def removeheader_host(req):
        req.remove_header("HOST")
        req.end()

    def removeheader_connection(req):
        req.remove_header("Connection")
        req.end()

    def removeheader_content_length(req):
        req.remove_header("Content-Length")
        req.end("body")

    def removeheader_transfer_encoding(req):
        req.remove_header("Transfer-Encoding")
        req.write("a")
        req.end("b")

    t.use("client/_bytes")(
        t,
        [
            ["object", {"headers": {"X-A": "a", "x-b": 1, "X-C": True, "X-D": ["1", "2"]}}, end],
            ["pairs", {"headers": [["X-A", "a"], ["x-b", 1], ["X-D", ["1", "2"]]]}, end],
            ["pairs twice", {"headers": [["X-A", "a"], ["X-A", "b"]]}, end],
            ["pairs with Host", {"headers": [["Host", "h"], ["X-A", "a"]]}, end],
            [
                "pairs, POST",
                {"method": "POST", "headers": [["X-A", "a"]]},
                lambda req: req.end("body"),
            ],
            [
                "pairs, POST, written",
                {"method": "POST", "headers": [["X-A", "a"]]},
                pairs_post_written,
            ],
            ["pairs, GET", {"headers": []}, end],
            [
                "pairs with length",
                {"method": "POST", "headers": [["Content-Length", "4"]]},
                lambda req: req.end("body"),
            ],
            ["pairs with auth", {"headers": [["X-A", "a"]], "auth": "u:p"}, end],
            ["setHeader", {}, setheader],
            ["setHeader Host", {}, setheader_host],
            ["removeHeader Host", {}, removeheader_host],
            ["removeHeader Connection", {}, removeheader_connection],
            ["removeHeader Content-Length", {"method": "POST"}, removeheader_content_length],
            ["removeHeader Transfer-Encoding", {"method": "POST"}, removeheader_transfer_encoding],
            ["Cookie list", {"headers": {"Cookie": ["a=1", "b=2"], "Set-Cookie": ["a", "b"]}}, end],
            [
                "Cookie pairs",
                {"headers": [["Cookie", ["a=1", "b=2"]], ["Set-Cookie", ["a", "b"]]]},
                end,
            ],
            ["latin-1", {"headers": {"X-A": "\xe4\xff"}}, end],
            ["empty value", {"headers": {"X-A": ""}}, end],
            ["Date", {"headers": {"Date": "now"}}, end],
        ],
    )
