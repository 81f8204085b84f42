"""The first of the reference's ten sequences: a success."""


def scenario(t):
    t.use("client/_sequences")(t, ["success"])
