"""An idle connection that the peer ends or resets: it leaves the pool, the next request gets a new one."""


def scenario(t):
    def each(how):
        def on_peer(peer, i):
            def on_text():
                peer.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

                def after_a_while():
                    if how == "end":
                        peer.end()
                    else:
                        peer.destroy()

                t.after(40, after_a_while)

            peer.expect("\r\n\r\n", on_text)

        def ready(port):
            agent = t.agent(keep_alive=True)

            def one(name, then):
                req = t.get(lambda res: res.resume(), port=port, agent=agent)
                t.watch(req, f"{how}/{name}", "socket response error close")
                req.on(
                    "socket",
                    lambda socket: t.watch(
                        socket, f"{how}/socket of {name}", "free end error close"
                    ),
                )
                req.on("close", lambda: t.props(req, f"{how}/{name}", "reusedSocket"))
                req.on("close", lambda: t.set_immediate(then))

            def called():
                t.use("client/_counts")(t, agent, f"{how}/agent", "pooled")

                def after_a_while():
                    t.use("client/_counts")(t, agent, f"{how}/agent", "closed by the peer")

                    def called_2():
                        agent.destroy()
                        server.close()

                    one("second", called_2)

                t.after(80, after_a_while)

            one("first", called)

        server = t.raw_server("", on_peer, ready, accept=9)

    for how in ["end", "destroy"]:
        each(how)
