"""The header Connection by the agent's settings, and what it means for the connection."""


def scenario(t):
    cases = []
    for what, agent in [
        ["default agent", {}],
        ["keepAlive", {"keep_alive": True}],
        ["maxSockets 5", {"max_sockets": 5}],
        ["keepAlive, maxSockets 5", {"keep_alive": True, "max_sockets": 5}],
        ["maxTotalSockets 5", {"max_total_sockets": 5}],
        ["agent false", {}],
    ]:
        cases.append([what, agent, {}])
        cases.append([f"{what}, Connection: close", agent, {"Connection": "close"}])
        cases.append([f"{what}, Connection: keep-alive", agent, {"Connection": "keep-alive"}])

    def each(name, settings, headers):
        def on_peer(peer, index):
            peer.expect(
                "\r\n\r\n", lambda: peer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            )

        def ready(port):
            agent = False if name.startswith("agent false") else t.agent(**settings)
            req = t.get(lambda res: res.resume(), port=port, agent=agent, headers=headers)
            t.props(req, f"{name}/req", "shouldKeepAlive")

            def on_close():
                def after_a_while():
                    if agent:
                        t.use("client/_counts")(t, agent, f"{name}/agent", "holds")
                        agent.destroy()

                return t.after(20, after_a_while)

            req.on("close", on_close)

        t.raw_server(f"{name}/wire", on_peer, ready)

    for name, settings, headers in cases:
        each(name, settings, headers)
