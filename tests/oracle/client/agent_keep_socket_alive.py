"""keepSocketAlive and reuseSocket overridden: when they are called, with what, and what a false answer does."""


def scenario(t):
    def each(name, answer):
        def called(port, server):
            agent = t.agent(keep_alive=True)

            def keep_socket_alive(socket):
                t.log(f"{name}/agent", "keepSocketAlive", socket)
                t.use("client/_counts")(t, agent, f"{name}/agent", "then")
                return answer

            agent.keep_socket_alive = keep_socket_alive
            agent.reuse_socket = lambda socket, req: t.log(
                f"{name}/agent", "reuseSocket", socket, req, req.reused_socket
            )

            def one(path, then):
                req = t.get(lambda res: res.resume(), port=port, agent=agent, path=path)
                t.watch(req, f"{name}/req{path}", "socket error close")
                req.on(
                    "socket",
                    lambda socket: t.watch(socket, f"{name}/socket of {path}", "free close"),
                )
                req.on("close", lambda: t.set_immediate(then))

            def called_2():
                def called_3():
                    t.use("client/_counts")(t, agent, f"{name}/agent", "finally")
                    agent.destroy()
                    server.close()

                return one("/2", called_3)

            one("/1", called_2)

        t.use("client/_serve")(t, called)

    for name, answer in [["true", True], ["false", False], ["0", 0]]:
        each(name, answer)
