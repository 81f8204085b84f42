"""Return values around the high-water mark, before the connection and on it, and 'drain'."""


def scenario(t):
    def each(name, size):
        def ready(port):
            req = t.watch(
                t.request(
                    lambda res: res.resume(),
                    port=port,
                    method="POST",
                    headers={"Transfer-Encoding": "chunked"},
                ),
                f"{name}/req",
                "socket drain finish response close",
            )
            t.call(
                f"{name}/req",
                "write",
                lambda: req.write(b"a" * size, callback=t.logs(f"{name}/req", "w1")),
            )

            def called():
                def called_2():
                    def later():
                        t.log(f"{name}/program", "written")

                        def called_3():
                            def called_4():
                                def later_2():
                                    t.call(f"{name}/req", "end", lambda: req.end() is req)

                                return t.set_immediate(later_2)

                            return req.write("c", callback=t.logs(f"{name}/req", "w3", called_4))

                        t.call(f"{name}/req", "write", called_3)

                    return t.set_immediate(later)

                return req.write("b", callback=t.logs(f"{name}/req", "w2", called_2))

            t.call(f"{name}/req", "write", called)

        t.raw_server(
            "",
            lambda peer, index: peer.expect(
                "0\r\n\r\n", lambda: peer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            ),
            ready,
        )

    for name, size in [["below", 16000], ["at", 16384], ["above", 16385]]:
        each(name, size)
