"""req.destroy, res.destroy and socket.destroy, with and without an error, at each point of an
exchange.
"""


def scenario(t):
    points = ["in request", "after headers", "after first data", "after end called", "in req end"]
    targets = ["req", "res", "socket"]
    cases = [
        (point, target, error) for point in points for target in targets for error in (False, True)
    ]
    point = target = error = label = None

    def on_request(req, res):
        mine, my_target, my_error = label, target, error
        socket = req.socket

        def destroy():
            victim = {"req": req, "res": res, "socket": socket}[my_target]
            t.call(
                f"{mine}/{my_target}",
                "destroy",
                lambda: victim.destroy(Exception("mine") if my_error else None) and None,
            )
            t.props(req, f"{mine}/req", "destroyed aborted complete")
            t.props(res, f"{mine}/res", "destroyed finished")
            t.tick(f"{mine}/program", "after destroy")

        def on_data(data):
            t.log(f"{mine}/req", "data", data)
            res.write("part")
            destroy()

        def on_end():
            res.write("part")
            destroy()

        t.watch(req, f"{mine}/req", "aborted end error close")
        t.watch(res, f"{mine}/res", "finish error close")
        t.watch(socket, f"{mine}/socket", "error end close")
        if point == "in request":
            destroy()
        elif point == "after headers":
            res.flush_headers()
            destroy()
        elif point == "after end called":
            res.end("whole")
            destroy()
        elif point == "after first data":
            req.on("data", on_data)
        else:
            req.on("end", on_end)
            req.resume()

    def on_client_error(e, socket):
        t.log(f"{label}/server", "clientError", e, socket.destroyed)
        socket.destroy()

    def next_case(port):
        nonlocal point, target, error, label
        if not cases:
            server.close()
            return
        point, target, error = cases.pop(0)
        label = f"{point} {target}{' error' if error else ''}"
        t.connect(port, "").write(
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody"
        ).on_end(lambda: t.after(2, lambda: next_case(port)))

    server = t.create_server(on_request)
    server.on("clientError", on_client_error)
    t.listen(server, next_case)
