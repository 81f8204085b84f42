"""A name that does not exist: 'lookup' with the error, 'error', 'close'."""


def scenario(t):
    socket = t.watch(
        t.net.connect(1, f"{'x' * 70}.invalid", nursery=t.nursery),
        "socket",
        "lookup connect error close",
    )
    socket.on("error", lambda error: t.props(error, "error", "code syscall hostname"))
    t.tick("socket", "after connect")
