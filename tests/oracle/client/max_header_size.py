"""maxHeaderSize: the limit of 16 KiB, other limits, where it is counted."""


def scenario(t):
    def big(n):
        return f"HTTP/1.1 200 A\r\nA: {'b' * n}\r\nContent-Length: 0\r\n\r\n"

    t.use("client/_answers")(
        t,
        [
            ["default, below", big(16000)],
            ["default, above", big(17000)],
            ["option 2000, below", big(1000), {"options": {"max_header_size": 2000}}],
            ["option 2000, above", big(2100), {"options": {"max_header_size": 2000}}],
            ["option 30000, below", big(29000), {"options": {"max_header_size": 30000}}],
            ["option 30000, above", big(31000), {"options": {"max_header_size": 30000}}],
            ["option 0", big(1000), {"options": {"max_header_size": 0}}],
            ["many small ones", "HTTP/1.1 200 A\r\n" + "A: b\r\n" * 9000 + "\r\n"],
            [
                "trailers",
                f"HTTP/1.1 200 A\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: {'b' * 17000}\r\n\r\n",
            ],
        ],
        props="statusCode",
        set_up=lambda life, name: life.req.on(
            "response", lambda res: t.log(f"{name}/res", "raw headers", len(res.raw_headers))
        ),
    )
