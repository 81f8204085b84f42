"""The ten sequences with `agent: false`."""


def scenario(t):
    t.use("client/_sequences")(t, options=lambda: {"agent": False})
