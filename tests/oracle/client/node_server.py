"""Client and server of one program, over a connection that is kept: GET, POST, HEAD, trailers, an error."""


def scenario(t):
    def on_request(req, res):
        t.log("server/request", req.method, req.url)
        if req.url == "/trailers":
            res.set_header("Trailer", "X-Sum")
            res.write("a")
            res.add_trailers({"X-Sum": "1"})
            return res.end("b")
        if req.url == "/gone":
            return req.socket.destroy()
        size = 0

        def on_data(data):
            nonlocal size
            size += len(data)

        req.on("data", on_data)

        def on_end():
            res.set_header("X-Size", size)
            res.end("done")

        req.on("end", on_end)

    server = t.create_server(on_request)

    def called(port):
        agent = t.agent(keep_alive=True)
        cases = [
            ["GET", "/", ""],
            ["POST", "/upload", "body"],
            ["HEAD", "/", ""],
            ["GET", "/trailers", ""],
            ["GET", "/gone", ""],
            ["GET", "/again", ""],
        ]

        def next():
            if len(cases) == 0:
                agent.destroy()
                return server.close()
            method, path, body = cases.pop(0)

            def on_response(res):
                t.watch(res, "client/res", "data aborted end close")
                t.log("client/res", "response", res.status_code, res.raw_headers[0])
                res.on("end", lambda: t.props(res, "client/res", "trailers"))

            req = t.request(on_response, port=port, agent=agent, method=method, path=path)
            t.watch(req, "client/req", "socket finish error close")

            def on_close():
                t.props(req, "client/req", "reusedSocket")
                t.set_immediate(next)

            req.on("close", on_close)
            req.end(body)

        next()

    t.listen(server, called)
