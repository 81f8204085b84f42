"""How many writes reach the system: head and body, cork and uncork, chunks of a tick, on a connection that stands."""


def scenario(t):
    def write_end(req):
        req.write("a")
        req.end()

    def write_end_with_a_length(req):
        req.write("a")
        req.end()

    def three_writes(req):
        req.write("a")
        req.write("b")
        req.write("c")
        req.end()

    def three_writes_with_a_length(req):
        req.write("a")
        req.write("b")
        req.write("c")
        req.end()

    def mixed(req):
        req.write("a")
        req.write(b"b")
        req.end("c")

    def cork(req):
        req.cork()
        req.write("a")
        req.write("b")
        req.uncork()
        req.end()

    def cork_end(req):
        req.cork()
        req.write("a")
        req.end("b")

    def cork_twice(req):
        req.cork()
        req.cork()
        req.write("a")
        req.uncork()
        req.write("b")
        req.uncork()
        req.end()

    def flushheaders(req):
        req.flush_headers()
        req.end("a")

    def later_ticks(req):
        req.write("a")

        def in_a_tick():
            req.write("b")
            t.next_tick(lambda: req.end("c"))

        t.next_tick(in_a_tick)

    def later_immediates(req):
        req.write("a")

        def later():
            req.write("b")
            t.set_immediate(lambda: req.end("c"))

        t.set_immediate(later)

    cases = [
        ["GET", {"method": "GET"}, lambda req: req.end()],
        ["end(data)", {"method": "POST"}, lambda req: req.end("body")],
        ["end(bytes)", {"method": "POST"}, lambda req: req.end(b"body")],
        ["write, end", {"method": "POST"}, write_end],
        [
            "write, end with a length",
            {"method": "POST", "headers": {"Content-Length": 1}},
            write_end_with_a_length,
        ],
        ["three writes", {"method": "POST"}, three_writes],
        [
            "three writes with a length",
            {"method": "POST", "headers": {"Content-Length": 3}},
            three_writes_with_a_length,
        ],
        ["mixed", {"method": "POST"}, mixed],
        ["cork", {"method": "POST"}, cork],
        ["cork, end", {"method": "POST"}, cork_end],
        ["cork twice", {"method": "POST"}, cork_twice],
        ["flushHeaders", {"method": "POST"}, flushheaders],
        ["later ticks", {"method": "POST"}, later_ticks],
        ["later immediates", {"method": "POST"}, later_immediates],
        [
            "Expect",
            {"method": "POST", "headers": {"Expect": "100-continue"}},
            lambda req: t.set_immediate(lambda: req.end("c")),
        ],
    ]

    def each(name, options, act):
        agent = t.agent(keep_alive=True)

        def on_peer(peer, index):
            def ok():
                return peer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

            peer.expect("\r\n\r\n", ok)
            peer.expect("\r\n\r\n", ok)

        def ready(port):
            first = t.get(lambda res: res.resume(), port=port, agent=agent)

            def on_close():
                def later():
                    req = t.request(lambda res: res.resume(), port=port, agent=agent, **options)

                    def on_socket(socket):
                        t.writes(socket, f"{name}/socket")
                        t.set_immediate(lambda: act(req))

                    req.on("socket", on_socket)
                    req.on("close", lambda: t.after(10, lambda: agent.destroy()))

                return t.set_immediate(later)

            first.on("close", on_close)

        t.raw_server("", on_peer, ready)

    for name, options, act in cases:
        each(name, options, act)
