"""'upgrade' with a listener: statuses, head bytes, what the socket and the agent are left with."""

UP = "Connection: Upgrade\r\nUpgrade: thing\r\n"


def scenario(t):
    end = {"end": True}

    def set_up(life, name):
        def on_upgrade(res, socket, head):
            t.watch(res, f"{name}/message", "data aborted end close")
            t.log(f"{name}/req", "upgrade", res, socket, head)
            t.props(res, f"{name}/message", "statusCode statusMessage headers complete")
            t.props(life.req, f"{name}/req", "destroyed")
            for event in ["data", "drain", "agentRemove"]:
                t.log(f"{name}/socket", f"listeners of '{event}'", socket.listener_count(event))
            t.log(f"{name}/socket", "same socket", life.req.socket is socket, res.socket is socket)
            t.tick(f"{name}/program", "after upgrade")
            socket.on("data", lambda data: t.log(f"{name}/socket", "data", data))

        life.req.on("upgrade", on_upgrade)

    t.use("client/_answers")(
        t,
        [
            ["101", f"HTTP/1.1 101 Switching Protocols\r\n{UP}\r\n", end],
            ["101 with head", f"HTTP/1.1 101 Switching Protocols\r\n{UP}\r\nhead", end],
            [
                "101 with head, and more",
                [f"HTTP/1.1 101 Switching Protocols\r\n{UP}\r\nhead", "more"],
                end,
            ],
            [
                "101 with a length",
                f"HTTP/1.1 101 Switching Protocols\r\n{UP}Content-Length: 3\r\n\r\nabcdef",
                end,
            ],
            ["102 first", f"HTTP/1.1 102 Wait\r\n\r\nHTTP/1.1 101 Go\r\n{UP}\r\nhead", end],
        ],
        options={"headers": {"Connection": "Upgrade", "Upgrade": "thing"}},
        set_up=set_up,
    )
