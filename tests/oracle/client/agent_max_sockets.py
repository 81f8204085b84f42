"""maxSockets 2 and five requests: who gets a socket when, in which order, and the counters."""


def scenario(t):
    def each(keep_alive):
        name = "kept" if keep_alive else "not kept"
        agent = t.agent(keep_alive=keep_alive, max_sockets=2)

        def called(port, server):
            left = 5

            def each_2(i):
                def on_response(res):
                    t.use("client/_counts")(t, agent, f"{name}/agent", f"response {i}")
                    res.resume()

                req = t.get(on_response, port=port, agent=agent, path=f"/{i}")
                t.watch(req, f"{name}/req{i}", "socket response error close")

                def on_socket(socket):
                    t.watch(socket, f"{name}/socket of {i}", "free")
                    t.use("client/_counts")(t, agent, f"{name}/agent", f"socket {i}")

                req.on("socket", on_socket)
                t.use("client/_counts")(t, agent, f"{name}/agent", f"request {i}")

                def on_close():
                    nonlocal left
                    t.props(req, f"{name}/req{i}", "reusedSocket")
                    t.use("client/_counts")(t, agent, f"{name}/agent", f"close {i}")
                    left -= 1
                    if left == 0:

                        def after_a_while():
                            t.use("client/_counts")(t, agent, f"{name}/agent", "finally")
                            agent.destroy()
                            server.close()

                        t.after(20, after_a_while)

                req.on("close", on_close)

            for i in range(5):
                each_2(i)

        t.use("client/_serve")(t, called)

    for keep_alive in [False, True]:
        each(keep_alive)
