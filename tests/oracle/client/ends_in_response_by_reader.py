"""Ended inside 'response', the body being in the same segment: what each way of reading still sees."""


def scenario(t):
    def each(how, end):
        def each_2(reading, read):
            def each_3(size, length):
                name = f"{how}, {reading}{size}"

                def ready(port):
                    def on_response(res):
                        t.watch(res, f"{name}/res", "aborted end close")
                        read(res, f"{name}/res")
                        end(req, res)

                    req = t.get(on_response, port=port)
                    t.watch(req, f"{name}/req", "abort error close")
                    req.on("close", lambda: t.set_immediate(lambda: server.close()))

                server = t.raw_server(
                    "",
                    lambda peer, index: peer.expect(
                        "\r\n\r\n",
                        lambda: peer.write(
                            f"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\nok"
                        ),
                    ),
                    ready,
                    accept=9,
                )

            for size, length in [["", 2], [", cut off", 20]]:
                each_3(size, length)

        for reading, read in [
            ["data", lambda res, label: res.on("data", lambda data: t.log(label, "data", data))],
            [
                "readable",
                lambda res, label: res.on("readable", lambda: t.log(label, "reads", res.read())),
            ],
            ["nothing", lambda res, label: None],
            [
                "paused",
                lambda res, label: res.on("data", lambda data: t.log(label, "data", data)).pause(),
            ],
            [
                "late",
                lambda res, label: t.after(
                    40, lambda: res.on("data", lambda data: t.log(label, "data", data))
                ),
            ],
        ]:
            each_2(reading, read)

    for how, end in [
        ["abort", lambda req, res: req.abort()],
        ["destroy", lambda req, res: req.destroy()],
        ["res.destroy", lambda req, res: res.destroy()],
    ]:
        each(how, end)
