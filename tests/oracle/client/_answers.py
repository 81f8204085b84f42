"""What is made of a peer's answer: one request for each case, through an agent that keeps connections if it may.

A case: its name, the bytes of the answer (a list: one write each, in phases of their own), and more.
"""


def scenario(
    t,
    cases,
    options=None,
    start=lambda req, life: req.end(),
    props="statusCode statusMessage httpVersion headers",
    set_up=lambda life, name: None,
):
    for name, answer, *more in cases:
        run(t, name, answer, more[0] if more else {}, options or {}, start, props, set_up)


def run(t, name, answer, more, options, start, props, set_up):
    def on_peer(peer, index):
        parts = [answer] if isinstance(answer, str) else list(answer)

        def write_next():
            if parts:
                peer.write(parts.pop(0))
                if parts:
                    t.after(20, write_next)
            if not parts and more.get("end"):
                peer.end()

        peer.expect("\r\n\r\n", write_next)

    def ready(port):
        agent = t.agent(keep_alive=True)
        every = {"port": port, "agent": agent, **options, **more.get("options", {})}
        life = t.use("client/_life")(t, name, every, start=more.get("start", start))

        def on_response(res):
            if props:
                t.props(res, f"{name}/res", props)
            res.on("end", lambda: t.props(res, f"{name}/res", "complete trailers rawTrailers"))
            res.on("aborted", lambda: t.props(res, f"{name}/res", "complete aborted"))

        def on_error(error):
            if getattr(error, "raw_packet", None):
                t.log(f"{name}/req", "bytesParsed rawPacket", error.bytes_parsed, error.raw_packet)

        def on_close():
            t.use("client/_counts")(t, agent, f"{name}/agent", "holds")
            server.close()
            t.set_immediate(agent.destroy)

        life.req.on("response", on_response)
        life.req.on("error", on_error)
        life.req.on("close", lambda: t.set_immediate(on_close))
        set_up(life, name)

    server = t.raw_server("", on_peer, ready, accept=9)
