"""A connection that fails while others wait: the first errs, the queue goes on with new ones."""


def scenario(t):
    agent = t.agent(keep_alive=True, max_sockets=1)

    def on_peer(peer, i):
        if i == 0:
            peer.expect("\r\n\r\n", lambda: peer.end())
        else:
            if i == 1:
                peer.expect(
                    "\r\n\r\n",
                    lambda: peer.write("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nok").end(),
                )
            else:
                peer.expect(
                    "\r\n\r\n", lambda: peer.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                )
                peer.expect("\r\n\r\n", lambda: peer.write("garbage\r\n\r\n"))

    def ready(port):
        left = 4

        def each(name):
            req = t.get(
                lambda res: t.watch(res, f"client/res of {name}", "data aborted end"),
                port=port,
                agent=agent,
            )
            t.watch(req, f"client/{name}", "socket response error close")

            def on_close():
                nonlocal left
                t.use("client/_counts")(t, agent, "client/agent", f"{name} closed")
                left -= 1
                if left == 0:

                    def after_a_while():
                        t.use("client/_counts")(t, agent, "client/agent", "finally")
                        server.close()

                    t.after(20, after_a_while)

            req.on("close", on_close)

        for name in ["closed", "cut off", "answered", "garbage"]:
            each(name)

    server = t.raw_server("", on_peer, ready, accept=9)
