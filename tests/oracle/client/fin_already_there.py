"""An idle connection whose end has arrived but was not read: the next request gets a new one here."""


def scenario(t):
    def on_peer(peer, i):
        def on_text():
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            if i == 0:
                peer.end()

        return peer.expect("\r\n\r\n", on_text)

    def ready(port):
        agent = t.agent(keep_alive=True)
        first = t.get(lambda res: res.resume(), port=port, agent=agent)
        t.watch(first, "client/first", "response error close")

        def on_close():
            def later():
                second = t.get(lambda res: res.resume(), port=port, agent=agent)
                t.watch(second, "client/second", "socket response error close")

                def on_close_2():
                    t.props(second, "client/second", "reusedSocket")
                    t.set_immediate(lambda: agent.destroy())
                    server.close()

                second.on("close", on_close_2)

            return t.set_immediate(later)

        first.on("close", on_close)

    server = t.raw_server("", on_peer, ready, accept=9)
