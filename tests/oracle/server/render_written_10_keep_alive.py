"""HTTP/1.0, Connection: keep-alive, the body in write() and end(): each method, status and framing."""


def scenario(t):
    t.use("server/_render")(t, "1.0", "keep-alive", True)
