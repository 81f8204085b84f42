"""The ten sequences through an agent that keeps connections."""


def scenario(t):
    t.use("client/_sequences")(t, options=lambda: {"agent": t.agent(keep_alive=True)})
