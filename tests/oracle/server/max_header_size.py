"""maxHeaderSize: 431 at the limit, the size counts target, names and values."""


def scenario(t):
    sizes = [60, 80, 98, 99, 100, 101, 102, 130]
    size = None

    def on_request(req, res):
        t.log(f"{size}/server", "request")
        res.end()

    def next_case(port):
        nonlocal size
        if not sizes:
            server.close()
            return
        size = sizes.pop(0)
        used = len("/Hosta") + len("x")
        t.exchange(
            port,
            f"{size}/wire",
            f"GET / HTTP/1.1\r\nHost: a\r\nx: {'b' * (size - used)}\r\n\r\n",
            lambda: next_case(port),
            " ",
        )

    server = t.create_server(on_request, max_header_size=100)
    t.listen(server, next_case)
