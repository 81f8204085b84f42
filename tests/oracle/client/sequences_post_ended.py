"""The ten sequences of a request with a complete body."""


def scenario(t):
    def start(req, life):
        req.write("one")
        req.end("two", callback=t.logs(f"{life.name}/end", "called back"))

    t.use("client/_sequences")(t, options=lambda: {"method": "PUT"}, start=start)
