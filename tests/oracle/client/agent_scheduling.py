"""scheduling: which of the idle connections the next request gets."""


def scenario(t):
    def each(scheduling):
        agent = t.agent(keep_alive=True, scheduling=scheduling)

        def called(port, server):
            def one(then):
                req = t.get(lambda res: res.resume(), port=port, agent=agent)
                req.on("close", lambda: t.set_immediate(then))
                return req

            def open(name):
                req = t.request(lambda res: res.resume(), port=port, agent=agent)
                req.on(
                    "socket", lambda socket: t.watch(socket, f"{scheduling}/{name}", "free close")
                )
                return req

            held = [open("a"), open("b"), open("c")]

            def in_turn():
                if len(held):
                    req = held.pop(0)
                    req.on("close", lambda: t.set_immediate(in_turn))
                    return req.end()

                def used(i):
                    if i == 4:
                        agent.destroy()
                        return server.close()
                    one(lambda: used(i + 1)).on(
                        "socket", lambda socket: t.log(f"{scheduling}/req", f"{i} gets", socket)
                    )

                used(0)

            t.after(30, in_turn)

        t.use("client/_serve")(t, called)

    for scheduling in ["fifo", "lifo"]:
        each(scheduling)
