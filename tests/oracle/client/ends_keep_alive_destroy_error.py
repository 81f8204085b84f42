"""destroy(error) at every point of a request's life on a connection that is kept."""


def scenario(t):
    t.use("client/_points")(
        t,
        lambda life: life.req.destroy(Exception("mine")),
        options=lambda: {"agent": t.agent(keep_alive=True)},
    )
