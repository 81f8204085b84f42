"""Five requests one after another on one connection: listener counts do not grow, counters at every point."""


def scenario(t):
    agent = t.agent(keep_alive=True)

    def called(port, server):
        left = 5

        def next():
            nonlocal left
            if left == 0:
                agent.destroy()
                return server.close()
            left -= 1

            def listeners(socket, when):
                for event in ["close", "free", "timeout", "error", "agentRemove", "end"]:
                    t.log("agent/socket", f"{when}: '{event}'", socket.listener_count(event))

            def on_response(res):
                t.use("client/_counts")(t, agent, "agent/agent", "at 'response'")
                t.props(res.socket, "agent/socket", "connecting destroyed")
                res.resume()

                def on_end():
                    t.use("client/_counts")(t, agent, "agent/agent", "at 'end'")
                    t.log("agent/res", "has a socket", res.socket is None)

                res.on("end", on_end)

            req = t.get(on_response, port=port, agent=agent)
            t.use("client/_counts")(t, agent, "agent/agent", "after get()")
            t.watch(req, "agent/req", "socket finish response close")

            def on_close():
                t.use("client/_counts")(t, agent, "agent/agent", "at 'close'")
                socket = req.socket
                t.props(req, "agent/req", "reusedSocket")

                def later():
                    t.use("client/_counts")(t, agent, "agent/agent", "pooled")
                    listeners(socket, "pooled")
                    next()

                t.set_immediate(later)

            req.on("close", on_close)

        next()

    t.use("client/_serve")(t, called)
