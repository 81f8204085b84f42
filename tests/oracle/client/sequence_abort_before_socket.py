"""The eighth of the ten sequences: abort() before a socket is assigned."""


def scenario(t):
    t.use("client/_sequences")(t, ["abort before socket"])
