"""headersTimeout counts from a request's first byte; a late first byte and an idle connection are
not cut.
"""


def scenario(t):
    def on_client_error(error, socket):
        t.log("server/server", "clientError", error)
        socket.destroy(error)

    def ready(port):
        left = 2

        def ended():
            nonlocal left
            left -= 1
            if left == 0:
                server.close()

        late = t.connect(port, "late first byte/wire").on_end(ended)
        t.after(
            120,
            lambda: late.write("GET /late HTTP/1.1\r\nHost: a\r\n\r\n").expect("/late", late.end),
        )
        slow = t.connect(port, "slow/wire").write("GET /slow HTTP/1.1\r\n").on_end(ended)
        t.after(600, lambda: slow.write("Host: a\r\n"))

    server = t.create_server(lambda req, res: res.end(f"answer {req.url}"))
    server.headers_timeout = 60
    server.on("clientError", on_client_error)
    t.listen(server, ready)
