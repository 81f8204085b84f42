"""Options of the agent that requests get, and which of the two wins."""


def scenario(t):
    def seen(name, agent_options, request_options):
        agent = t.agent(**agent_options)

        def create_connection(options, callback):
            t.log(
                f"{name}/agent",
                "connects",
                options.get("host"),
                options.get("port"),
                options.get("local_address"),
            )
            callback(Exception("no"))

        agent.create_connection = create_connection
        req = t.get(agent=agent, **request_options)
        t.log(f"{name}/req", "headers", req.get_header("Host"), req.get_header("Connection"))
        req.on("error", lambda error: t.log(f"{name}/req", "error", error))

    seen("the request's", {}, {"host": "a.example", "port": 81})
    seen("the agent's port", {"port": 82}, {"host": "a.example"})
    seen("both ports", {"port": 82}, {"host": "a.example", "port": 83})
    seen(
        "the agent's localAddress",
        {"local_address": "127.0.0.1"},
        {"host": "a.example", "port": 84},
    )
    seen("the agent's host", {"host": "b.example"}, {"host": "a.example", "port": 85})
