"""The second of the ten sequences: a connection error."""


def scenario(t):
    t.use("client/_sequences")(t, ["connection error"])
