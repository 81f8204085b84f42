"""CONNECT with a listener gets the socket and what followed the head; without one it is closed
silently.
"""


def scenario(t):
    cases = ["listener", "listener, head", "no listener"]
    name = None

    def next_case(port):
        nonlocal name
        if not cases:
            server.close()
            return
        name = cases.pop(0)
        server.remove_all_listeners("connect")
        peer = t.connect(port, f"{name}/wire")
        more = "more" if name == "listener, head" else ""
        peer.write(f"CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n{more}").on_end(
            lambda: next_case(port)
        )
        if name == "no listener":
            return

        def on_connect(req, socket, head):
            t.watch(req, f"{name}/req", "data end close")
            t.watch(socket, f"{name}/socket", "end close error")
            t.log(f"{name}/server", "connect", req, socket, head)
            t.props(req, f"{name}/req", "method url complete httpVersion upgrade")
            t.props(socket, f"{name}/socket", "readable writable readableFlowing")
            socket.write("HTTP/1.1 200 OK\r\n\r\n")
            peer.expect("200", lambda: peer.write("ping").end())

            def on_data(data):
                t.log(f"{name}/socket", "data", data)
                socket.write(data)

            socket.on("data", on_data)
            socket.on("end", lambda: socket.end())

        server.on("connect", on_connect)

    server = t.create_server(lambda req, res: t.log(name, "request"))
    t.listen(server, next_case)
