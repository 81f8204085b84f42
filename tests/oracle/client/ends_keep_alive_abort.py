"""abort() at every point of a request's life on a connection that is kept."""


def scenario(t):
    t.use("client/_points")(
        t,
        lambda life: life.req.abort(),
        options=lambda: {"agent": t.agent(keep_alive=True)},
        only=(
            "in a tick",
            "socket",
            "connect",
            "finish",
            "sent",
            "information",
            "response",
            "res data",
            "res end",
            "res close",
            "close",
            "later",
        ),
    )
