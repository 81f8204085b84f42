"""A peer that ends its side: with the response and without, while the request's body is still being sent."""


def scenario(t, cases):
    def each(name, answer, keep_alive):
        agent = t.agent(keep_alive=keep_alive)

        def ready(port):
            it = t.use("client/_life")(
                t,
                name,
                {"port": port, "agent": agent, "method": "POST"},
                start=lambda req, own: req.write("a"),
            )

            def on_close():
                def after_a_while():
                    t.call(f"{name}/req", "write", lambda: it.req.write("b"))
                    t.call(f"{name}/req", "end", lambda: it.req.end() is it.req)
                    t.after(20, lambda: agent.destroy())

                return t.after(20, after_a_while)

            it.req.once("close", on_close)

        t.raw_server(
            "",
            lambda peer, index: peer.expect("1\r\na\r\n", lambda: peer.write(answer).end()),
            ready,
        )

    for name, answer, keep_alive in cases:
        each(name, answer, keep_alive)
