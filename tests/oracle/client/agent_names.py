"""The keys of sockets, requests and freeSockets while requests run and wait."""


def scenario(t):
    agent = t.agent(keep_alive=True, max_sockets=1)

    def called(port, server):
        def keys(when):
            return t.log(
                "agent/agent",
                when,
                sorted(agent.sockets),
                sorted(agent.requests),
                sorted(agent.free_sockets),
            )

        keys("before")
        first = t.get(lambda res: res.resume(), port=port, agent=agent, path="/1")
        second = t.get(
            lambda res: res.resume(), port=port, agent=agent, path="/2", headers={"A": "b"}
        )
        t.get(lambda res: res.resume(), port=port, agent=agent, local_address="127.0.0.1")
        keys("after get()")

        def on_close():
            keys("first 'close'")
            t.set_immediate(lambda: keys("first freed"))

        first.on("close", on_close)

        def on_close_2():
            def after_a_while():
                keys("second freed")
                agent.destroy()
                keys("destroyed")
                t.after(20, lambda: keys("later"))
                server.close()

            return t.after(50, after_a_while)

        second.on("close", on_close_2)

    t.use("client/_serve")(t, called)
