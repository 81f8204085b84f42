"""The reference's own example: a request on a reused connection that the peer resets is made again."""


def scenario(t):
    def on_peer(peer, i):
        def on_text():
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

            def on_text_2():
                if i == 0:
                    peer.destroy()
                else:
                    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

            peer.expect("\r\n\r\n", on_text_2)

        peer.expect("\r\n\r\n", on_text)

    def ready(port):
        agent = t.agent(keep_alive=True)
        count = 0

        def ask(then):
            nonlocal count
            count += 1
            name = f"request {count}"
            req = t.get(lambda res: res.resume(), port=port, agent=agent)
            t.watch(req, f"client/{name}", "socket response error close")

            def on_error(error):
                t.props(req, f"client/{name}", "reusedSocket")
                if req.reused_socket and error.code == "ECONNRESET":
                    ask(then)

            req.on("error", on_error)
            req.on("response", lambda res: res.on("end", lambda: t.set_immediate(then)))

        ask(lambda: ask(lambda: agent.destroy()))

    t.raw_server("", on_peer, ready, accept=2)
