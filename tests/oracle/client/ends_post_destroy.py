"""destroy() at every point of a request whose body is being sent; a write after it."""


def scenario(t):
    def act(life):
        req, name = life.req, life.name
        req.destroy()
        written = t.logs(f"{name}/write", "second called back")
        t.call(f"{name}/program", "write", lambda: req.write("more", callback=written))
        ended = t.logs(f"{name}/end", "called back")
        t.call(f"{name}/program", "end", lambda: req.end(callback=ended) is req)

    t.use("client/_points")(
        t,
        act,
        options=lambda: {"method": "POST"},
        only=(
            "at once",
            "in a tick",
            "socket",
            "connect",
            "sent",
            "information",
            "response",
            "res end",
            "close",
            "later",
        ),
        start=lambda req, life: req.write(
            "some", callback=t.logs(f"{life.name}/write", "first called back")
        ),
    )
