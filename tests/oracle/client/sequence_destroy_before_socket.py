"""The fifth of the ten sequences: destroy() before a socket is assigned."""


def scenario(t):
    t.use("client/_sequences")(t, ["destroy before socket"])
