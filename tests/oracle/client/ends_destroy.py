"""destroy() at every point of a request's life."""


def scenario(t):
    t.use("client/_points")(t, lambda life: life.req.destroy())
