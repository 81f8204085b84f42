"""What a bare OutgoingMessage cannot do, and what a message without a connection says."""


def scenario(t):
    message = t.http.OutgoingMessage()
    t.props(
        message,
        "message",
        "headersSent finished writableEnded writableFinished writableLength socket sendDate shouldKeepAlive",
    )
    t.call("message", "setHeader", lambda: message.set_header("A", "b") and None)
    t.call("message", "getHeader", lambda: message.get_header("a"))
    t.call("message", "write", lambda: message.write("x"))
    t.call("message", "end", lambda: message.end())
    t.call("message", "flushHeaders", lambda: message.flush_headers())
    incoming = t.http.IncomingMessage()
    t.props(
        incoming,
        "incoming",
        "headers rawHeaders trailers rawTrailers complete aborted method url statusCode statusMessage httpVersion socket readable",
    )
    t.call("incoming", "pipe to a request", lambda: message.pipe(incoming) and None)
