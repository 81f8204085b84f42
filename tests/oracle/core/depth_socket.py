"""In which tick after the call a socket's events and callbacks come."""


def scenario(t):
    def chain(label, n=1):
        def tick():
            t.log(label, f"tick {n}")
            if n < 6:
                chain(label, n + 1)

        t.next_tick(tick)

    def write(s, label):
        s.write("x", "utf8", t.logs(label, "written"))

    def end(s, label):
        s.end(callback=t.logs(label, "ended"))

    def write_and_end(s, label):
        write(s, label)
        end(s, label)

    def write_after_end(s, label):
        s.end()
        write(s, label)

    def write_after_destroy(s, label):
        s.destroy()
        write(s, label)

    def end_twice(s, label):
        s.end()
        end(s, label)

    def pause(s, label):
        s.pause()
        s.resume()

    def listen_for_readable(s, label):
        s.remove_all_listeners("data")
        s.on("readable", lambda: t.log(label, "readable", s.read()))
        s.unshift(b"again")

    ways = {
        "write": write,
        "end": end,
        "write and end": write_and_end,
        "destroy": lambda s, label: s.destroy(),
        "destroy with error": lambda s, label: s.destroy(Exception("mine")),
        "write after end": write_after_end,
        "write after destroy": write_after_destroy,
        "end twice": end_twice,
        "pause": pause,
        "unshift": lambda s, label: s.unshift(b"again"),
        "listener for readable": listen_for_readable,
    }
    names = list(ways)

    def on_peer(peer, index):
        peer.write("hello")
        peer.on_end(peer.end)

    def next_case(*_):
        if not names:
            return
        name = names.pop(0)
        label = f"{name}/socket"

        def ready(port):
            first = True
            socket = t.watch(
                t.net.connect(port, "127.0.0.1", nursery=t.nursery),
                label,
                "connect ready pause resume end finish error close",
            )

            def on_connect():
                t.log(label, "in connect")
                chain(label)

            def on_data(data):
                nonlocal first
                t.log(label, "data", data)
                if not first:
                    return
                first = False
                ways[name](socket, label)
                chain(label)
                t.after(5, lambda: socket.end())

            socket.on("connect", on_connect)
            socket.on("data", on_data)
            socket.on("close", next_case)

        t.raw_server("", on_peer, ready)

    next_case()
