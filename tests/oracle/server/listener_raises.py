"""An exception of a 'request' listener leaves the program."""


def scenario(t):
    def on_request(req, res):
        t.log("server", "request")
        raise TypeError("a bug")

    server = t.create_server(on_request)
    t.listen(server, lambda port: t.connect(port, "").write("GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
