"""Without a 'request' listener nothing answers; listeners may be several, and come later."""


def scenario(t):
    def on_connection(socket):
        t.watch(socket, "socket", "timeout end close")
        socket.set_timeout(20)

    def first(req, res):
        t.log("server", "first", req.url)
        res.write("first ")

    def second(req, res):
        t.log("server", "second", req.url)
        res.end("second")

    def ready(port):
        def ended():
            server.on("request", first)
            server.on("request", second)
            server.on("request", lambda req, res: server.close() and None)
            other = t.connect(port, "wire/second").write("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n")
            other.expect("second", other.end)

        t.connect(port, "wire/first").write("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n").on_end(ended)

    server = t.http.create_server(nursery=t.nursery, parser=t.parser)
    server.on("connection", on_connection)
    t.listen(server, ready)
