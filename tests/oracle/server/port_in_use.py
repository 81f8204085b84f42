"""A port in use and an address that is not ours: 'error' with code, errno's name, call, address
and port.
"""


def scenario(t):
    def ready(port):
        second = t.watch(t.create_server(None), "second/server", "listening error close")

        def on_error(error):
            t.props(error, "second/error", "code syscall address port")
            t.props(second, "second/server", "listening")
            first.close()

        second.on("error", on_error)
        t.call("second/server", "listen", lambda: second.listen(port, "127.0.0.1"))
        t.tick("second/server", "after listen")
        third = t.watch(t.create_server(None), "third/server", "listening error close")
        third.on("error", lambda error: t.props(error, "third/error", "code syscall address"))
        third.listen(0, "192.0.2.1")

    first = t.create_server(None)
    t.listen(first, ready)
