"""A peer that answers every request on every connection."""

OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def scenario(t, then, label="", accept=99, answer=OK):
    def on_peer(peer, index):
        def answer_next():
            peer.write(answer)
            peer.expect("\r\n\r\n", answer_next)

        peer.expect("\r\n\r\n", answer_next)

    server = t.raw_server(label, on_peer, lambda port: then(port, server), accept=accept)
