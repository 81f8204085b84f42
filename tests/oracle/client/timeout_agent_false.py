"""The option timeout without an agent's help: agent false, and a connection that was used before."""


def scenario(t):
    def called(port, server):
        agent = t.agent(keep_alive=True)

        def one(name, options, then):
            req = t.get(lambda res: res.resume(), port=port, **options)
            req.on(
                "socket",
                lambda socket: t.log(
                    f"client/{name}", "socket", socket.timeout, socket.listener_count("timeout")
                ),
            )
            req.on(
                "response",
                lambda res: t.log(
                    f"client/{name}",
                    "response",
                    req.socket.timeout,
                    req.socket.listener_count("timeout"),
                ),
            )
            req.on("close", lambda: t.set_immediate(then))

        def called_2():
            def called_3():
                def called_4():
                    agent.destroy()
                    server.close()

                return one("second", {"agent": agent, "timeout": 5000}, called_4)

            return one("first", {"agent": agent, "timeout": 4000}, called_3)

        one("agent false", {"agent": False, "timeout": 3000}, called_2)

    t.use("client/_serve")(t, called)
