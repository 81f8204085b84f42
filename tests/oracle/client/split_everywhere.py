"""One response cut in two at every byte: the same events, whatever the cut."""


def scenario(t):
    text = "HTTP/1.1 102 A\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n3\r\nfoo\r\n2;a=b\r\nba\r\n0\r\nX: y\r\n\r\n"
    agent = t.agent(keep_alive=True)
    left = len(text) - 1

    def each(i):
        def on_peer(peer, index):
            def on_text():
                peer.write(text[:i])
                t.after(30, lambda: peer.write(text[i:]))

            return peer.expect("\r\n\r\n", on_text)

        def ready(port):
            def on_response(res):
                t.watch(res, f"at {i}/res", "data aborted end close")
                res.on("end", lambda: t.props(res, f"at {i}/res", "complete trailers"))

            req = t.get(on_response, port=port, agent=agent)
            t.watch(req, f"at {i}/req", "continue information response error close")

            def on_close():
                nonlocal left
                left -= 1
                if left == 0:
                    t.after(20, lambda: agent.destroy())

            req.on("close", on_close)

        t.raw_server("", on_peer, ready)

    for i in range(1, len(text)):
        each(i)
