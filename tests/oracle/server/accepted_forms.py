"""Odd requests that both sides take, or refuse, alike: lengths, chunk lines, targets, values,
connection words.
"""


def scenario(t):
    host = "Host: a\r\n"
    chunked = f"POST / HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n\r\n"
    inputs = {
        "length with zeros": f"POST / HTTP/1.1\r\n{host}Content-Length: 002\r\n\r\nhi",
        "length with spaces": f"POST / HTTP/1.1\r\n{host}Content-Length:   2  \r\n\r\nhi",
        "length with tab behind": f"POST / HTTP/1.1\r\n{host}Content-Length: 2\t\r\n\r\nhi",
        "length with plus": f"POST / HTTP/1.1\r\n{host}Content-Length: +2\r\n\r\nhi",
        "length on GET": f"GET / HTTP/1.1\r\n{host}Content-Length: 2\r\n\r\nhi",
        "chunk extension": f"{chunked}2;a=b\r\nhi\r\n0;last\r\n\r\n",
        "chunk size with zeros": f"{chunked}0002\r\nhi\r\n000\r\n\r\n",
        "chunk size in capitals": f"{chunked}A\r\n0123456789\r\n0\r\n\r\n",
        "Chunked": f"POST / HTTP/1.1\r\n{host}Transfer-Encoding: Chunked\r\n\r\n0\r\n\r\n",
        "gzip, chunked": f"POST / HTTP/1.1\r\n{host}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "latin-1 value": f"GET / HTTP/1.1\r\n{host}a: \x80\xfe\r\n\r\n",
        "xff value": f"GET / HTTP/1.1\r\n{host}a: \xff\r\n\r\n",
        "DEL value": f"GET / HTTP/1.1\r\n{host}a: \x7f\r\n\r\n",
        "tab in value": f"GET / HTTP/1.1\r\n{host}a: b\tc\r\n\r\n",
        "no space behind colon": f"GET / HTTP/1.1\r\n{host}a:b\r\n\r\n",
        "target asterisk": f"OPTIONS * HTTP/1.1\r\n{host}\r\n",
        "target absolute": f"GET http://b/c HTTP/1.1\r\n{host}\r\n",
        "target ?": f"GET ?q HTTP/1.1\r\n{host}\r\n",
        "target backslash": f"GET \\a HTTP/1.1\r\n{host}\r\n",
        "target fragment": f"GET /a#b HTTP/1.1\r\n{host}\r\n",
        "target quote": f'GET /"<>| HTTP/1.1\r\n{host}\r\n',
        "lower case http": f"GET / http/1.1\r\n{host}\r\n",
        "proxy-connection": f"GET / HTTP/1.1\r\n{host}Proxy-Connection: close\r\n\r\n",
        "connection close, x": f"GET / HTTP/1.1\r\n{host}Connection: close, x\r\n\r\n",
        "connection CLOSE": f"GET / HTTP/1.1\r\n{host}Connection: CLOSE\r\n\r\n",
        "connection both": f"GET / HTTP/1.1\r\n{host}Connection: close, keep-alive\r\n\r\n",
        "connection closed": f"GET / HTTP/1.1\r\n{host}Connection: closed\r\n\r\n",
        "1.0 keep-alive": f"GET / HTTP/1.0\r\n{host}Connection: Keep-Alive\r\n\r\n",
        "keep-alive header": f"GET / HTTP/1.0\r\n{host}Keep-Alive: 10\r\n\r\n",
        "lines before": f"\r\n\r\nGET / HTTP/1.1\r\n{host}\r\n",
        "large trailer": f"{chunked}0\r\na: {'b' * 17000}\r\n\r\n",
    }
    names = list(inputs)
    name = None

    def on_request(req, res):
        label = f"{name}/req"
        a = req.headers.get("a")
        t.log(label, "request", req.method, req.url, a and len(a))
        body = []

        def on_end():
            t.log(label, "body", "".join(body))
            res.set_header("Content-Length", 0)
            res.end()

        req.on("data", lambda data: body.append(data.decode("latin-1")))
        req.on("end", on_end)

    def next_case(port):
        nonlocal name
        if not names:
            server.close()
            return
        name = names.pop(0)
        peer = t.connect(port, f"{name}/wire").write(inputs[name])
        peer.on_end(lambda: t.set_immediate(lambda: next_case(port)))
        peer.expect("Content-Length: 0", peer.end)

    server = t.create_server(on_request)
    t.listen(server, next_case)
