"""maxTotalSockets 2, one origin: four requests in turn."""


def scenario(t):
    agent = t.agent(keep_alive=True, max_total_sockets=2)

    def called(port, server):
        left = 4

        def each(i):
            req = t.get(lambda res: res.resume(), port=port, agent=agent)
            t.use("client/_counts")(t, agent, "agent/agent", f"request {i}")
            req.on(
                "socket",
                lambda socket: t.use("client/_counts")(t, agent, "agent/agent", f"socket {i}"),
            )

            def on_close():
                nonlocal left
                left -= 1
                if left == 0:

                    def after_a_while():
                        t.log(
                            "agent/agent",
                            "free",
                            len(list(agent.free_sockets)),
                            len(list(agent.requests)),
                        )
                        agent.destroy()
                        server.close()

                    t.after(20, after_a_while)

            req.on("close", on_close)

        for i in range(4):
            each(i)

    t.use("client/_serve")(t, called)
