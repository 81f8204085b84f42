"""HTTP/1.0, Connection: close: every method, status and framing, byte for byte."""


def scenario(t):
    t.use("server/_render")(t, "1.0", "close")
