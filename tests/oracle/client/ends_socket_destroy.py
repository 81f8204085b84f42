"""socket.destroy() at every point of a request's life."""


def scenario(t):
    t.use("client/_points")(
        t,
        lambda life: life.socket.destroy(),
        only=(
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
