"""A 204 or 304 that announces a body: Node reads one, RFC 9112 says that there is none."""


def scenario(t):
    cases = []
    for status in [204, 304]:
        cases.append(
            [
                f"{status} with length and body",
                f"HTTP/1.1 {status} A\r\nContent-Length: 2\r\n\r\nok",
                {"end": True},
            ]
        )
        cases.append(
            [
                f"{status} with length, none",
                f"HTTP/1.1 {status} A\r\nContent-Length: 2\r\n\r\n",
                {"end": True},
            ]
        )
        cases.append(
            [
                f"{status} chunked",
                f"HTTP/1.1 {status} A\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
                {"end": True},
            ]
        )
    t.use("client/_answers")(t, cases)
