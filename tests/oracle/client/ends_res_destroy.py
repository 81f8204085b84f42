"""res.destroy() at every point of a response's life."""


def scenario(t):
    t.use("client/_points")(
        t,
        lambda life: life.res.destroy(),
        only=("response", "res data", "res end", "res close", "close", "later"),
    )
