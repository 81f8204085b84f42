"""Return values around the high-water mark, before the connection and on it, and 'drain'."""


def scenario(t):
    def each(name, size):
        def ready(port):
            req = t.watch(
                t.request(
                    lambda res: res.resume(),
                    port=port,
                    method="POST",
                    headers={"Transfer-Encoding": "chunked"},
                ),
                f"{name}/req",
                "socket drain finish response close",
            )
            t.call(
                f"{name}/req",
                "write",
                lambda: req.write(b"a" * size, callback=t.logs(f"{name}/req", "w1")),
            )
            t.call(
                f"{name}/req", "write", lambda: req.write("b", callback=t.logs(f"{name}/req", "w2"))
            )

            def after_a_while():
                t.log(f"{name}/program", "connected")
                t.call(
                    f"{name}/req",
                    "write",
                    lambda: req.write("c", callback=t.logs(f"{name}/req", "w3")),
                )
                t.after(20, lambda: t.call(f"{name}/req", "end", lambda: req.end() is req))

            t.after(50, after_a_while)

        t.raw_server(
            "",
            lambda peer, index: peer.expect(
                "0\r\n\r\n", lambda: peer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            ),
            ready,
        )

    for name, size in [["below", 16000], ["at", 16384], ["above", 16385]]:
        each(name, size)
