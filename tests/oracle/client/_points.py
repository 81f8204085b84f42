"""What the program does at each point of a request's life, one request for each point."""

HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"
POINTS = (
    "at once", "in a tick", "socket", "connect", "finish", "sent", "information", "response",
    "res data", "res end", "res close", "close", "later",
)  # fmt: skip


def scenario(t, act, only=POINTS, options=dict, start=lambda req, life: req.end()):
    for point in only:
        run(t, act, point, options, start)


def run(t, act, point, options, start):
    it = None
    agent = None

    def on_peer(peer, index):
        def answer():
            if point == "sent":
                t.set_immediate(it.at, "sent")
            else:
                body = "hello" if point.startswith("res d") else "hellohello"
                peer.write("HTTP/1.1 102 Processing\r\n\r\n" + HEAD + body)

        peer.expect("\r\n\r\n", answer)

    def ready(port):
        nonlocal it, agent
        every = {"port": port, **options()}
        agent = every.get("agent")
        it = t.use("client/_life")(t, point, every, start=start, point=point, act=act)
        it.req.on("close", lambda: t.set_immediate(end))

    def end():
        server.close()
        t.set_immediate(later)

    def later():
        it.at("later")
        if agent:
            t.set_immediate(after_all)

    def after_all():
        t.use("client/_counts")(t, agent, f"{point}/agent", "holds")
        agent.destroy()

    server = t.raw_server("", on_peer, ready, accept=9)
