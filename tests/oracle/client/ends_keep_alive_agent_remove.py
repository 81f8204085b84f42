"""'agentRemove' at every point of a request's life: nothing is counted, nothing pooled."""


def scenario(t):
    def start(req, life):
        req.end()
        t.after(100, lambda: life.socket.destroy())

    t.use("client/_points")(
        t,
        lambda life: life.socket.emit("agentRemove"),
        options=lambda: {"agent": t.agent(keep_alive=True)},
        only=("socket", "connect", "sent", "response", "res data", "res end", "close"),
        start=start,
    )
