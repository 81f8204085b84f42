"""Two POSTs in one segment: each body chunk is a callback of its own, heads and ends do not drain
ticks.
"""


def scenario(t):
    count = 0
    first = None

    def on_request(req, res):
        nonlocal count, first
        count += 1
        n = count
        t.log("all", f"request{n}")
        t.tick("all", f"of request{n}")

        def on_data(data):
            t.log("all", f"data{n}", data)
            t.tick("all", f"of data{n}")

        def on_end():
            t.log("all", f"end{n}")
            t.tick("all", f"of end{n}")

        def both():
            first.end()
            res.end("last")

        req.on("data", on_data)
        req.on("end", on_end)
        req.on("close", lambda: t.log("all", f"close{n}"))
        res.on("finish", lambda: t.log("all", f"finish{n}"))
        t.immediate("all", f"of request{n}")
        if n == 2:
            t.set_immediate(both)
        else:
            first = res
        if n == 2:
            server.close()

    def post(body):
        return f"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {len(body)}\r\n\r\n{body}"

    server = t.create_server(on_request)
    t.listen(
        server,
        lambda port: t.exchange(port, "wire/peer", post("one") + post("two"), lambda: None, "last"),
    )
