"""Ways to read a response: 'readable' and read(n), setEncoding across chunks, unshift, pause and resume, pipe."""


def scenario(t):
    def each(name, pieces, act):
        def on_peer(peer, index):
            def on_text():
                peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                i = 0

                def next():
                    nonlocal i
                    if i == len(pieces):
                        return peer.write("0\r\n\r\n")
                    piece = pieces[i]
                    i += 1
                    peer.write(f"{len(piece)}\r\n{piece}\r\n")
                    t.after(20, next)

                next()

            return peer.expect("\r\n\r\n", on_text)

        def ready(port):
            def on_response(res):
                t.watch(res, f"{name}/res", "pause resume aborted error end close")
                act(res)

            req = t.get(on_response, port=port)
            t.watch(req, f"{name}/req", "response close")

        t.raw_server("", on_peer, ready)

    def readable(res):
        def on_readable():
            t.log("readable/res", "'readable'", res.readable_length)
            t.call("readable/res", "read(3)", lambda: res.read(3))
            t.call("readable/res", "read()", lambda: res.read())

        return res.on("readable", on_readable)

    def setencoding(res):
        t.call("setEncoding/res", "setEncoding", lambda: res.set_encoding("utf8") is res)
        res.on("data", lambda data: t.log("setEncoding/res", "data", data))

    def hex(res):
        res.set_encoding("hex")
        res.on("data", lambda data: t.log("hex/res", "data", data))

    def unshift(res):
        once = True

        def on_data(data):
            nonlocal once
            t.log("unshift/res", "data", data)
            if once:
                once = False
                res.unshift(b"again")

        res.on("data", on_data)

    def pause(res):
        def on_data(data):
            t.log("pause/res", "data", data)
            res.pause()
            t.props(res, "pause/res", "readableFlowing")
            t.after(100, lambda: res.resume())

        res.on("data", on_data)

    def late(res):
        t.after(120, lambda: res.on("data", lambda data: t.log("late/res", "data", data)))

    def removed(res):
        def called(data):
            res.remove_listener("data", listener)

            def after_a_while():
                t.props(res, "removed/res", "readableFlowing")
                res.resume()

            t.after(120, after_a_while)

        listener = t.logs("removed/res", "data", called)
        res.on("data", listener)

    for name, pieces, act in [
        ["readable", ["hello", " world"], readable],
        ["setEncoding", ["\xe2\x82", "\xac\xe2", "\x82\xac!"], setencoding],
        ["hex", ["ab", "c"], hex],
        ["unshift", ["hello", " world"], unshift],
        ["pause", ["hello", " world"], pause],
        ["late", ["hello", " world"], late],
        ["removed", ["hello", " world"], removed],
    ]:
        each(name, pieces, act)
