"""The peer's end has arrived with the answer: the connection is not given to a request that waits."""


def scenario(t):
    def on_peer(peer, i):
        def on_text():
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok").end()

        return peer.expect("\r\n\r\n", on_text)

    def ready(port):
        agent = t.agent(keep_alive=True, max_sockets=1)

        def each(name):
            req = t.get(lambda res: res.resume(), port=port, agent=agent)
            t.watch(req, f"client/{name}", "socket response error close")
            req.on("close", lambda: t.props(req, f"client/{name}", "reusedSocket"))

        for name in ["first", "second"]:
            each(name)

    t.raw_server("", on_peer, ready, accept=2)
