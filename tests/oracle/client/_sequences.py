"""The ten sequences of the reference, each on a peer of its own; the variant says how the request is made."""

FULL = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
PART = "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello"


def destroy(life):
    life.req.destroy()


def abort(life):
    life.req.abort()


SEQUENCES = {
    "success": {"answer": lambda peer: peer.write(FULL)},
    "connection error": {"refused": True},
    "close before response": {"answer": lambda peer: peer.end()},
    "close after response": {"answer": lambda peer: peer.write(PART).end()},
    "destroy before socket": {"point": "at once", "act": destroy},
    "destroy before connect": {"point": "socket", "act": destroy},
    "destroy after response": {
        "answer": lambda peer: peer.write(PART),
        "point": "res data",
        "act": destroy,
    },
    "abort before socket": {"point": "at once", "act": abort},
    "abort before connect": {"point": "socket", "act": abort},
    "abort after response": {
        "answer": lambda peer: peer.write(PART),
        "point": "res data",
        "act": abort,
    },
}


# 'abort before socket' differs here, everywhere in the same way: it has scenarios of its own.
MOST = tuple(name for name in SEQUENCES if name != "abort before socket")


def answer_head(peer, i, answer):
    peer.expect("\r\n\r\n", lambda: answer(peer))


def scenario(
    t,
    names=MOST,
    unix=False,
    options=dict,
    start=lambda req, life: req.end(),
    before=lambda options, begin: begin(),
    first=answer_head,
    prefix="",
):
    for name in names:
        run(t, name, unix, options, start, before, first, prefix, **SEQUENCES[name])


def run(
    t,
    name,
    unix,
    options,
    start,
    before,
    first,
    prefix,
    answer=lambda peer: None,
    refused=False,
    point=None,
    act=None,
):
    def ready(where):
        if refused:
            server.close()
        every = {("socket_path" if unix else "port"): where, **options()}

        def begin():
            life = t.use("client/_life")(t, prefix + name, every, start=start, point=point, act=act)
            life.req.on("close", lambda: t.set_immediate(end))

        def end():
            server.close()
            if every.get("agent"):
                every["agent"].destroy()

        before(every, begin)

    server = t.raw_server("", lambda peer, i: first(peer, i, answer), ready, accept=9, unix=unix)
