"""A refused connection and a missing Unix socket: 'error' with Node's code and fields, then
'close' with true.
"""


def scenario(t):
    def closed(*_):
        tcp = t.watch(
            t.net.connect(port=t.port, host="127.0.0.1", nursery=t.nursery),
            "tcp/socket",
            "lookup connect ready end error close",
        )
        tcp.on("error", lambda error: t.props(error, "tcp/error", "code syscall address port"))
        t.tick("tcp/socket", "after connect")
        tcp.write("never", callback=t.logs("tcp/socket", "written"))
        tcp.on("close", lambda _: t.props(tcp, "tcp/socket", "destroyed connecting bytesWritten"))
        unix = t.watch(
            t.net.connect(path="/nowhere/at/all", nursery=t.nursery),
            "unix/socket",
            "connect end error close",
        )
        unix.on("error", lambda error: t.props(error, "unix/error", "code syscall address port"))

    def ready(port):
        t.port = port
        server.close(callback=closed)

    server = t.net.create_server(nursery=t.nursery)
    t.listen(server, ready)
