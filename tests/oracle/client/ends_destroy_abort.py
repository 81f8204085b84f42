"""destroy(error), then abort(), at every point of a request's life."""


def scenario(t):
    t.use("client/_points")(
        t,
        lambda life: (life.req.destroy(Exception("mine")), life.req.destroy(), life.req.abort()),
    )
