"""A socket's data by pause, resume, read, unshift, setEncoding and a late listener."""


def scenario(t):
    def flowing(s, log):
        s.on("data", lambda d: log("data", d))

    def paused(s, log):
        def resume():
            log("resume", s.is_paused())
            s.resume()

        s.pause()
        s.on("data", lambda d: log("data", d))
        t.after(20, resume)

    def late(s, log):
        t.after(20, lambda: s.on("data", lambda d: log("data", d)))

    def readable(s, log):
        def on_readable():
            while (d := s.read(4)) is not None:
                log("read", d)
            log("rest", s.readable_length)

        s.on("readable", on_readable)

    def encoding(s, log):
        s.set_encoding("utf8")
        s.on("data", lambda d: log("data", d))

    def unshift(s, log):
        first = True

        def on_data(d):
            nonlocal first
            log("data", d)
            if first:
                first = False
                s.unshift(b"again")

        s.on("data", on_data)

    ways = {
        "flowing": flowing,
        "paused": paused,
        "late": late,
        "readable": readable,
        "encoding": encoding,
        "unshift": unshift,
    }
    names = list(ways)

    def next_case():
        if not names:
            return
        name = names.pop(0)

        def ready(port):
            socket = t.watch(
                t.net.connect(port, "127.0.0.1", nursery=t.nursery),
                f"{name}/socket",
                "connect pause resume end close",
            )
            ways[name](socket, lambda *args: t.log(f"{name}/socket", *args))

            def on_close(had_error):
                t.props(socket, f"{name}/socket", "bytesRead readableEnded readableFlowing")
                next_case()

            socket.on("close", on_close)

        t.raw_server("", lambda peer, index: peer.write("caf\xc3\xa9 twice").end(), ready)

    next_case()
