"""The ninth of the ten sequences: abort() before the connection succeeds."""


def scenario(t):
    t.use("client/_sequences")(t, ["abort before connect"])
