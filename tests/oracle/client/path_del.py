"""A path with DEL: Node sends it."""


def scenario(t):
    return t.use("client/_bytes")(t, [["DEL", {"path": "/\x7f"}, lambda req: req.end()]])
