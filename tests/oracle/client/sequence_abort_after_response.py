"""The tenth of the ten sequences: abort() after the response is received."""


def scenario(t):
    t.use("client/_sequences")(t, ["abort after response"])
