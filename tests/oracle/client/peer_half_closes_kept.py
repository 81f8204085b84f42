"""A peer that answers and ends its side while the body is being sent, through an agent that keeps: one 'close' each here."""


def scenario(t):
    return t.use("client/_half_closes")(
        t, [["kept", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", True]]
    )
