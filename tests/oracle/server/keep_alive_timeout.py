"""An idle keep-alive connection is cut, silently; not with a server 'timeout' listener; a new
value counts for the next response.
"""


def scenario(t):
    cases = ["plain", "listener", "fractional", "changed", "zero"]
    name = None

    def on_request(req, res):
        if name == "changed":
            server.keep_alive_timeout = 40
        res.end(f"answer {req.url}")

    def next_case(port):
        nonlocal name
        if not cases:
            server.close()
            return
        name = cases.pop(0)
        mine = name
        server.keep_alive_timeout = {
            "plain": 1040,
            "listener": 40,
            "fractional": 200,
            "changed": 5000,
            "zero": 0,
        }[name]
        server.remove_all_listeners("timeout")

        def on_timeout(socket):
            t.log(f"{mine}/server", "timeout")
            socket.end()

        if name == "listener":
            server.on("timeout", on_timeout)
        peer = t.connect(port, f"{mine}/wire").write("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n")
        peer.on_end(lambda: next_case(port))
        if name == "zero":
            peer.expect("answer", lambda: t.after(60, peer.end))

    server = t.create_server(on_request)
    t.props(
        server, "server/server", "keepAliveTimeout headersTimeout timeout maxConnections listening"
    )
    t.listen(server, next_case)
