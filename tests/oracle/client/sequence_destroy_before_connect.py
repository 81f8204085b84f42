"""The sixth of the ten sequences: destroy() before the connection succeeds."""


def scenario(t):
    t.use("client/_sequences")(t, ["destroy before connect"])
