"""The ceiling: one Trio task, a selector, recv and send; no HTTP beyond what the load needs.

Arguments: PARSE (`none` or `httptools`) PORT. It answers every request with the same 13 bytes,
counts requests by their blank line (none) or by the parser's callback (httptools), and knows
nothing of bodies, limits, timeouts or errors. What a real server takes beyond this is its own.
"""

# mypy: disable-error-code="import-not-found,import-untyped"
from __future__ import annotations

import selectors
import socket
import sys
from email.utils import formatdate

import httptools
import trio

RESPONSE = (
    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
    f"Date: {formatdate(usegmt=True)}\r\nConnection: keep-alive\r\n"
    "Content-Length: 13\r\n\r\nHello, World!"
).encode("latin-1")
LAST = RESPONSE.replace(b"keep-alive", b"close")


class Unparsed:
    """A connection that takes each blank line for a request."""

    def __init__(self) -> None:
        self.requests = 0
        self.last = False

    def feed(self, data: bytes) -> None:
        """Counts the requests in what one recv returned."""
        self.requests += data.count(b"\r\n\r\n")
        self.last = b"Connection: close" in data


class Parsed:
    """A connection whose requests httptools parses; URL and headers are kept, then dropped."""

    def __init__(self) -> None:
        self.requests = 0
        self.last = False
        self.parser = httptools.HttpRequestParser(self)
        self.feed = self.parser.feed_data
        self.raw_headers: list[bytes] = []

    def on_message_begin(self) -> None:
        """Starts a header list."""
        self.raw_headers = []

    def on_url(self, url: bytes) -> None:
        """Takes the target."""
        self.url = url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Takes a header."""
        self.raw_headers += (name, value)

    def on_message_complete(self) -> None:
        """Counts a request."""
        self.requests += 1
        self.last = not self.parser.should_keep_alive()


async def main(parse: str, port: int) -> None:
    """Serves until the process is ended."""
    make = Parsed if parse == "httptools" else Unparsed
    selector = selectors.DefaultSelector()
    listener = socket.create_server(("127.0.0.1", port), backlog=2048)
    listener.setblocking(False)
    selector.register(listener, selectors.EVENT_READ, None)
    while True:
        await trio.lowlevel.wait_readable(selector.fileno())
        for key, _ in selector.select(0):
            if key.data is None:
                connection, _ = listener.accept()
                connection.setblocking(False)
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                selector.register(connection, selectors.EVENT_READ, (connection, make()))
                continue
            connection, state = key.data
            try:
                data = connection.recv(65536)
                if data:
                    state.feed(data)
                    if state.requests:
                        connection.send((LAST if state.last else RESPONSE) * state.requests)
                        state.requests = 0
                    if not state.last:
                        continue
            except OSError:
                pass
            selector.unregister(connection)
            connection.close()


trio.run(main, sys.argv[1], int(sys.argv[2]))
