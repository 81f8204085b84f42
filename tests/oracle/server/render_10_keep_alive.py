"""HTTP/1.0, Connection: keep-alive: every method, status and framing, byte for byte."""


def scenario(t):
    t.use("server/_render")(t, "1.0", "keep-alive")
