"""'agentRemove' of an idle connection: here it leaves the pool, as the reference says; in Node it stays."""


def scenario(t):
    def called(port, server):
        agent = t.agent(keep_alive=True)

        def one(name, then):
            req = t.get(lambda res: res.resume(), port=port, agent=agent)
            t.watch(req, f"agent/{name}", "socket response close")

            def on_close():
                t.props(req, f"agent/{name}", "reusedSocket")
                t.set_immediate(then, req.socket)

            req.on("close", on_close)

        def called_2(socket):
            t.use("client/_counts")(t, agent, "agent/agent", "idle")
            socket.emit("agentRemove")
            t.use("client/_counts")(t, agent, "agent/agent", "removed")

            def called_3(other):
                t.use("client/_counts")(t, agent, "agent/agent", "idle")
                socket.destroy()
                agent.destroy()
                server.close()

            one("second", called_3)

        one("first", called_2)

    t.use("client/_serve")(t, called)
