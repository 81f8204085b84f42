"""CONNECT: any status is 'connect', bytes behind it are head; without a listener the connection is closed."""


def scenario(t):
    answers = [
        ["200", "HTTP/1.1 200 Go\r\n\r\n"],
        ["200 with head", "HTTP/1.1 200 Go\r\n\r\nhead"],
        ["200 with a length", "HTTP/1.1 200 Go\r\nContent-Length: 2\r\n\r\nhead"],
        ["200 chunked", "HTTP/1.1 200 Go\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n"],
        ["407", "HTTP/1.1 407 No\r\nContent-Length: 4\r\n\r\nbody"],
        ["204", "HTTP/1.1 204 Go\r\n\r\nhead"],
        ["100", "HTTP/1.1 100 Go\r\n\r\nhead"],
        ["101", "HTTP/1.1 101 Go\r\n\r\nhead"],
        ["500 closing", "HTTP/1.1 500 No\r\nConnection: close\r\n\r\nhead"],
    ]
    cases = []
    for what, answer in answers:
        cases.append([f"{what}, listened", answer, {"end": True}])
        cases.append([f"{what}, not", answer, {"end": True}])

    def set_up(life, name):
        if name.endswith("not"):
            return

        def on_connect(res, socket, head):
            t.watch(res, f"{name}/message", "data aborted end close")
            t.log(f"{name}/req", "connect", res, socket, head, res.status_code, res.complete)
            socket.resume()

        life.req.on("connect", on_connect)

    t.use("client/_answers")(
        t, cases, options={"method": "CONNECT", "path": "example.com:80"}, set_up=set_up
    )
