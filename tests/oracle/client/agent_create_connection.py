"""agent.createConnection overridden: a socket returned, called back, both, late; errors called back, late, raised."""


def scenario(t):
    def called_back(real, options, callback):
        callback(None, real(options))

    def called_back_late(real, options, callback):
        t.after(20, lambda: callback(None, real(options)))

    def both(real, options, callback):
        socket = real(options)
        callback(None, socket)
        return socket

    def called_back_twice(real, options, callback):
        socket = real(options)
        callback(None, socket)
        callback(None, socket)

    def error(real, options, callback):
        callback(Exception("mine"))

    def error_late(real, options, callback):
        t.after(20, lambda: callback(Exception("mine")))

    def destroyed_while_opening(real, options, callback):
        t.after(30, lambda: callback(None, real(options)))

    kinds = [
        ["returned", lambda real, options, callback: real(options)],
        ["called back", called_back],
        ["called back late", called_back_late],
        ["both", both],
        ["called back twice", called_back_twice],
        ["error", error],
        ["error late", error_late],
        ["destroyed while opening", destroyed_while_opening],
    ]

    def each(name, kind):
        def ready(port):
            agent = t.agent(keep_alive=True)
            real = agent.create_connection

            def create_connection(options, callback):
                t.log(
                    f"{name}/agent",
                    "createConnection",
                    options.get("host"),
                    options.get("port"),
                    options.get("path"),
                )
                return kind(real, options, callback)

            agent.create_connection = create_connection
            req = t.request(
                lambda res: t.watch(res, f"{name}/res", "data aborted end close"),
                port=port,
                agent=agent,
                path="/a",
            )
            t.use("client/_counts")(t, agent, f"{name}/agent", "after request()")
            t.watch(req, f"{name}/req", "socket response abort error close")
            req.on("socket", lambda socket: t.watch(socket, f"{name}/socket", "connect free close"))
            req.end()
            if name == "destroyed while opening":
                t.after(10, lambda: req.destroy())

            def after_a_while():
                t.use("client/_counts")(t, agent, f"{name}/agent", "finally")
                agent.destroy()
                server.close()

            t.after(100, after_a_while)

        server = t.raw_server(
            "",
            lambda peer, index: peer.expect(
                "\r\n\r\n", lambda: peer.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            ),
            ready,
            accept=9,
        )

    for name, kind in kinds:
        each(name, kind)
