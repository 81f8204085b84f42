"""In which tick the events and callbacks of an exchange come, counted from 'request', 'data',
'end' and each call.
"""


def scenario(t):
    def chain(label, what, n=1):
        def tick():
            t.log(label, f"{what} {n}")
            if n < 6:
                chain(label, what, n + 1)

        t.next_tick(tick)

    def end_at_once(req, res):
        req.resume()
        res.end("x")

    def end_in_req_end(req, res):
        def on_end():
            res.end("x")
            chain(label, "of end")

        req.on("end", on_end)
        req.resume()

    def writes(req, res):
        res.write("a", "utf8", t.logs(label, "written a"))
        res.write("b", "utf8", t.logs(label, "written b"))
        res.end(callback=t.logs(label, "ended"))
        req.resume()

    def flush_headers(req, res):
        def end():
            res.end(callback=t.logs(label, "ended"))
            chain(label, "of immediate")

        res.flush_headers()
        req.resume()
        t.set_immediate(end)

    def error_after_end(req, res):
        res.end("x")
        res.write("y", "utf8", t.logs(label, "written"))
        res.end("z", "utf8", t.logs(label, "ended"))
        req.resume()

    def late_data(req, res):
        def listen():
            req.on("data", lambda d: t.log(label, "late data", d))
            chain(label, "of listener")

        def on_end():
            chain(label, "of end")
            res.end()

        t.set_immediate(listen)
        req.on("end", on_end)

    ways = {
        "end at once": end_at_once,
        "end unread": lambda req, res: res.end("x") and None,
        "end in req end": end_in_req_end,
        "writes": writes,
        "flush headers": flush_headers,
        "error after end": error_after_end,
        "req destroy": lambda req, res: req.destroy(Exception("mine")),
        "res destroy": lambda req, res: res.destroy(Exception("mine")),
        "pipe": lambda req, res: req.pipe(res),
        "late data": late_data,
    }
    names = list(ways)
    label = None

    def on_request(req, res):
        t.watch(req, label, "pause resume end aborted error close")
        t.watch(res, label, "pipe unpipe finish error close")
        t.watch(req.socket, f"{label} socket", "error close")

        def on_data(data):
            t.log(label, "data", data)
            chain(label, "of data")

        if label != "late data/all":
            req.on("data", on_data)
        if label == "end unread/all":
            req.pause()
        ways[label[:-4]](req, res)
        chain(label, "of request")

    def on_client_error(error, socket):
        t.log(label, "clientError", error)
        socket.destroy(error)

    def next_case(port):
        nonlocal label
        if not names:
            server.close()
            return
        label = f"{names.pop(0)}/all"
        t.exchange(
            port,
            "",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n",
            lambda: next_case(port),
        )

    server = t.create_server(on_request)
    server.on("clientError", on_client_error)
    t.listen(server, next_case)
