"""A socket's timeout fires once without new activity, again after some; 0 stops it; the callback
is a one-time listener.
"""


def scenario(t):
    def ready(port):
        socket = t.watch(
            t.net.connect(port, "127.0.0.1", nursery=t.nursery), "socket", "timeout close"
        )
        t.call(
            "socket",
            "setTimeout",
            lambda: socket.set_timeout(20, t.logs("socket", "timeout-callback")),
        )
        t.log("socket", "listeners", socket.listener_count("timeout"), socket.timeout)

        def later():
            t.log("socket", "listeners", socket.listener_count("timeout"))
            socket.write("activity")
            t.after(70, stop)

        def stop():
            t.call("socket", "setTimeout 0", lambda: socket.set_timeout(0))
            t.props(socket, "socket", "timeout")
            socket.write("more")
            t.after(50, socket.end)

        t.after(100, later)
        for bad in ("x", -1, float("nan"), None):
            t.call("socket", "bad", lambda: socket.set_timeout(bad))
        t.call("socket", "bad callback", lambda: socket.set_timeout(10000, "x"))
        socket.resume()
        socket.set_timeout(20)

    t.raw_server("", lambda peer, index: peer.on_end(peer.end), ready)
