"""Plays cases that a program made up (tests/oracle/client/random_*.json): how a request is made and sent, what the
peer answers, how the response is read, and what the program does at which points.
"""

import json
from pathlib import Path
from types import SimpleNamespace

OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
AGENTS = {
    "keep": lambda t: t.agent(keep_alive=True),
    "one": lambda t: t.agent(keep_alive=True, max_sockets=1),
    "plain": lambda t: t.agent(),
    "none": lambda t: False,
}
ACTIONS = {
    "abort": lambda it: it.req.abort(),
    "destroy": lambda it: it.req.destroy(),
    "destroy with an error": lambda it: it.req.destroy(Exception("mine")),
    "res.destroy": lambda it: it.res and it.res.destroy(),
    "res.destroy with an error": lambda it: it.res and it.res.destroy(Exception("of the response")),
    "res.pause": lambda it: it.res and it.res.pause(),
    "res.resume": lambda it: it.res and it.res.resume(),
    "socket.destroy": lambda it: it.socket and it.socket.destroy(),
    "socket.end": lambda it: it.socket and it.socket.end(),
    "agentRemove": lambda it: it.socket and it.socket.emit("agentRemove"),
    "agent.destroy": lambda it: it.agent and it.agent.destroy(),
    "write": lambda it: it.req.write("more", callback=it.logs("write at a point called back")),
    "end": lambda it: it.req.end(callback=it.logs("end at a point called back")),
    "setTimeout": lambda it: it.req.set_timeout(5000),
}


def send(t, it, ops):
    req, logs = it.req, it.logs
    while ops:
        op, data = ops.pop(0)
        if op == "write":
            req.write(data, callback=logs(f"write {data} called back"))
        elif op == "end":
            req.end(data, callback=logs("end called back"))
        elif op == "flush":
            req.flush_headers()
        elif op == "cork":
            req.cork()
        elif op == "uncork":
            req.uncork()
        elif op == "tick":
            return t.next_tick(lambda: send(t, it, ops))
        elif op == "immediate":
            return t.set_immediate(lambda: send(t, it, ops))
        elif op == "later":
            return t.after(50, lambda: send(t, it, ops))
    return None


def play(t, name, case):
    answer, reading, acts = case["answer"], case["reading"], case["acts"]
    it = SimpleNamespace(
        agent=AGENTS[case["agent"]](t),
        logs=lambda text: t.logs(f"{name}/req", text),
        req=None, res=None, socket=None, next=False,
    )  # fmt: skip
    been = set()
    peers = []

    def at(here):
        for point, action in acts:
            if point != here or point in been:
                continue
            t.log(f"{name}/program", f"{action} at {point}")
            ACTIONS[action](it)
        been.add(here)

    def on_peer(peer, i):
        peers.append(peer)
        if i > 0:
            for _ in range(3):
                peer.expect("\r\n\r\n", lambda: peer.write(OK))
            return
        pieces = list(answer)

        def go():
            if pieces:
                peer.write(pieces.pop(0))
                at(f"piece {len(answer) - len(pieces)}")
            if pieces:
                t.after(30, go)
            elif case["ending"] == "end":
                peer.end()
            elif case["ending"] == "destroy":
                t.after(30, peer.destroy)
            else:
                peer.expect("\r\n\r\n", lambda: peer.write(OK))

        peer.expect(case["after"], lambda: t.after(20, go))

    def ready(port):
        req = it.req = t.request(port=port, agent=it.agent, **case["options"])

        def on_socket(socket):
            it.socket = t.watch(socket, f"{name}/socket", "connect end error free close")
            socket.on("connect", lambda: at("connect"))

        def on_response(res):
            names = "aborted error end close"
            it.res = t.watch(res, f"{name}/res", "data " + names if reading == "flow" else names)
            t.props(res, f"{name}/res", "statusCode")
            if reading == "resume":
                res.resume()
            if reading == "readable":
                res.on("readable", lambda: t.log(f"{name}/res", "reads", res.read()))
            if reading == "late":
                t.after(
                    100,
                    lambda: res.on("data", lambda data: t.log(f"{name}/res", "late data", data)),
                )
            if reading == "iterate":
                res.once("readable", lambda: t.log(f"{name}/res", "reads once", res.read(1)))
            for event in ("aborted", "end", "close"):
                res.on(event, lambda event=event: at(f"res {event}"))
            if reading == "flow":
                res.on("data", lambda data: at("res data"))

        def on_close():
            t.props(req, f"{name}/req", "aborted destroyed reusedSocket")
            t.set_immediate(after_close)

        def after_close():
            if it.agent:
                t.use("client/_counts")(t, it.agent, f"{name}/agent", "after 'close'")
            if not case["next"] or it.next:
                return
            it.next = True
            t.after(60, ask_again)

        def ask_again():
            later = t.get(lambda res: res.resume(), port=port, agent=it.agent)
            t.watch(later, f"{name}/next", "socket response error close")
            later.on("close", lambda: t.props(later, f"{name}/next", "reusedSocket"))

        def end():
            t.log(f"{name}/program", "ends it")
            req.destroy()
            if it.agent:
                t.use("client/_counts")(t, it.agent, f"{name}/agent", "holds")
                it.agent.destroy()
            server.close()
            t.after(50, lambda: [peer.destroy() for peer in peers])

        req.on("socket", on_socket)
        if reading != "none":
            req.on("response", on_response)
        t.watch(req, f"{name}/req", "socket finish continue response timeout abort error close")
        for event in ("socket", "finish", "response", "error", "close"):
            req.on(event, lambda *args, event=event: at(event))
        req.on("close", on_close)
        send(t, it, list(case["ops"]))
        at("at once")
        t.next_tick(at, "tick")
        t.set_immediate(at, "immediate")
        t.after(500, end)

    server = t.raw_server("", on_peer, ready, accept=9)


def scenario(t, name):
    cases = json.loads(Path(__file__).with_name(f"{name}.json").read_text())
    for case in cases:
        play(t, case, cases[case])
