"""Informational responses of all kinds: 'continue', 'information', and 101 that is none."""

OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def scenario(t):
    cases = [
        ("100 in one segment", "HTTP/1.1 100 Continue\r\n\r\n" + OK),
        ("100 alone", ["HTTP/1.1 100 Continue\r\n\r\n", OK]),
        ("100 twice", ["HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Again\r\nA: b\r\n\r\n", OK]),
        ("102", ["HTTP/1.1 102 Processing\r\nX-Left: 3\r\nx-left: 2\r\n\r\n", OK]),
        ("103", ["HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nLink: </b>\r\n\r\n", OK]),
        (
            "102, 103, 102",
            "HTTP/1.1 102 A\r\n\r\nHTTP/1.1 103 B\r\n\r\nHTTP/1.1 102 C\r\n\r\n" + OK,
        ),
        ("199", ["HTTP/1.1 199 \r\n\r\n", OK]),
        ("102 with a length", ["HTTP/1.1 102 A\r\nContent-Length: 0\r\n\r\n", OK]),
        ("102 then the end", "HTTP/1.1 102 A\r\n\r\n", {"end": True}),
        ("1.0", ["HTTP/1.0 100 Continue\r\n\r\n", OK]),
    ]
    t.use("client/_answers")(t, cases)
