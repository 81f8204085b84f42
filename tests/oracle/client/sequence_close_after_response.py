"""The fourth of the ten sequences: the peer closes in the middle of the response."""


def scenario(t):
    t.use("client/_sequences")(t, ["close after response"])
