"""res.destroy() at every point of a response on a connection that is kept."""


def scenario(t):
    t.use("client/_points")(
        t,
        lambda life: life.res.destroy(),
        options=lambda: {"agent": t.agent(keep_alive=True)},
        only=("response", "res data", "res end", "res close", "close"),
    )
