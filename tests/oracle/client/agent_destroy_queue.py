"""agent.destroy() with requests in the queue."""


def scenario(t):
    agent = t.agent(keep_alive=True, max_sockets=1)

    def on_peer(peer, i):
        if i > 0:
            peer.expect(
                "\r\n\r\n", lambda: peer.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            )

    def ready(port):
        def each(name):
            req = t.get(lambda res: res.resume(), port=port, agent=agent)
            t.watch(req, f"agent/{name}", "socket response abort error close")
            if name == "first":
                req.on("socket", lambda socket: t.watch(socket, "agent/its socket", "free close"))

        for name in ["first", "second", "third"]:
            each(name)

        def after_a_while():
            t.use("client/_counts")(t, agent, "agent/agent", "one in use, two queued")
            agent.destroy()
            t.use("client/_counts")(t, agent, "agent/agent", "after destroy()")

            def after_a_while_2():
                t.use("client/_counts")(t, agent, "agent/agent", "later")
                agent.destroy()
                server.close()

            t.after(60, after_a_while_2)

        t.after(40, after_a_while)

    server = t.raw_server("", on_peer, ready, accept=9)
