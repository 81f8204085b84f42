"""Malformed input: the code, text and position that 'clientError' gets, and the bytes of the
automatic answer.
"""


def scenario(t):
    host = "Host: a\r\n"
    inputs = {
        "method": "gET / HTTP/1.1\r\n\r\n",
        "unknown method": "BREW / HTTP/1.1\r\n\r\n",
        "target": "GET x HTTP/1.1\r\n\r\n",
        "version letters": "GET / HTTX/1.1\r\n\r\n",
        "header value": f"GET / HTTP/1.1\r\n{host}a: b\x01\r\n\r\n",
        "header without colon": f"GET / HTTP/1.1\r\n{host}abc\r\n\r\n",
        "length letters": f"POST / HTTP/1.1\r\n{host}Content-Length: abc\r\n\r\n",
        "negative length": f"POST / HTTP/1.1\r\n{host}Content-Length: -1\r\n\r\n",
        "empty length": f"POST / HTTP/1.1\r\n{host}Content-Length:\r\n\r\n",
        "length twice": f"POST / HTTP/1.1\r\n{host}Content-Length: 1\r\nContent-Length: 1\r\n\r\n",
        "length list": f"POST / HTTP/1.1\r\n{host}Content-Length: 1, 1\r\n\r\n",
        "huge length": f"POST / HTTP/1.1\r\n{host}Content-Length: 99999999999999999999\r\n\r\n",
        "length and chunked": f"POST / HTTP/1.1\r\n{host}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "chunk size": f"POST / HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "huge chunk size": f"POST / HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
        "large header": f"GET / HTTP/1.1\r\n{host}a: {'b' * 17000}\r\n\r\n",
        "end in head": f"GET / HTTP/1.1\r\n{host}",
        "TLS": "\x16\x03\x01\x00\x05hello",
        "line break first": "\r\n\r\ngarbage",
    }
    cases = [(name, listener) for name in inputs for listener in (False, True)]
    label = None

    def on_request(req, res):
        mine = label
        t.log(mine, "request", req.method)
        t.watch(req, mine, "data aborted close")
        res.on("close", lambda: t.log(mine, "res close"))
        req.on("end", lambda: res.end("accepted"))

    def next_case(port):
        nonlocal label
        if not cases:
            server.close()
            return
        name, listener = cases.pop(0)
        label = f"{name}{', listener' if listener else ''}/server"
        server.remove_all_listeners("clientError")
        mine = label

        def on_client_error(error, socket):
            t.log(mine, "clientError", error)
            t.props(error, mine, "bytesParsed")
            t.log(mine, "rawPacket", error.raw_packet and len(error.raw_packet))
            t.props(socket, mine, "writable destroyed")
            socket.end("HTTP/1.1 400 Mine\r\n\r\n")

        if listener:
            server.on("clientError", on_client_error)
        peer = t.connect(port, f"{mine} wire").write(inputs[name])
        peer.on_end(lambda: t.set_immediate(lambda: next_case(port)))
        peer.expect("accepted", peer.end)
        if name == "end in head":
            peer.end()

    server = t.create_server(on_request)
    t.listen(server, next_case)
