"""The third of the ten sequences: the peer closes before the response."""


def scenario(t):
    t.use("client/_sequences")(t, ["close before response"])
