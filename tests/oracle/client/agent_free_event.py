"""'free' of the agent and of the socket and where they fall between the others."""


def scenario(t):
    def called(port, server):
        agent = t.agent(keep_alive=True)

        def on_free(socket, options):
            t.log(
                "agent/agent",
                "'free'",
                socket,
                options.get("host"),
                options.get("port"),
                options.get("path"),
            )
            t.use("client/_counts")(t, agent, "agent/agent", "at 'free'")
            t.tick("agent/program", "of the agent's 'free'")

        agent.on("free", on_free)

        def on_response(res):
            t.watch(res, "agent/res", "end close")
            res.resume()
            res.on("end", lambda: t.tick("agent/program", "of 'end'"))
            res.on("end", lambda: t.immediate("agent/program", "of 'end'"))

        req = t.get(on_response, port=port, agent=agent, path="/x")
        t.watch(req, "agent/req", "socket finish response close")
        req.on("close", lambda: t.tick("agent/program", "of 'close'"))

        def on_socket(socket):
            t.watch(socket, "agent/socket", "free close")

            def on_free_2():
                def later():
                    t.use("client/_counts")(t, agent, "agent/agent", "pooled")
                    socket.destroy()
                    server.close()

                return t.set_immediate(later)

            socket.on("free", on_free_2)

        req.on("socket", on_socket)

    t.use("client/_serve")(t, called)
