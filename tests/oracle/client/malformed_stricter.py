"""Responses that Node reads and this project refuses."""

OK = "HTTP/1.1 200 A\r\n"
end = {"end": True}


def scenario(t):
    return t.use("client/_answers")(
        t,
        [
            ["two spaces", "HTTP/1.1  200 A\r\nContent-Length: 0\r\n\r\n", end],
            ["status 20", "HTTP/1.1 20 A\r\nContent-Length: 0\r\n\r\n", end],
            ["status 000", "HTTP/1.1 000 A\r\nContent-Length: 0\r\n\r\n", end],
            ["CR in the reason", "HTTP/1.1 200 A\rB\r\nContent-Length: 0\r\n\r\n", end],
            ["NUL in the reason", "HTTP/1.1 200 A\0B\r\nContent-Length: 0\r\n\r\n", end],
            ["bare LF", "HTTP/1.1 200 A\nContent-Length: 0\n\n", end],
            ["folded header", f"{OK}A: b\r\n c\r\nContent-Length: 0\r\n\r\n", end],
            ["space before the colon", f"{OK}A : b\r\nContent-Length: 0\r\n\r\n", end],
            ["chunked twice", f"{OK}Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", end],
            ["chunked not last", f"{OK}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n", end],
            ["gzip", f"{OK}Transfer-Encoding: gzip\r\n\r\nabc", end],
            ["version 2.0", "HTTP/2.0 200 A\r\nContent-Length: 0\r\n\r\n", end],
            ["space in a name", f"{OK}a b: c\r\nContent-Length: 0\r\n\r\n", end],
            [
                "space in the name of a trailer",
                f"{OK}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\na b: c\r\n\r\n",
                end,
            ],
            ["chunk too long", f"{OK}Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n", end],
            ["version 1.2", "HTTP/1.2 200 A\r\nContent-Length: 0\r\n\r\n", end],
        ],
    )
