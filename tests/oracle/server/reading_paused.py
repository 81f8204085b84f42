"""While an answer is held, later pipelined answers pile up: reading stops past 16 KiB, and goes
on with it.
"""


def scenario(t):
    n = 0
    held = None

    def on_request(req, res):
        nonlocal n, held
        t.log("server", "request", req.url)
        n += 1
        if n == 1:
            held = res
        else:
            res.end(bytes(10000))
        if n == 6:
            server.close()

    def get(i):
        close = "Connection: close\r\n" if i == 6 else ""
        return f"GET /{i} HTTP/1.1\r\nHost: a\r\nX: {'x' * 1000}\r\n{close}\r\n"

    def ready(port):
        peer = t.connect(port, "wire/peer")
        peer.flush = lambda: None
        i = 0

        def release():
            t.log("server", "release")
            held.end("held")

        def more():
            nonlocal i
            i += 1
            peer.write(get(i))
            t.after(15, more if i < 6 else release)

        more()

    server = t.create_server(on_request)
    t.listen(server, ready)
