"""The ceiling for clients: one Trio task, a selector, send and recv, no HTTP.

It sends the same bytes again on a connection as soon as the answer's last bytes have come.
"""

# mypy: disable-error-code="import-not-found,import-untyped"
from __future__ import annotations

import selectors
import socket
from urllib.parse import urlsplit

import trio

from benchmarks.subjects._rounds import WARM_UP, Job, Meter, job, play_rounds


async def main(meter: Meter, todo: Job) -> None:
    """Plays a round."""
    url = urlsplit(todo.url)
    request = (
        f"GET {url.path} HTTP/1.1\r\nHost: {url.netloc}\r\nConnection: keep-alive\r\n\r\n".encode()
    )
    selector = selectors.DefaultSelector()

    async def control() -> None:
        await trio.sleep(WARM_UP)
        meter.start()
        await trio.sleep(meter.seconds)
        meter.stop()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(control)
        for _ in range(min(todo.concurrency, todo.sockets)):
            connection = socket.create_connection((url.hostname or "", url.port or 80))
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(connection, selectors.EVENT_READ)
            connection.send(request)
        while not meter.stopped:
            await trio.lowlevel.wait_readable(selector.fileno())
            for key, _ in selector.select(0):
                connection = key.fileobj  # type: ignore[assignment]
                if not connection.recv(65536).endswith(b"\r\n\r\nHello, World!"):
                    raise ValueError("an answer in pieces")
                connection.send(request)
                meter.count += 1
    for key in list(selector.get_map().values()):
        key.fileobj.close()  # type: ignore[union-attr]
    selector.close()


play_rounds(lambda meter: trio.run(main, meter, job()))
