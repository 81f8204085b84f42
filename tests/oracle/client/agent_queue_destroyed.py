"""A queued request that is destroyed or aborted: when it is told, and who comes next."""


def scenario(t):
    def each(name, act):
        def called(port, server):
            agent = t.agent(keep_alive=True, max_sockets=1)

            def one(which):
                req = t.get(lambda res: res.resume(), port=port, agent=agent, path=f"/{which}")
                return t.watch(req, f"{name}/{which}", "socket response abort error close")

            one("first")
            second = one("second")

            def on_close():
                def later():
                    t.use("client/_counts")(t, agent, f"{name}/agent", "finally")
                    agent.destroy()
                    server.close()

                return t.set_immediate(later)

            one("third").on("close", on_close)
            t.use("client/_counts")(t, agent, f"{name}/agent", "two queued")
            act(second)
            t.log(f"{name}/program", "acted")
            t.tick(f"{name}/program", "after it")
            t.use("client/_counts")(t, agent, f"{name}/agent", "after it")
            t.next_tick(lambda: t.use("client/_counts")(t, agent, f"{name}/agent", "a tick later"))

        t.use("client/_serve")(t, called)

    for name, act in [
        ["destroy", lambda req: req.destroy()],
        ["destroy error", lambda req: req.destroy(Exception("mine"))],
        ["abort", lambda req: req.abort()],
    ]:
        each(name, act)
