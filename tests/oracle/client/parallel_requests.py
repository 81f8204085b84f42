"""Two requests at once whose answers come in one wake-up, and their ticks, immediates and closes."""


def scenario(t):
    peers = []

    def on_peer(peer, index):
        def on_text():
            peers.append(peer)
            if len(peers) == 2:

                def after_a_while():
                    for each in peers:
                        each.write(
                            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"
                        )

                t.after(20, after_a_while)

        peer.expect("\r\n\r\n", on_text)

    def ready(port):
        def each(name):
            def on_response(res):
                t.log(f"client/{name}", "'response'")
                t.tick(f"client/{name}", "of 'response'")
                t.immediate(f"client/{name}", "of 'response'")

                def on_data(data):
                    t.log(f"client/{name}", "data", data)
                    t.tick(f"client/{name}", "of 'data'")

                res.on("data", on_data)
                res.on("end", lambda: t.log(f"client/{name}", "'end'"))
                res.on("close", lambda: t.log(f"client/{name}", "response 'close'"))

            req = t.get(on_response, port=port, path=f"/{name}")
            req.on("close", lambda: t.log(f"client/{name}", "'close'"))
            t.log(f"client/{name}", "asked")

        for name in ["a", "b"]:
            each(name)

    t.raw_server("", on_peer, ready, accept=2)
