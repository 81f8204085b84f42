"""In which tick after connect() a lookup is asked and answered, and what an early destroy() emits
when.
"""


def scenario(t):
    def chain(label, n=1):
        def tick():
            t.log(label, f"tick {n}")
            if n < 6:
                chain(label, n + 1)

        t.next_tick(tick)

    def connect(port, label=None, **options):
        return t.net.connect(port=port, nursery=t.nursery, **options)

    def answering(label):
        def lookup(host, options, callback):
            t.log(label, "lookup called", host)
            callback(None, "127.0.0.1", 4)

        return lookup

    def failing(label):
        def lookup(host, options, callback):
            t.log(label, "lookup called")
            callback(Exception("mine"))

        return lookup

    def destroyed_in_lookup(port, label):
        def lookup(host, options, callback):
            def answer():
                s.destroy()
                callback(None, "127.0.0.1", 4)

            t.log(label, "lookup called")
            t.next_tick(answer)

        s = connect(port, host="a.name", lookup=lookup)
        return s

    def written(port, label):
        s = t.net.Socket(nursery=t.nursery)
        s.write("x", "utf8", t.logs(label, "written"))
        return s

    cases = {
        "an address": lambda port, label: connect(port, host="127.0.0.1"),
        "a lookup": lambda port, label: connect(port, host="a.name", lookup=answering(label)),
        "a path": lambda port, label: t.net.connect(path="/nowhere/at/all", nursery=t.nursery),
        "a bad lookup": lambda port, label: connect(port, host="a.name", lookup=failing(label)),
        "destroyed at once": lambda port, label: connect(port, host="127.0.0.1").destroy(),
        "destroyed with an error": lambda port, label: connect(port, host="127.0.0.1").destroy(
            Exception("mine")
        ),
        "destroyed in lookup": destroyed_in_lookup,
        "never connected": lambda port, label: t.net.Socket(nursery=t.nursery).destroy(
            Exception("mine")
        ),
        "never connected, written": written,
    }
    names = list(cases)

    def next_case():
        if not names:
            return
        name = names.pop(0)
        label = f"{name}/socket"

        def ready(port):
            socket = t.watch(
                cases[name](port, label), label, "lookup connect ready end finish error"
            )
            t.props(socket, label, "connecting destroyed")
            chain(label)
            socket.resume()

            def on_connect():
                chain(label)
                socket.end()

            def on_close(had_error):
                t.log(label, "close")
                raw.close()
                t.set_immediate(next_case)

            socket.on("connect", on_connect)
            socket.on("close", on_close)
            if name == "never connected, written":
                t.set_immediate(lambda: socket.destroy() and None)

        raw = t.raw_server("", lambda peer, index: peer.on_end(peer.end), ready)

    next_case()
