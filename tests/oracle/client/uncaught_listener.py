"""A listener of 'response' that throws: the error ends the program, at once."""


def scenario(t):
    def ready(port):
        def on_response(res):
            t.log("client/program", "throws")
            raise Exception("mine")

        req = t.get(on_response, port=port)
        t.watch(req, "client/req", "socket response error close")

    t.raw_server(
        "",
        lambda peer, index: peer.expect(
            "\r\n\r\n", lambda: peer.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        ),
        ready,
    )
