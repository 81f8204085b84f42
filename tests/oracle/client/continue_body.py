"""Expect: 100-continue: the head goes out at once, the body when 'continue' (or the response) says so."""

OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def scenario(t):
    cases = [
        ("continue", ["HTTP/1.1 100 Continue\r\n\r\n", OK]),
        ("continue and response at once", "HTTP/1.1 100 Continue\r\n\r\n" + OK),
        ("417", "HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n"),
        (
            "417 closing",
            "HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            {"end": True},
        ),
        ("200 without 100", OK),
        ("closed", "", {"end": True}),
    ]

    def set_up(life, name):
        req = life.req

        def send(why):
            if req.writable_ended:
                return
            t.log(f"{name}/req", f"ends, because of {why}")
            req.end("body")

        t.props(req, f"{name}/req", "headersSent")
        req.on("continue", lambda: send("continue"))
        req.on("response", lambda res: res.on("end", lambda: send("the response")))

    t.use("client/_answers")(
        t,
        cases,
        options={"method": "PUT", "headers": {"Expect": "100-continue", "Content-Length": 4}},
        start=lambda req, life: None,
        set_up=set_up,
    )
