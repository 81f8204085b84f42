"""Limits assigned while requests wait; the agent of a request; defaultPort and protocol of an agent."""


def scenario(t):
    def called(port, server):
        agent = t.agent(keep_alive=True, max_sockets=1)
        left = 3

        def one(name):
            req = t.get(lambda res: res.resume(), port=port, agent=agent)
            t.watch(req, f"agent/{name}", "socket close")
            t.use("client/_counts")(t, agent, "agent/agent", f"{name} asked")
            t.log("agent/agent", "same agent", req.agent is agent)

            def on_close():
                nonlocal left
                left -= 1
                if left == 0:

                    def later():
                        t.use("client/_counts")(t, agent, "agent/agent", "finally")
                        agent.destroy()
                        server.close()

                    t.set_immediate(later)

            req.on("close", on_close)

        one("first")
        one("second")
        agent.max_sockets = 2
        one("third")

    t.use("client/_serve")(t, called)
    own = t.agent()
    own.default_port = 8080
    own.protocol = "own:"
    t.call("own/request", "http:", lambda: t.request(agent=own, protocol="http:"))
    req = t.call(
        "own/request",
        "own:",
        lambda: t.request(agent=own, protocol="own:", port=8080, create_connection=None),
    )
    t.log("own/request", "host", req.get_header("Host"), req.protocol)
    req.on("error", lambda error: None)
    req.destroy()
