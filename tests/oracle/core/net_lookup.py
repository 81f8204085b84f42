"""A name: 'lookup' with what was found, a lookup of one's own that answers, fails, or answers
late.
"""


def scenario(t):
    lookups = {
        "now": lambda host, options, callback: callback(None, "127.0.0.1", 4),
        "late": lambda host, options, callback: t.after(5, lambda: callback(None, "127.0.0.1", 4)),
        "fails": lambda host, options, callback: callback(Exception("unknown here")),
    }
    names = list(lookups)

    def next_case():
        if not names:
            return
        name = names.pop(0)

        def ready(port):
            label = f"{name}/socket"

            def lookup(host, options, callback):
                t.log(label, "lookup called", host)
                lookups[name](host, options, callback)

            socket = t.watch(
                t.net.connect(port=port, host="a.name", lookup=lookup, nursery=t.nursery),
                label,
                "lookup connect ready error close",
            )
            t.tick(label, "after connect")
            socket.on("connect", lambda: socket.end())
            socket.resume()

            def on_close(had_error):
                raw.close()
                next_case()

            socket.on("close", on_close)

        raw = t.raw_server("", lambda peer, index: peer.on_end(peer.end), ready)

    next_case()
