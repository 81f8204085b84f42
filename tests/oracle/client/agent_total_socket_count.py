"""totalSocketCount: Node's loses count of idle connections."""


def scenario(t):
    def called(port, server):
        agent = t.agent(keep_alive=True)

        def count(when):
            return t.log("agent/agent", when, agent.total_socket_count)

        count("before")

        def one(then):
            req = t.get(lambda res: res.resume(), port=port, agent=agent)
            count("in use")
            req.on("close", lambda: t.set_immediate(then))

        def called_2():
            count("idle")

            def called_3():
                count("idle again")
                agent.destroy()
                server.close()
                t.after(20, lambda: count("destroyed"))

            one(called_3)

        one(called_2)

    t.use("client/_serve")(t, called)
