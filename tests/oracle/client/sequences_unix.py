"""The ten sequences over a Unix socket."""


def scenario(t):
    t.use("client/_sequences")(t, unix=True)
