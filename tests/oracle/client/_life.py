"""One request with everything logged that its life emits; the program acts at one point of that life."""


class Life:
    def __init__(self, t, name, options, start=lambda req, life: req.end(), point=None, act=None):
        self.t, self.name, self.point, self.act = t, name, point, act
        self.res = self.socket = None
        self.req = req = t.request(**options)

        def on_socket(socket):
            self.socket = t.watch(socket, f"{name}/socket", "connect timeout end error free close")
            socket.on("connect", lambda: self.at("connect"))

        def on_response(res):
            self.res = t.watch(res, f"{name}/res", "data aborted error end close")
            for event in ("data", "aborted", "end", "close"):
                res.on(event, lambda *args, event=event: self.at(f"res {event}"))

        req.on("socket", on_socket)
        req.on("response", on_response)
        events = "socket finish continue information response timeout abort error close"
        t.watch(req, f"{name}/req", events)
        for event in events.split():
            req.on(event, lambda *args, event=event: self.at(event))
        req.on("close", lambda: t.props(req, f"{name}/req", "aborted destroyed"))
        start(req, self)
        self.at("at once")
        t.next_tick(self.at, "in a tick")

    def at(self, here):
        if here != self.point:
            return
        self.point = None
        self.t.log(f"{self.name}/program", f"acts: {here}")
        self.act(self)


def scenario(t, name, options, **more):
    return Life(t, name, options, **more)
