"""maxTotalSockets across origins: how many connections are open, and who waits."""


def scenario(t):
    agent = t.agent(keep_alive=True, max_total_sockets=1)
    open = 0

    def called(one, one_server):
        def called_2(two, two_server):
            def called_3(three, three_server):
                left = 3

                def each(name, port):
                    req = t.get(lambda res: res.resume(), port=port, agent=agent)
                    t.watch(req, f"agent/{name}", "socket response error close")

                    def on_socket(socket):
                        nonlocal open
                        open += 1
                        t.log("agent/agent", "open", open)

                        def on_close(had_error):
                            nonlocal open
                            open -= 1

                        socket.on("close", on_close)

                    req.on("socket", on_socket)

                    def on_close():
                        nonlocal left
                        left -= 1
                        if left == 0:

                            def after_a_while():
                                t.use("client/_counts")(t, agent, "agent/agent", "finally")
                                t.log("agent/agent", "open", open)
                                agent.destroy()
                                for server in [one_server, two_server, three_server]:
                                    server.close()

                            t.after(20, after_a_while)

                    req.on("close", on_close)
                    t.use("client/_counts")(t, agent, "agent/agent", f"request {name}")

                for name, port in [["one", one], ["two", two], ["three", three]]:
                    each(name, port)

            return t.use("client/_serve")(t, called_3)

        return t.use("client/_serve")(t, called_2)

    t.use("client/_serve")(t, called)
