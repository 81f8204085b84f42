"""'timeout' while the connection is not there yet, and while a request waits in the queue."""


def scenario(t):
    def late(options, callback):
        t.after(
            150,
            lambda: callback(
                None,
                t.net.connect(
                    host=options.get("host"), port=options.get("port"), nursery=t.nursery
                ),
            ),
        )

    def each(name, options, act):
        def ready(port):
            agent = t.agent(max_sockets=1)
            agent.create_connection = late
            req = t.get(lambda res: res.resume(), port=port, agent=agent, **options)
            act(req, name)
            t.watch(req, f"{name}/req", "socket timeout response error close")

        t.raw_server(
            "",
            lambda peer, index: peer.expect(
                "\r\n\r\n",
                lambda: t.after(
                    100, lambda: peer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                ),
            ),
            ready,
        )

        def on_peer(peer, index):
            def answer():
                return peer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

            peer.expect("\r\n\r\n", lambda: t.after(100, answer))
            peer.expect("\r\n\r\n", lambda: t.after(100, answer))

        def ready_2(port):
            agent = t.agent(max_sockets=1)
            t.get(lambda res: res.resume(), port=port, agent=agent)
            req = t.get(lambda res: res.resume(), port=port, agent=agent, **options)
            act(req, f"{name}, queued")
            t.watch(req, f"{name}, queued/req", "socket timeout response error close")

        t.raw_server("", on_peer, ready_2)

    for name, options, act in [
        ["option", {"timeout": 50}, lambda req, name: None],
        [
            "setTimeout",
            {},
            lambda req, name: req.set_timeout(50, callback=t.logs(f"{name}/req", "called back")),
        ],
    ]:
        each(name, options, act)
