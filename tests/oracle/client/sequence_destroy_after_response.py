"""The seventh of the ten sequences: destroy() after the response is received."""


def scenario(t):
    t.use("client/_sequences")(t, ["destroy after response"])
