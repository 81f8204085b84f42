"""An idle connection with server.timeout: who hears 'timeout', and whether it is destroyed."""


def scenario(t):
    cases = [[], ["server"], ["req"], ["res"], ["socket"], ["req", "res", "server"]]
    who = label = None

    def on_request(req, res):
        mine = label
        req.socket.on("close", lambda had_error: t.log(f"{mine}/socket", "close"))
        t.watch(req, f"{mine}/req", "aborted end close")
        t.watch(res, f"{mine}/res", "close finish")

        def heard(name):
            def on_timeout(*args):
                t.log(f"{mine}/{name}", "timeout")
                t.set_immediate(lambda: res.writable_ended or res.end("late"))

            return on_timeout

        if "req" in who:
            req.on("timeout", heard("req"))
        if "res" in who:
            res.on("timeout", heard("res"))
        if "socket" in who:
            req.socket.on("timeout", heard("socket"))

    def next_case(port):
        nonlocal who, label
        if not cases:
            server.close()
            return
        who = cases.pop(0)
        label = f"listeners {' '.join(who) or 'none'}"
        mine = label
        server.remove_all_listeners("timeout")

        def on_timeout(socket):
            t.log(f"{mine}/server", "timeout", socket)
            if len(who) == 1:
                socket.destroy()

        if "server" in who:
            server.on("timeout", on_timeout)
        t.exchange(
            port,
            f"{mine} wire/peer",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbo",
            lambda: next_case(port),
            "late",
        )

    server = t.create_server(on_request)
    t.call("server/server", "setTimeout", lambda: server.set_timeout(40) and None)
    t.listen(server, next_case)
