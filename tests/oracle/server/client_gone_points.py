"""The client resets or ends at each point of an exchange: what both messages tell."""


def scenario(t):
    points = ["in body", "before answer", "in answer"]
    ways = ["end", "destroy"]
    cases = [(point, way) for point in points for way in ways]
    point = way = label = peer = None

    def on_request(req, res):
        mine = label
        t.watch(req, f"{mine}/req", "data aborted end error close")
        t.watch(res, f"{mine}/res", "finish error close")
        t.watch(req.socket, f"{mine}/socket", "error end close")

        def on_close():
            t.props(req, f"{mine}/req", "aborted complete destroyed")
            t.props(res, f"{mine}/res", "writableEnded writableFinished destroyed")

        res.on("close", on_close)
        if point == "in answer":
            res.write("part")
        if point == "in body":
            req.once("data", lambda data: getattr(peer, way)())
        else:
            req.on("end", lambda: t.set_immediate(getattr(peer, way)))

    def next_case(port):
        nonlocal point, way, label, peer
        if not cases:
            server.close()
            return
        point, way = cases.pop(0)
        label = f"{point} {way}"
        length = 9 if point == "in body" else 4
        peer = t.connect(port, f"{label} wire/peer")
        peer.write(f"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\nbody")
        peer.on_end(lambda: t.after(10, lambda: next_case(port)))

    server = t.create_server(on_request)
    t.listen(server, next_case)
