"""A request's own timeout goes with it: the pooled socket has the agent's again, the next request its own."""


def scenario(t):
    def each(name, settings):
        def called(port, server):
            agent = t.agent(**settings)

            def one(which, options, act, then):
                req = t.get(lambda res: res.resume(), port=port, agent=agent, **options)
                act(req)

                def on_response(res):
                    t.props(req, f"{name}/{which}", "timeout reusedSocket")
                    t.log(
                        f"{name}/{which}",
                        "socket",
                        req.socket.timeout,
                        req.socket.listener_count("timeout"),
                    )

                req.on("response", on_response)

                def on_close():
                    def later():
                        t.log(
                            f"{name}/{which}",
                            "pooled",
                            req.socket.timeout,
                            req.socket.listener_count("timeout"),
                        )
                        then()

                    return t.set_immediate(later)

                req.on("close", on_close)

            def nothing(req):
                pass

            def called_2():
                def called_3():
                    def called_4():
                        def called_5():
                            def called_6():
                                agent.destroy()
                                server.close()

                            return one("again", {}, nothing, called_6)

                        return one(
                            "callback",
                            {},
                            lambda req: req.set_timeout(3000, callback=lambda: None),
                            called_5,
                        )

                    return one("none", {}, nothing, called_4)

                return one("setTimeout", {}, lambda req: req.set_timeout(2000), called_3)

            one("option", {"timeout": 1000}, nothing, called_2)

        t.use("client/_serve")(t, called)

    for name, settings in [
        ["agent with timeout", {"keep_alive": True, "timeout": 7000}],
        ["agent without", {"keep_alive": True}],
    ]:
        each(name, settings)
