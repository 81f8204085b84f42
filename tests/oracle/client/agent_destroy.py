"""agent.destroy() with a request in use, one queued, and idle connections; a request afterwards."""


def scenario(t):
    agent = t.agent(keep_alive=True, max_sockets=2)

    def on_peer(peer, i):
        def on_text():
            if i != 1:
                peer.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

        peer.expect("\r\n\r\n", on_text)

    def ready(port):
        def one(name):
            req = t.get(lambda res: res.resume(), port=port, agent=agent)
            t.watch(req, f"agent/{name}", "socket response error close")
            req.on(
                "socket", lambda socket: t.watch(socket, f"agent/socket of {name}", "free close")
            )
            return req

        def on_close():
            def later():
                t.use("client/_counts")(t, agent, "agent/agent", "one idle")
                agent.destroy()
                t.use("client/_counts")(t, agent, "agent/agent", "after destroy()")

                def after_a_while():
                    t.use("client/_counts")(t, agent, "agent/agent", "later")
                    one("second")

                    def after_a_while_2():
                        t.use("client/_counts")(t, agent, "agent/agent", "one in use")
                        agent.destroy()
                        t.use("client/_counts")(t, agent, "agent/agent", "after destroy()")

                        def after_a_while_3():
                            t.use("client/_counts")(t, agent, "agent/agent", "later")
                            one("third").on(
                                "close", lambda: t.set_immediate(lambda: agent.destroy())
                            )

                        t.after(20, after_a_while_3)

                    t.after(40, after_a_while_2)

                t.after(20, after_a_while)

            return t.set_immediate(later)

        one("first").on("close", on_close)

    t.raw_server("", on_peer, ready, accept=3)
