"""The agent's timeout: on the socket, in use and idle; 'timeout' of the request; idle sockets are destroyed by it."""


def scenario(t):
    def each(name, delay, options):
        agent = t.agent(keep_alive=True, timeout=80)

        def on_peer(peer, index):
            def on_text():
                t.after(delay, lambda: peer.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))

            return peer.expect("\r\n\r\n", on_text)

        def ready(port):
            req = t.get(
                lambda res: t.watch(res, f"{name}/res", "data end close"),
                port=port,
                agent=agent,
                **options,
            )
            t.watch(req, f"{name}/req", "socket timeout response error close")
            t.props(req, f"{name}/req", "timeout")

            def on_socket(socket):
                t.watch(socket, f"{name}/socket", "connect timeout free close")
                t.props(socket, f"{name}/socket", "timeout")
                socket.on("connect", lambda: t.props(socket, f"{name}/socket", "timeout"))

                def on_free():
                    def later():
                        t.props(socket, f"{name}/socket", "timeout")
                        t.use("client/_counts")(t, agent, f"{name}/agent", "freed")

                    return t.set_immediate(later)

                socket.on("free", on_free)

                def on_close(had_error):
                    t.use("client/_counts")(t, agent, f"{name}/agent", "closed")
                    server.close()

                socket.on("close", on_close)

            req.on("socket", on_socket)

        server = t.raw_server("", on_peer, ready, accept=9)

    for name, delay, options in [
        ["idle", 0, {}],
        ["waiting", 150, {}],
        ["own timeout", 0, {"timeout": 5000}],
        ["own timeout, waiting", 150, {"timeout": 40}],
    ]:
        each(name, delay, options)
