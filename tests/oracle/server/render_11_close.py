"""HTTP/1.1, Connection: close: every method, status and framing, byte for byte."""


def scenario(t):
    t.use("server/_render")(t, "1.1", "close")
