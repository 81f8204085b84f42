"""Handlers that are tasks, on four connections of a client in the same program: each exchange
keeps Node's order, they start in the order of their requests.
"""


def scenario(t):
    agent = t.agent(keep_alive=True, max_sockets=4)
    served = 0
    left = 8

    async def handler(req, res):
        nonlocal served
        t.log("started", f"handler {served}", emitted[served] == req.url)
        served += 1
        body = ""
        async for chunk in req:
            body += chunk.decode()
        res.set_header("X-Served", req.url[1:])
        res.end(f"{body} back")

    emitted = []

    def on_request(req, res):
        emitted.append(req.url)
        label = f"server {req.url[1:]}"
        t.watch(req, f"{label}/req", "end aborted close error")
        t.watch(res, f"{label}/res", "finish close error")

    def ready(port):
        def one(i):
            label = f"client {i}"

            def on_response(res):
                t.watch(res, f"{label}/res", "data end aborted close error")
                t.log(f"{label}/res", "header", res.headers["x-served"])

            def on_close():
                nonlocal left
                left -= 1
                if left == 0:
                    agent.destroy()
                    server.close()

            req = t.request(on_response, port=port, agent=agent, method="POST", path=f"/{i}")
            t.watch(req, f"{label}/req", "socket finish response error close")
            req.on("close", on_close)
            req.end(f"body {i}")

        for i in range(8):
            one(i)

    server = t.create_server(handler)
    server.prepend_listener("request", on_request)
    t.listen(server, ready)
