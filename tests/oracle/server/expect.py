"""Expect without and with listeners, by value and version; writeContinue, or an answer without
it.
"""


def scenario(t):
    cases = []
    for listeners in ("none", "both"):
        for value in ("100-continue", "100-Continue", "100-continue, tea", "tea", ""):
            cases.append((listeners, value, "1.1"))
        cases.append((listeners, "100-continue", "1.0"))
    cases.append(("refusing", "100-continue", "1.1"))
    label = None

    def answer(name):
        def on_request(req, res):
            t.watch(req, f"{label}/req", "data end")
            t.log(f"{label}/req", name)
            if name == "checkContinue":
                res.write_continue(callback=t.logs(f"{label}/res", "continue written"))
            if name == "refuse":
                res.write_head(417, {"Connection": "close"})
            t.props(res, f"{label}/res", "headersSent")
            req.on("end", lambda: res.end("answer"))

        return on_request

    def next_case(port):
        nonlocal label
        if not cases:
            server.close()
            return
        listeners, value, version = cases.pop(0)
        label = f'{listeners} {version} "{value}"'
        server.remove_all_listeners("checkContinue").remove_all_listeners("checkExpectation")

        if listeners != "none":
            server.on("checkContinue", answer("checkContinue" if listeners == "both" else "refuse"))
            server.on("checkExpectation", answer("checkExpectation"))
        last = " 417 " if listeners == "none" and "100-continue" not in value.lower() else "answer"
        t.exchange(
            port,
            f"{label}/wire",
            f"POST / HTTP/{version}\r\nHost: a\r\nExpect: {value}\r\nContent-Length: 2\r\n\r\nhi",
            lambda: next_case(port),
            last,
        )

    server = t.watch(t.create_server(answer("request")), "server")
    t.listen(server, next_case)
