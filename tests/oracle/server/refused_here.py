"""What Node's parser lets through, or refuses late, and we refuse: docs/divergences.md, wire-
facts.
"""


def scenario(t):
    host = "Host: a\r\n"
    inputs = {
        "header name with space": f"GET / HTTP/1.1\r\n{host}a b: c\r\n\r\n",
        "space before colon": f"GET / HTTP/1.1\r\n{host}a : c\r\n\r\n",
        "empty name": f"GET / HTTP/1.1\r\n{host}: c\r\n\r\n",
        "leading space": f"GET / HTTP/1.1\r\n {host}\r\n",
        "obs-fold": f"GET / HTTP/1.1\r\n{host}a: b\r\n c\r\n\r\n",
        "bare LF": f"GET / HTTP/1.1\r\n{host}a: b\n\n",
        "CR as hyphen": f"POST / HTTP/1.1\r\n{host}Content\rLength: 2\r\n\r\nhi",
        "spaced length": f"POST / HTTP/1.1\r\n{host}Content-Length : 2\r\n\r\nhi",
        "chunk size 1 0": f"POST / HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n\r\n1 0\r\na\r\n0\r\n\r\n",
        "chunked twice": f"POST / HTTP/1.1\r\n{host}Transfer-Encoding: chunked, chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
        "comma chunked": f"POST / HTTP/1.1\r\n{host}Transfer-Encoding: ,chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
        "chunked on 1.0": f"POST / HTTP/1.0\r\n{host}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
        "empty encoding beside length": f"POST / HTTP/1.1\r\n{host}Transfer-Encoding:\r\nContent-Length: 2\r\n\r\nhi",
        "encoding without chunked": f"POST / HTTP/1.1\r\n{host}Transfer-Encoding: gzip\r\n\r\nhi",
        "two bytes after a chunk": f"POST / HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n\r\n1\r\naXX0\r\n\r\n",
        "identity": f"POST / HTTP/1.1\r\n{host}Transfer-Encoding: identity\r\n\r\n",
        "version 1.2": f"GET / HTTP/1.2\r\n{host}\r\n",
        "version 0.9": f"GET / HTTP/0.9\r\n{host}\r\n",
        "no version": "GET /\r\n\r\n",
        "no host": "GET / HTTP/1.1\r\n\r\n",
        "two hosts": f"GET / HTTP/1.1\r\n{host}{host}\r\n",
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
