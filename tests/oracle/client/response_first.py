"""The response ends before the request does: the connection is pooled only when the request has finished too."""


def scenario(t):
    def each(name, answer, keep_alive):
        def ready(port):
            agent = t.agent(keep_alive=keep_alive)

            def on_response(res):
                t.watch(res, f"{name}/res", "data end aborted close")

                def on_end():
                    t.use("client/_counts")(t, agent, f"{name}/agent", "at 'end'")

                    def after_a_while():
                        t.use("client/_counts")(t, agent, f"{name}/agent", "later")
                        t.call(
                            f"{name}/req",
                            "write",
                            lambda: req.write(
                                "b", callback=t.logs(f"{name}/req", "second write called back")
                            ),
                        )

                        def after_a_while_2():
                            t.call(
                                f"{name}/req",
                                "end",
                                lambda: (
                                    req.end("c", callback=t.logs(f"{name}/req", "end called back"))
                                    is req
                                ),
                            )

                            def after_a_while_3():
                                t.use("client/_counts")(t, agent, f"{name}/agent", "finally")
                                agent.destroy()
                                server.close()

                            t.after(80, after_a_while_3)

                        t.after(40, after_a_while_2)

                    t.after(40, after_a_while)

                res.on("end", on_end)

            req = t.request(on_response, port=port, agent=agent, method="POST")
            t.watch(req, f"{name}/req", "socket response finish error close")
            req.on(
                "socket", lambda socket: t.watch(socket, f"{name}/socket", "end error free close")
            )
            req.write("a", callback=t.logs(f"{name}/req", "first write called back"))

        server = t.raw_server(
            f"{name}, wire/peer",
            lambda peer, index: peer.expect("1\r\na\r\n", lambda: peer.write(answer)),
            ready,
            accept=9,
        )

    for name, answer, keep_alive in [
        ["kept", "HTTP/1.1 200 A\r\nContent-Length: 2\r\n\r\nok", True],
        [
            "kept, chunked",
            "HTTP/1.1 200 A\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
            True,
        ],
        [
            "peer says close",
            "HTTP/1.1 200 A\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
            True,
        ],
        ["not kept", "HTTP/1.1 200 A\r\nContent-Length: 2\r\n\r\nok", False],
    ]:
        each(name, answer, keep_alive)
