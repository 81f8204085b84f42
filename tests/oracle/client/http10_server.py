"""A server of HTTP/1.0 and an agent that keeps: one connection each, or kept when it says so."""


def scenario(t):
    agent = t.agent(keep_alive=True)

    def on_peer(peer, i):
        if i < 2:
            peer.expect("\r\n\r\n", lambda: peer.write("HTTP/1.0 200 OK\r\n\r\nhello").end())
        else:
            peer.expect(
                "\r\n\r\n",
                lambda: peer.write(
                    "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello"
                ),
            )

    def ready(port):
        left = 3

        def next():
            nonlocal left
            req = t.get(
                lambda res: t.watch(res, "client/res", "data end close"),
                port=port,
                agent=agent,
                path=f"/{left}",
            )
            t.watch(req, "client/req", "response error close")
            left -= 1

            def on_close():
                def after_a_while():
                    t.use("client/_counts")(t, agent, "client/agent", "then")
                    if left > 0:
                        return next()
                    agent.destroy()
                    server.close()

                return t.after(20, after_a_while)

            req.on("close", on_close)

        next()

    server = t.raw_server("wire/peer", on_peer, ready, accept=9)
