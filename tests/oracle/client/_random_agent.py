"""Plays cases that a program made up (random_agent_*.json): several requests of one agent, what the peer does with the
n-th request of each connection, and what the program does at which point of which request.
"""

import json
import re
from pathlib import Path

OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
CLOSE = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"
ANSWERS = {
    "ok": OK,
    "chunked": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
    "close": CLOSE,
    "close, end": CLOSE,
    "ok, end": OK,
    "cut off, end": "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nok",
    "nothing, end": "",
    "eof": "HTTP/1.0 200 OK\r\n\r\nok",
    "eof, end": "HTTP/1.1 200 OK\r\n\r\nok",
    "garbage": "garbage\r\n\r\n",
    "ok and garbage": OK + "garbage",
    "nothing": "",
}
ACTIONS = {
    "abort": lambda req: req.abort(),
    "destroy": lambda req: req.destroy(),
    "destroy with an error": lambda req: req.destroy(Exception("mine")),
    "socket.destroy": lambda req: req.socket.destroy(),
    "socket.end": lambda req: req.socket.end(),
    "agentRemove": lambda req: req.socket.emit("agentRemove"),
}


def snake(name):
    return re.sub("[A-Z]", lambda match: "_" + match[0].lower(), name)


def play(t, name, settings, plans, requests):
    def counts(when):
        t.use("client/_counts")(t, agent, f"{name}/agent", when)

    def on_peer(peer, i):
        peers.append(peer)
        plan = list(plans[i]) if i < len(plans) else []

        def answer():
            what, delay = plan.pop(0) if plan else ("ok", 0)

            def act():
                if ANSWERS[what]:
                    peer.write(ANSWERS[what])
                if what.endswith("end"):
                    peer.end()

            t.after(delay, act)
            peer.expect("\r\n\r\n", answer)

        peer.expect("\r\n\r\n", answer)

    def ask(port, label, method, body, acts):
        def at(here):
            for point, action in acts:
                if point == here:
                    t.log(label, action)
                    ACTIONS[action](req)

        def on_response(res):
            t.watch(res, f"{label}'s response", "data aborted end close")
            res.on("data", lambda data: at("data"))
            res.on("end", lambda: at("end"))

        req = t.request(on_response, port=port, agent=agent, method=method)
        t.watch(req, label, "socket finish response abort error close")
        for event in ("socket", "finish", "response", "close"):
            req.on(event, lambda *args, event=event: at(event))
        for event in ("socket", "close"):
            when = f"{label.partition('/')[2]} '{event}'"
            req.on(event, lambda *args, when=when: counts(when))
        req.end(body)

    def ready(port):
        for i, request in enumerate(requests, 1):
            label = f"{name}/request {i}"
            t.after(
                request["delay"],
                lambda label=label, r=request: ask(port, label, r["method"], r["body"], r["acts"]),
            )
        agent.on("free", lambda socket, options: counts("'free'"))
        t.after(600, end)
        for ms in (700, 800, 900):
            t.after(ms, agent.destroy)
        t.after(900, lambda: [peer.destroy() for peer in peers])

    def end():
        counts("finally")
        agent.destroy()
        server.close()

    peers = []
    agent = t.agent(**{snake(key): value for key, value in settings.items()})
    server = t.raw_server("", on_peer, ready, accept=99)


def scenario(t, name):
    cases = json.loads(Path(__file__).with_name(f"{name}.json").read_text())
    for case in cases:
        play(t, case, **cases[case])
