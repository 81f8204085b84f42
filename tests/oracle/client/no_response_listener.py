"""No 'response' listener: the response is discarded, and the connection kept or not as with one."""


def scenario(t):
    def each(name, answer, options):
        def on_peer(peer, index):
            def on_text():
                peer.write(answer)
                if "close" in answer:
                    peer.end()

            return peer.expect("\r\n\r\n", on_text)

        def ready(port):
            agent = t.agent(keep_alive=True)
            req = t.watch(
                t.request(port=port, agent=agent, **options),
                f"{name}/req",
                "socket finish abort error close",
            )
            req.on(
                "socket", lambda socket: t.watch(socket, f"{name}/socket", "end error free close")
            )
            if name == "not ended":
                req.write("a")

                def after_a_while():
                    t.use("client/_counts")(t, agent, f"{name}/agent", "before end()")
                    req.end()

                t.after(60, after_a_while)
            else:
                req.end()

            def on_close():
                def later():
                    t.use("client/_counts")(t, agent, f"{name}/agent", "holds")
                    t.props(req, f"{name}/req", "destroyed")
                    agent.destroy()
                    server.close()

                return t.set_immediate(later)

            req.on("close", on_close)

        server = t.raw_server("", on_peer, ready, accept=9)

    for name, answer, options in [
        ["length", "HTTP/1.1 200 A\r\nContent-Length: 2\r\n\r\nok", {}],
        ["chunked", "HTTP/1.1 200 A\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", {}],
        ["close", "HTTP/1.1 200 A\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", {}],
        ["cut off", "HTTP/1.1 200 A\r\nConnection: close\r\nContent-Length: 20\r\n\r\nok", {}],
        ["HEAD", "HTTP/1.1 200 A\r\nContent-Length: 2\r\n\r\n", {"method": "HEAD"}],
        ["not ended", "HTTP/1.1 200 A\r\nContent-Length: 2\r\n\r\nok", {"method": "POST"}],
    ]:
        each(name, answer, options)
