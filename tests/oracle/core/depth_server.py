"""In which tick after the call 'listening', 'error' and 'close' of a server come."""


def scenario(t):
    import os
    import tempfile

    path = os.path.join(tempfile.gettempdir(), f"oracle-{os.getpid()}.sock")

    def chain(label, n=1):
        def tick():
            t.log(label, f"tick {n}")
            if n < 6:
                chain(label, n + 1)

        t.next_tick(tick)

    cases = {
        "host": lambda s: s.listen(0, "127.0.0.1"),
        "no host": lambda s: s.listen(0),
        "path": lambda s: s.listen(path=path),
        "bad address": lambda s: s.listen(0, "192.0.2.1"),
        "bad path": lambda s: s.listen(path="/nowhere/at/all/x"),
    }
    names = list(cases)

    def next_case():
        if not names:
            return
        name = names.pop(0)
        label = f"{name}/server"
        server = t.net.create_server(nursery=t.nursery)
        t.watch(server, label, "listening error close")

        def on_listening():
            t.log(label, "closing")
            server.close(callback=t.logs(label, "close-callback"))
            chain(label)

        server.on("listening", on_listening)
        server.on("error", lambda error: t.set_immediate(next_case))
        server.on("close", lambda: t.set_immediate(next_case))
        cases[name](server)
        t.props(server, label, "listening")
        chain(label)

    next_case()
