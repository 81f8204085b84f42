"""Bytes after a complete response: garbage is an error, before 'data'; a second response is none."""

OK = "HTTP/1.1 200 A\r\nContent-Length: 2\r\n\r\nok"
CHUNKED = "HTTP/1.1 200 A\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"


def scenario(t):
    return t.use("client/_answers")(
        t,
        [
            ["garbage", OK + "garbage"],
            ["garbage after chunks", CHUNKED + "garbage"],
            ["garbage after nothing", "HTTP/1.1 204 A\r\n\r\ngarbage"],
            [
                "garbage after HEAD",
                "HTTP/1.1 200 A\r\nContent-Length: 2\r\n\r\nxx",
                {"options": {"method": "HEAD"}},
            ],
            ["empty line", OK + "\r\n"],
            ["second response", OK + OK],
            ["second response, half", OK + "HTTP/1.1 200 A\r\nContent-Len"],
            [
                "closing",
                "HTTP/1.1 200 A\r\nConnection: close\r\nContent-Length: 2\r\n\r\nokgarbage",
            ],
        ],
    )
