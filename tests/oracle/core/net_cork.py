"""cork joins writes, nested corks count, end uncorks; what each write() call of the system
carries.
"""


def scenario(t):
    def plain(s):
        s.write("one")
        s.write("two")

    def corked(s):
        s.cork()
        s.write("one")
        s.write("two")
        s.uncork()

    def nested(s):
        s.cork()
        s.cork()
        s.write("one")
        s.uncork()
        t.props(s, "nested/socket", "writableCorked writableLength")
        s.write("two")
        s.uncork()

    def to_the_end(s):
        s.cork()
        s.write("one")
        s.write(b"two")
        s.end("three")

    def in_a_tick(s):
        s.cork()
        s.write("one")
        t.next_tick(s.uncork)
        s.write("two")

    ways = {
        "plain": plain,
        "corked": corked,
        "nested": nested,
        "to the end": to_the_end,
        "in a tick": in_a_tick,
    }
    names = list(ways)

    def next_case(*_):
        if not names:
            return
        name = names.pop(0)

        def ready(port):
            socket = t.watch(
                t.net.connect(port, "127.0.0.1", nursery=t.nursery),
                f"{name}/socket",
                "finish close",
            )
            socket.resume()

            def on_connect():
                t.writes(socket, f"{name}/wire")
                ways[name](socket)
                t.set_immediate(lambda: socket.end())

            socket.on("connect", on_connect)
            socket.on("close", next_case)

        t.raw_server("", lambda peer, index: peer.on_end(peer.end), ready)

    next_case()
