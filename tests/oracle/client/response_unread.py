"""A response that nobody reads yet: its connection is not pooled before 'end', the data waits, also after the peer's end."""


def scenario(t):
    def each(name, answer):
        def on_peer(peer, index):
            def on_text():
                peer.write(answer)
                if "close" in answer:
                    peer.end()

            return peer.expect("\r\n\r\n", on_text)

        def ready(port):
            agent = t.agent(keep_alive=True)

            def on_response(res):
                t.watch(res, f"{name}/res", "aborted end close")

                def after_a_while():
                    t.use("client/_counts")(t, agent, f"{name}/agent", "unread")
                    t.props(
                        res, f"{name}/res", "complete readableFlowing readableLength readableEnded"
                    )
                    t.call(f"{name}/res", "read", lambda: res.read())

                    def after_a_while_2():
                        t.log(f"{name}/program", "resumes")
                        res.resume()

                        def after_a_while_3():
                            t.use("client/_counts")(t, agent, f"{name}/agent", "read")
                            agent.destroy()
                            server.close()

                        t.after(30, after_a_while_3)

                    t.after(30, after_a_while_2)

                t.after(60, after_a_while)

            req = t.get(on_response, port=port, agent=agent)
            t.watch(req, f"{name}/req", "socket response error close")
            req.on(
                "socket", lambda socket: t.watch(socket, f"{name}/socket", "end error free close")
            )

        server = t.raw_server("", on_peer, ready, accept=9)

    for name, answer in [
        ["keep-alive", "HTTP/1.1 200 A\r\nContent-Length: 2\r\n\r\nok"],
        ["closing", "HTTP/1.1 200 A\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"],
        ["EOF", "HTTP/1.1 200 A\r\nConnection: close\r\n\r\nok"],
        ["empty", "HTTP/1.1 200 A\r\nContent-Length: 0\r\n\r\n"],
    ]:
        each(name, answer)
