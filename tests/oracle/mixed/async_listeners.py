"""Sync and async listeners side by side: the sync ones in Node's order, the async ones start in
emit order.
"""


def scenario(t):
    served = 0

    def on_request(req, res):
        nonlocal served
        served += 1
        i = served

        async def later(what, *args):
            t.log("server async", f"{what} of {i}", *args)

        def on_end():
            t.log("server/sync", f"end of {i}")
            res.end(f"answer {i}")

        t.log("server/sync", f"first of {i}")
        t.tick("server/sync", f"tick of {i}")
        req.on("data", lambda data: later("data", data))
        req.on("data", lambda data: t.log("server/sync", f"data of {i}", data))
        req.on("end", lambda: later("end"))
        req.on("end", on_end)
        res.on("finish", lambda: later("finish"))
        res.on("finish", lambda: t.log("server/sync", f"finish of {i}"))
        req.on("close", lambda: later("req close"))
        res.on("close", lambda: later("res close"))
        res.on("close", lambda: t.log("server/sync", f"close of {i}"))

    async def on_request_async(req, res):
        t.log("server async", f"request {req.url}")

    async def on_request_again(req, res):
        t.log("server async", f"request again {req.url}")

    def ready(port):
        def post(i):
            head = f"POST /{i} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            return f"{head}3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n"

        t.exchange(port, "", post(1) + post(2), server.close, "answer 2")

    server = t.create_server(on_request)
    server.on("request", on_request_async)
    server.on("request", on_request_again)
    server.on("request", lambda req, res: t.log("server/sync", f"third of {req.url}"))
    t.listen(server, ready)
