"""What is an upgrade and what a response: with and without a listener, by status and headers."""

UP = "Connection: Upgrade\r\nUpgrade: thing\r\n"
BODY = "Content-Length: 2\r\n\r\nok"


def scenario(t):
    answers = [
        ["101", f"HTTP/1.1 101 A\r\n{UP}\r\n"],
        ["101 without headers", f"HTTP/1.1 101 A\r\n{BODY}"],
        ["101 with Upgrade only", f"HTTP/1.1 101 A\r\nUpgrade: thing\r\n{BODY}"],
        ["101 with Connection only", f"HTTP/1.1 101 A\r\nConnection: Upgrade\r\n{BODY}"],
        ["200 with both", f"HTTP/1.1 200 A\r\n{UP}{BODY}"],
        ["426 with both", f"HTTP/1.1 426 A\r\n{UP}{BODY}"],
        ["200 with Upgrade only", f"HTTP/1.1 200 A\r\nUpgrade: thing\r\n{BODY}"],
    ]
    cases = []
    for what, answer in answers:
        cases.append([f"{what}, listened", answer, {"end": True}])
        cases.append([f"{what}, not", answer, {"end": True}])

    def set_up(life, name):
        if name.endswith("not"):
            return

        def on_upgrade(res, socket, head):
            t.log(f"{name}/req", "upgrade", head, res.status_code)
            socket.resume()

        life.req.on("upgrade", on_upgrade)

    t.use("client/_answers")(
        t,
        cases,
        options={"headers": {"Connection": "Upgrade", "Upgrade": "thing"}},
        props="statusCode headers",
        set_up=set_up,
    )
