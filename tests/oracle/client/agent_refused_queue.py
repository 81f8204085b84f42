"""Three requests that are refused, with maxSockets 1: served in order, counters at zero in the end."""


def scenario(t):
    def ready(port):
        server.close()
        agent = t.agent(keep_alive=True, max_sockets=1)
        left = 3

        def each(name):
            req = t.get(lambda res: res.resume(), port=port, agent=agent)
            t.watch(req, f"agent/{name}", "socket response error close")
            req.on(
                "error",
                lambda error: t.use("client/_counts")(t, agent, "agent/agent", f"{name} error"),
            )

            def on_close():
                nonlocal left
                t.use("client/_counts")(t, agent, "agent/agent", f"{name} close")
                left -= 1
                if left == 0:
                    t.after(10, lambda: t.use("client/_counts")(t, agent, "agent/agent", "finally"))

            req.on("close", on_close)

        for name in ["first", "second", "third"]:
            each(name)

    server = t.raw_server("", lambda peer, index: peer.end(), ready)
