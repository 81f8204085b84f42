"""Bytes that arrive on a connection while it waits in the pool; then a request through the same agent."""


def scenario(t):
    OK = "HTTP/1.1 200 A\r\nContent-Length: 2\r\n\r\nok"

    def each(name, bytes):
        def on_peer(peer, i):
            peer.expect("\r\n\r\n", lambda: peer.write(OK))
            t.after(60, lambda: peer.write(bytes))
            peer.expect("\r\n\r\n", lambda: peer.write(OK))

        def ready(port):
            agent = t.agent(keep_alive=True)
            first = t.get(lambda res: res.resume(), port=port, agent=agent, path="/first")
            first.on(
                "socket", lambda socket: t.watch(socket, f"{name}/socket", "end error free close")
            )

            def after_a_while():
                t.use("client/_counts")(t, agent, f"{name}/agent", "then holds")

                def on_response(res):
                    t.watch(res, f"{name}/res", "data end aborted close")

                second = t.get(on_response, port=port, agent=agent, path="/second")
                t.watch(second, f"{name}/req", "response error close")

                def on_close():
                    t.props(second, f"{name}/req", "reusedSocket")
                    t.set_immediate(lambda: agent.destroy())
                    server.close()

                second.on("close", on_close)

            t.after(140, after_a_while)

        server = t.raw_server("", on_peer, ready, accept=9)

    for name, bytes in [["garbage", "garbage"], ["a response", OK]]:
        each(name, bytes)
