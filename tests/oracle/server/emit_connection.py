"""After CONNECT the socket is given back to the server with emit('connection'): it serves
requests again.
"""


def scenario(t):
    def on_request(req, res):
        t.log("server", "request", req.url)
        res.end(f"answer {req.url}")

    def on_connect(req, socket, head):
        t.log("server", "connect", req.url, head)
        socket.write("HTTP/1.1 200 OK\r\n\r\n")
        t.call("server", "emit", lambda: server.emit("connection", socket))
        server.close()

    def ready(port):
        peer = t.connect(port, "wire/peer").write("CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n")
        peer.expect("200 OK\r\n\r\n", lambda: peer.write("GET /inside HTTP/1.1\r\nHost: a\r\n\r\n"))
        peer.expect("/inside", peer.end)

    server = t.create_server(on_request)
    server.on("connect", on_connect)
    t.listen(server, ready)
