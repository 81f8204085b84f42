"""The ten sequences of a request whose body is being sent: written to, not ended."""


def scenario(t):
    t.use("client/_sequences")(
        t,
        options=lambda: {"method": "POST"},
        start=lambda req, life: req.write("a part of the body"),
    )
