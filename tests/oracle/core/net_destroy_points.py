"""destroy() of a socket before it connects, in 'connect', in 'data', in 'end', and twice; with
and without an error.
"""


def scenario(t):
    def on_data_twice(s, destroy):
        def twice(data):
            destroy()
            destroy()

        s.on("data", twice)

    actions = {
        "at once": lambda s, destroy: destroy(),
        "connect": lambda s, destroy: s.on("connect", destroy),
        "data": lambda s, destroy: s.on("data", lambda data: destroy()),
        "end": lambda s, destroy: s.on("end", destroy),
        "data twice": on_data_twice,
    }
    cases = [(name, error) for name in actions for error in (False, True)]

    def next_case():
        if not cases:
            return
        name, error = cases.pop(0)
        label = f"{name}{', error' if error else ''}/socket"

        def ready(port):
            socket = t.watch(
                t.net.connect(port, "127.0.0.1", nursery=t.nursery),
                label,
                "connect data end finish error close",
            )

            def destroy():
                t.call(
                    label,
                    "destroy",
                    lambda: socket.destroy(Exception("mine")) if error else socket.destroy(),
                )
                t.props(socket, label, "destroyed connecting")
                t.tick(label, "after destroy")

            actions[name](socket, destroy)

            def on_close(had_error):
                raw.close()
                t.set_immediate(next_case)

            socket.on("close", on_close)

        raw = t.raw_server("", lambda peer, index: peer.write("x").end(), ready)

    next_case()
