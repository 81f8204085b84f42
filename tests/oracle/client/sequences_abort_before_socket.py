"""abort() before a socket is assigned: 'abort' comes before 'close' here, as the reference says, after it in Node."""


def scenario(t):
    def run(prefix, **variant):
        t.use("client/_sequences")(t, ["abort before socket"], prefix=f"{prefix}: ", **variant)

    def first(peer, i, answer):
        peer.expect("\r\n\r\n", lambda: peer.write("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na"))

    def before(options, begin):
        req = t.get(lambda res: res.resume(), **options)
        req.on("close", lambda: t.set_immediate(begin))

    run(
        "POST",
        options=lambda: {"method": "POST"},
        start=lambda req, life: req.write("a part of the body"),
    )
    run("PUT", options=lambda: {"method": "PUT"}, start=lambda req, life: req.end("body"))
    run("Expect", options=lambda: {"method": "POST", "headers": {"Expect": "100-continue"}})
    run("agent false", options=lambda: {"agent": False})
    run("keep-alive", options=lambda: {"agent": t.agent(keep_alive=True)})
    run(
        "reused",
        options=lambda: {"agent": t.agent(keep_alive=True)},
        first=first,
        before=before,
    )
    run("Unix socket", unix=True)
