"""Two hundred pipelined requests that nobody answers yet: how many handlers run."""


def scenario(t):
    n = 0

    def on_request(req, res):
        nonlocal n
        n += 1
        if n > 1:
            return

        def count():
            t.log("server", "running", n)
            server.close()
            req.socket.destroy()

        t.after(30, count)

    server = t.create_server(on_request)
    t.listen(
        server, lambda port: t.connect(port, "").write("GET / HTTP/1.1\r\nHost: a\r\n\r\n" * 200)
    )
