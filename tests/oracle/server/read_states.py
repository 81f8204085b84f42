"""A request body by pause, resume, read(n), unshift, setEncoding and late 'data' listeners."""


def scenario(t):
    def late(req, log, done):
        def listen():
            log("flowing", req.readable_flowing)
            req.on("data", lambda d: log("data", d))
            log("flowing", req.readable_flowing)
            req.on("end", done)

        t.after(20, listen)

    def late_resume(req, log, done):
        def resume():
            req.resume()
            log("resumed", req.is_paused(), req.readable_flowing)

        req.pause()
        req.on("data", lambda d: log("data", d))
        req.on("end", done)
        log("paused", req.is_paused(), req.readable_flowing)
        t.after(20, resume)

    def readable(req, log, done):
        def on_readable():
            log("readable", req.readable_length)
            while (d := req.read(3)) is not None:
                log("read", d)

        def on_end():
            log("end")
            done()

        req.on("readable", on_readable)
        req.on("end", on_end)

    def read_all(req, log, done):
        def on_readable():
            d = req.read()
            log("read", d, req.readable_length)

        def on_end():
            log("end", req.readable_ended)
            done()

        req.on("readable", on_readable)
        req.on("end", on_end)

    def encoding(req, log, done):
        log("self", req.set_encoding("utf8") is req)
        req.on("data", lambda d: log("data", d))
        req.on("end", done)

    def hexadecimal(req, log, done):
        req.set_encoding("hex")
        req.on("data", lambda d: log("data", d))
        req.on("end", done)

    def unshift(req, log, done):
        def on_data(d):
            log("data", d)
            req.pause()
            req.unshift(b"again ")
            req.on("data", lambda e: log("data", e))
            t.next_tick(lambda: req.resume() and None)

        req.once("data", on_data)
        req.on("end", done)

    def pause_in_data(req, log, done):
        def resume():
            log("resume")
            req.resume()

        def on_data(d):
            log("data", d)
            req.pause()
            t.after(5, resume)

        req.on("data", on_data)
        req.on("end", done)

    def once(req, log, done):
        req.once("data", lambda d: log("data", d))
        req.on("end", done)

    ways = {
        "late": late,
        "late resume": late_resume,
        "readable": readable,
        "read all": read_all,
        "encoding": encoding,
        "hex": hexadecimal,
        "unshift": unshift,
        "pause in data": pause_in_data,
        "once": once,
    }
    names = list(ways)
    name = None

    def on_request(req, res):
        label = f"{name}/req"

        def done():
            t.props(req, label, "complete readableEnded readable")
            res.end()

        t.watch(req, label, "pause resume close")
        t.props(req, label, "readable readableFlowing readableLength readableHighWaterMark")
        ways[name](req, lambda *args: t.log(label, *args), done)

    def next_case(port):
        nonlocal name
        if not names:
            server.close()
            return
        name = names.pop(0)
        t.exchange(
            port,
            "",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ncaf\xc3\r\n5\r\n\xa9 two\r\n0\r\n\r\n",
            lambda: next_case(port),
        )

    server = t.create_server(on_request)
    t.listen(server, next_case)
