"""HTTP/1.1, Connection: keep-alive: every method, status and framing, byte for byte."""


def scenario(t):
    t.use("server/_render")(t, "1.1", "keep-alive")
