"""A write whose connection is destroyed in the same callback, before and after 'connect', by request and by socket: its callback."""


def scenario(t):
    def each(how, end):
        def each_2(reused):
            name = f"{how}, {('connected' if reused else 'connecting')}"

            def called(port, server):
                agent = t.agent(keep_alive=True)

                def go():
                    req = t.request(port=port, agent=agent, method="POST")
                    t.watch(req, f"{name}/req", "finish abort error close")

                    def on_socket(socket):
                        def act():
                            t.call(
                                f"{name}/req",
                                "write",
                                lambda: req.write(
                                    "a", "utf8", callback=t.logs(f"{name}/req", "first called back")
                                ),
                            )
                            t.call(
                                f"{name}/req",
                                "write",
                                lambda: req.write(
                                    "b",
                                    "utf8",
                                    callback=t.logs(f"{name}/req", "second called back"),
                                ),
                            )
                            end(req)
                            t.call(
                                f"{name}/req",
                                "write",
                                lambda: req.write(
                                    "c", "utf8", callback=t.logs(f"{name}/req", "third called back")
                                ),
                            )
                            t.tick(f"{name}/program", "after it")
                            t.immediate(f"{name}/program", "after it")

                        if reused:
                            t.set_immediate(act)
                        else:
                            act()

                    req.on("socket", on_socket)
                    req.on("close", lambda: t.set_immediate(lambda: server.close()))

                if reused:
                    t.get(lambda res: res.resume(), port=port, agent=agent).on(
                        "close", lambda: t.set_immediate(go)
                    )
                else:
                    go()

            t.use("client/_serve")(t, called)

        for reused in [True, False]:
            each_2(reused)

    for how, end in [
        ["socket.destroy", lambda req: req.socket.destroy()],
        ["destroy", lambda req: req.destroy()],
        ["destroy with an error", lambda req: req.destroy(Exception("mine"))],
        ["abort", lambda req: req.abort()],
    ]:
        each(how, end)
