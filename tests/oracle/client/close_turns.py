"""How many turns of the loop lie between the end of a response and the 'close' of its connection."""


def scenario(t):
    def each(name, answer, ends, settings):
        def on_peer(peer, index):
            def on_text():
                peer.write(answer)
                if ends:
                    peer.end()

            return peer.expect("\r\n\r\n", on_text)

        def ready(port):
            agent = t.agent(**settings)

            def on_response(res):
                t.watch(res, f"{name}/res", "end close")
                res.resume()

                def on_end():
                    if name == "destroyed":
                        req.destroy()
                    turn = 0

                    def next():
                        nonlocal turn
                        turn += 1
                        t.log(f"{name}/program", f"turn {turn}")
                        if turn < 5:
                            t.set_immediate(next)
                        else:
                            agent.destroy()

                    t.set_immediate(next)

                res.on("end", on_end)

            req = t.get(on_response, port=port, agent=agent)
            t.watch(req, f"{name}/req", "error close")
            req.on("socket", lambda socket: t.watch(socket, f"{name}/socket", "end free close"))

        t.raw_server("", on_peer, ready)

    for name, answer, ends, settings in [
        [
            "close",
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
            False,
            {"keep_alive": True},
        ],
        ["not kept", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", False, {}],
        [
            "close, peer ends",
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
            True,
            {},
        ],
        ["kept", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", False, {"keep_alive": True}],
        [
            "destroyed",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
            False,
            {"keep_alive": True},
        ],
    ]:
        each(name, answer, ends, settings)
