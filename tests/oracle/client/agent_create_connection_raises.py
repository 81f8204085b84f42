"""createConnection that raises, or gives nothing; the option of a request, with and without an agent."""


def scenario(t):
    agent = t.agent()

    def create_connection(options, callback):
        raise Exception("mine")

    agent.create_connection = create_connection
    t.call("raised/agent", "request", lambda: t.request(port=1, agent=agent))
    t.use("client/_counts")(t, agent, "raised/agent", "after it")

    def fail(options, callback):
        raise Exception("mine")

    t.call("raised/option", "request", lambda: t.request(port=1, create_connection=fail))

    def each(name, own):
        def ready(port):
            def create_connection_2(options, callback):
                t.log(
                    f"{name}/option", "createConnection", options.get("host"), options.get("port")
                )
                return t.net.connect(
                    host=options.get("host"), port=options.get("port"), nursery=t.nursery
                )

            req = t.get(
                lambda res: t.watch(res, f"{name}/res", "data end close"),
                port=port,
                path="/a",
                create_connection=create_connection_2,
                **own,
            )
            t.watch(req, f"{name}/req", "socket response error close")

        t.raw_server(
            f"{name}/wire",
            lambda peer, index: peer.expect(
                "\r\n\r\n", lambda: peer.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            ),
            ready,
        )

    for name, own in [["agent false", {"agent": False}], ["default agent", {}]]:
        each(name, own)
