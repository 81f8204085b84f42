"""maxHeadersCount: as set on the request before the response comes; 0 is no limit."""


def scenario(t):
    few = ""
    for i in range(40):
        few += f"A{i}: b\r\n"
    many = few
    for i in range(40, 2500):
        many += f"A{i}: b\r\n"

    def set_up(life, name):
        t.props(life.req, f"{name}/req", "maxHeadersCount")
        if not name.startswith("default"):
            life.req.max_headers_count = int(name.split(",")[0])
        life.req.on(
            "response",
            lambda res: t.log(
                f"{name}/res", "headers", len(list(res.headers)), len(res.raw_headers)
            ),
        )

    t.use("client/_answers")(
        t,
        [
            ["default", f"HTTP/1.1 200 A\r\nContent-Length: 0\r\n{few}\r\n"],
            ["10", f"HTTP/1.1 200 A\r\nContent-Length: 0\r\n{few}\r\n"],
            ["10, framing behind it", f"HTTP/1.1 200 A\r\n{few}Content-Length: 0\r\n\r\n"],
            ["0", f"HTTP/1.1 200 A\r\nContent-Length: 0\r\n{many}\r\n"],
            ["2600", f"HTTP/1.1 200 A\r\nContent-Length: 0\r\n{many}\r\n"],
            ["default, 2500 headers", f"HTTP/1.1 200 A\r\nContent-Length: 0\r\n{many}\r\n"],
        ],
        props="statusCode",
        options={"max_header_size": 100000},
        set_up=set_up,
    )
