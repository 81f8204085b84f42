"""Listeners added late: in 'response' nothing is missed; 'socket' and 'response' do not come again."""


def scenario(t):
    def ready(port):
        req = t.get(port=port)

        def on_socket(socket):
            t.log("client/req", "'socket'")
            req.on("socket", t.logs("client/req", "'socket' added in 'socket'"))

            def in_a_tick():
                def on_response(res):
                    t.log("client/req", "'response' added in a tick")
                    req.on("response", t.logs("client/req", "'response' added in 'response'"))
                    res.on("data", lambda data: t.log("client/res", "data", data))

                    def on_end():
                        t.log("client/res", "'end'")
                        res.on("end", t.logs("client/res", "'end' added in 'end'"))

                        def on_close():
                            t.log("client/req", "'close'")
                            req.on("close", t.logs("client/req", "'close' added in 'close'"))

                        req.on("close", on_close)

                    res.once("end", on_end)

                return req.on("response", on_response)

            t.next_tick(in_a_tick)

        req.on("socket", on_socket)

    t.raw_server(
        "",
        lambda peer, index: peer.expect(
            "\r\n\r\n", lambda: peer.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        ),
        ready,
    )
