"""write() on a connection that stands: return values, callbacks, 'finish', ticks between them."""


def scenario(t):
    def on_peer(peer, index):
        peer.expect("\r\n\r\n", lambda: peer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
        peer.expect("0\r\n\r\n", lambda: peer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))

    def ready(port):
        agent = t.agent(keep_alive=True)
        first = t.get(lambda res: res.resume(), port=port, agent=agent)

        def on_close():
            def later():
                req = t.watch(
                    t.request(lambda res: res.resume(), port=port, agent=agent, method="POST"),
                    "client/req",
                    "socket drain finish response close",
                )
                req.on("socket", lambda socket: t.writes(socket, "client/socket"))

                def on_socket(socket):
                    def later_2():
                        t.call(
                            "client/req",
                            "write",
                            lambda: req.write("one", callback=t.logs("client/req", "w1")),
                        )
                        t.tick("client/program", "after one")
                        t.call(
                            "client/req",
                            "write",
                            lambda: req.write("two", callback=t.logs("client/req", "w2")),
                        )
                        t.call(
                            "client/req",
                            "end",
                            lambda: (
                                req.end(callback=t.logs("client/req", "end called back")) is req
                            ),
                        )
                        t.tick("client/program", "after end")
                        t.props(req, "client/req", "writableEnded writableFinished writableLength")

                    return t.set_immediate(later_2)

                req.on("socket", on_socket)
                req.on("close", lambda: t.set_immediate(lambda: agent.destroy()))

            return t.set_immediate(later)

        first.on("close", on_close)

    t.raw_server("wire/peer", on_peer, ready)
