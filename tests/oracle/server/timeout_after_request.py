"""A 'timeout' listener on the request counts only while it is incomplete; one on the response
always.
"""


def scenario(t):
    cases = ["req", "res", "req callback", "res callback"]
    who = None

    def on_request(req, res):
        mine = who
        t.watch(req, f"{mine}/req", "aborted end close")
        t.watch(res, f"{mine}/res", "close finish")
        req.resume()

        def heard(*args):
            t.log(f"{mine}/all", "timeout")
            res.end("late")

        if who == "req":
            req.on("timeout", heard)
            req.socket.set_timeout(30)
        if who == "res":
            res.on("timeout", heard)
            req.socket.set_timeout(30)
        if who == "req callback":
            t.log(f"{mine}/all", "self", req.set_timeout(30, heard) is req)
        if who == "res callback":
            t.log(f"{mine}/all", "self", res.set_timeout(30, heard) is res)
        t.log(
            f"{mine}/all", "listeners", req.listener_count("timeout"), res.listener_count("timeout")
        )

    def next_case(port):
        nonlocal who
        if not cases:
            server.close()
            return
        who = cases.pop(0)
        t.exchange(
            port,
            f"{who} wire/peer",
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            lambda: next_case(port),
            "late",
        )

    server = t.create_server(on_request)
    t.listen(server, next_case)
