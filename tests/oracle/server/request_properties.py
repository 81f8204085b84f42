"""What a request tells: target forms, versions, raw and merged headers."""


def scenario(t):
    inputs = [
        "GET /a?b=c HTTP/1.1\r\nHost: a\r\nX-CASE: Kept\r\nx-case: twice\r\n\r\n",
        "GET http://other/x HTTP/1.1\r\nHost: a\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /%20\xe9 HTTP/1.1\r\nHost: a\r\nLatin: \xe9\r\nEmpty:\r\nSpaces:   b  \r\n\r\n",
        "M-SEARCH / HTTP/1.0\r\n\r\n",
        "PATCH / HTTP/1.1\r\nhost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
        "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
    ]
    n = -1

    def on_request(req, res):
        t.props(
            req,
            f"{n}/req",
            "method url httpVersion httpVersionMajor httpVersionMinor statusCode statusMessage complete aborted",
        )
        t.props(req, f"{n}/req", "headers rawHeaders trailers rawTrailers")
        t.log(f"{n}/req", "socket", req.socket is req.connection, req.socket is res.socket)
        t.props(res, f"{n}/res", "shouldKeepAlive statusCode")
        res.end()

    def next_case(port):
        nonlocal n
        n += 1
        if n == len(inputs):
            server.close()
            return
        t.exchange(port, "", inputs[n], lambda: next_case(port))

    server = t.create_server(on_request)
    t.listen(server, next_case)
