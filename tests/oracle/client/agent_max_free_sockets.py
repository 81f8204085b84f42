"""maxFreeSockets: of three connections that become free, as many as it says are kept."""


def scenario(t):
    def each(name, options):
        agent = t.agent(keep_alive=True, **options)

        def called(port, server):
            left = 3

            def each_2(i):
                req = t.get(lambda res: res.resume(), port=port, agent=agent)
                req.on("socket", lambda socket: t.watch(socket, f"{name}/socket{i}", "free close"))

                def on_close():
                    nonlocal left
                    left -= 1
                    if left == 0:

                        def after_a_while():
                            t.use("client/_counts")(t, agent, f"{name}/agent", "finally")
                            agent.destroy()
                            server.close()

                        t.after(20, after_a_while)

                req.on("close", on_close)

            for i in range(3):
                each_2(i)

        t.use("client/_serve")(t, called)

    for name, options in [
        ["1", {"max_free_sockets": 1}],
        ["2", {"max_free_sockets": 2}],
        ["0", {"max_free_sockets": 0}],
        ["maxSockets 1", {"max_sockets": 1, "max_free_sockets": 1}],
    ]:
        each(name, options)
