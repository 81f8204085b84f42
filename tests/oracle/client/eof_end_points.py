"""A body that EOF ends: the socket at 'end', and what ending the request there still does."""

bodies = {"GET": "", "POST": "a body"}


def scenario(t):
    def each(kind, settings):
        def each_2(how, end):
            def each_3(method):
                name = f"{kind}, {how}, {method}"

                def ready(port):
                    agent = t.agent(**settings)
                    agent.on("free", lambda socket, options: t.log(f"{name}/agent", "'free'"))

                    def on_response(res):
                        t.watch(res, f"{name}/res", "data aborted end close")

                        def on_end():
                            t.props(req.socket, f"{name}/socket", "destroyed writable readable")
                            t.props(req, f"{name}/req", "destroyed shouldKeepAlive")
                            end(req, res)

                        res.on("end", on_end)

                    req = t.request(on_response, port=port, agent=agent, method=method)
                    t.watch(req, f"{name}/req", "response abort error close")
                    req.on(
                        "socket",
                        lambda socket: t.watch(socket, f"{name}/socket", "end finish error close"),
                    )
                    req.end(bodies[method])

                t.raw_server(
                    "",
                    lambda peer, index: peer.expect(
                        "\r\n\r\n",
                        lambda: t.after(20, lambda: peer.write("HTTP/1.1 200 OK\r\n\r\nok").end()),
                    ),
                    ready,
                )

            for method in ["GET", "POST"]:
                each_3(method)

        for how, end in [
            ["destroy", lambda req, res: req.destroy(Exception("mine"))],
            ["abort", lambda req, res: req.abort()],
            ["res.destroy", lambda req, res: res.destroy(Exception("mine"))],
            ["nothing", lambda req, res: None],
        ]:
            each_2(how, end)

    for kind, settings in [
        ["plain", {}],
        ["maxSockets", {"max_sockets": 2}],
        ["kept", {"keep_alive": True}],
    ]:
        each(kind, settings)
