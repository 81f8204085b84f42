"""Client and server in one program: three requests through one kept socket, bodies both ways,
every event of both sides.
"""


def scenario(t):
    agent = t.agent(keep_alive=True, max_sockets=1)
    served = 0

    def on_request(req, res):
        nonlocal served
        served += 1
        i = served
        t.watch(req, f"server/req{i}", "data end aborted close error")
        t.watch(res, f"server/res{i}", "finish close error")
        t.tick("server/program", f"of request {i}")

        def on_end():
            res.write("part ")
            res.end(f"answer {i}")

        req.on("end", on_end)

    def ready(port):
        left = 3

        def one(i):
            def on_response(res):
                t.watch(res, f"client/res{i}", "end aborted close error")
                body = []
                res.on("data", lambda data: body.append(data.decode()))
                res.on("end", lambda: t.log(f"client/res{i}", "body", "".join(body)))

            def on_close():
                nonlocal left
                left -= 1
                if left == 0:
                    agent.destroy()
                    server.close()

            req = t.request(on_response, port=port, agent=agent, method="POST", path=f"/{i}")
            t.watch(req, f"client/req{i}", "socket finish response error close")
            req.on("close", on_close)
            t.call(f"client/req{i}", "end", lambda: req.end(f"body {i}") and None)

        for i in (1, 2, 3):
            one(i)

    server = t.create_server(on_request)
    t.watch(server, "server/server", "connection close")
    t.listen(server, ready)
