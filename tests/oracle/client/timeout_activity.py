"""'timeout' comes once without new activity, and again after some; bytes put it off."""


def scenario(t):
    def on_peer(peer, index):
        def on_text():
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\na")
            t.after(60, lambda: peer.write("b"))
            t.after(120, lambda: peer.write("c"))
            t.after(400, lambda: peer.write("d"))

        return peer.expect("\r\n\r\n", on_text)

    def ready(port):
        req = t.get(
            lambda res: t.watch(res, "client/res", "data end close"), port=port, timeout=100
        )
        t.watch(req, "client/req", "timeout response close")

    t.raw_server("", on_peer, ready)
