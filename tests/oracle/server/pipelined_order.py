"""Three pipelined requests answered last first: the wire keeps their order, each 'finish' waits
for its turn.
"""


def scenario(t):
    answers = []

    def on_request(req, res):
        n = len(answers)
        t.watch(req, f"req{n}", "end close aborted")
        t.watch(res, f"res{n}", "finish close drain")
        t.log(f"res{n}", "socket", res.socket is not None)
        answers.append(res)
        if n < 2:
            return
        for i in (2, 1, 0):
            t.call(
                f"res{i}",
                "end",
                lambda: answers[i].end(f"answer {i}", callback=t.logs(f"res{i}", "ended")),
            )
            t.log(
                f"res{i}", "socket", answers[i].socket is not None, answers[i].writable_length > 0
            )
            t.props(answers[i], f"res{i}", "finished writableFinished")
        t.tick("program", "after")
        server.close()

    def get(path):
        return f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n"

    server = t.create_server(on_request)
    t.listen(
        server,
        lambda port: t.exchange(
            port, "wire/peer", get("/0") + get("/1") + get("/2"), lambda: None, "answer 2"
        ),
    )
