"""write and end: texts, encodings, bytes, empty ones, callbacks and return values; each chunk of
the wire.
"""


def scenario(t):
    def on_request(req, res):
        t.watch(res, "res", "finish close drain")
        t.call("res", "empty write", lambda: res.write("", callback=t.logs("res", "written empty")))
        t.props(res, "res", "headersSent writableLength")
        t.call("res", "text", lambda: res.write("caf\xe9", callback=t.logs("res", "written text")))
        t.call(
            "res", "latin1", lambda: res.write("caf\xe9", "latin1", t.logs("res", "written latin1"))
        )
        t.call("res", "hex", lambda: res.write("616263", "hex"))
        t.call("res", "base64", lambda: res.write("YWJj", "base64"))
        t.call("res", "utf16le", lambda: res.write("ab", "utf16le"))
        t.call(
            "res", "bytes", lambda: res.write(b"\x00\xff", callback=t.logs("res", "written bytes"))
        )
        t.call(
            "res",
            "empty bytes",
            lambda: res.write(b"", callback=t.logs("res", "written empty bytes")),
        )
        t.tick("res", "after writes")
        t.call("res", "end", lambda: res.end("z", callback=t.logs("res", "ended")))
        t.tick("res", "after end")
        server.close()

    server = t.create_server(on_request)
    t.listen(
        server, lambda port: t.exchange(port, "wire/peer", "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    )
