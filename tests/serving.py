"""A server for one test: on loopback, on a free port, with the parser that the test runs with."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import trio

import trio_nodehttp as http
from trio_nodehttp import net

from . import wire

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


def request(method: str = "GET", path: str = "/", *lines: str, body: bytes = b"") -> bytes:
    """The bytes of a request; with ``body``, framed by its length."""
    head = [f"{method} {path} HTTP/1.1", "Host: a", *lines]
    if body:
        head.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*head, "", ""]).encode("latin-1") + body


@asynccontextmanager
async def serving(
    handler: Callable[..., object] | None = None, **options: Any
) -> AsyncIterator[http.Server]:
    """A listening server, left normally; a test that hangs in leaving it fails by its timeout."""
    async with http.create_server(handler, **options) as server:
        await server.listen(0, "127.0.0.1")
        yield server


def port_of(server: http.Server) -> int:
    address = server.address()
    assert isinstance(address, net.Address)
    return address.port


async def dial(server: http.Server) -> wire.Wire:
    return await wire.dial(port_of(server))


async def answer_to(server: http.Server, data: bytes) -> bytes:
    """What comes back on a connection of its own until the server ends it, or the client can."""
    async with await dial(server) as peer:
        await peer.send(data)
        return await peer.receive_all()


async def body_of(peer: wire.Wire) -> bytes:
    """The body of the next response, framed by its length."""
    head = await peer.receive_head()
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b": ")
        if name.lower() == b"content-length":
            return await peer.receive_exactly(int(value))
    raise AssertionError(f"no Content-Length in {head!r}")


async def length_of_rest(peer: wire.Wire) -> int:
    """How many bytes come until the server ends the connection; they are not kept."""
    length = 0
    while data := await peer.receive():
        length += len(data)
    return length


class Recorder:
    """Writes down what emitters emit, and lets a task wait for one of the events."""

    def __init__(self) -> None:
        self.log: list[Any] = []
        self._changed = trio.Event()

    def add(self, entry: Any) -> None:
        self.log.append(entry)
        self._changed.set()

    def watch(self, emitter: Any, name: str, *events: str) -> None:
        for event in events:
            emitter.on(event, lambda *_, event=event: self.add(f"{name} {event}"))

    async def seen(self, entry: Any, count: int = 1) -> None:
        """Wait until ``entry`` was written down ``count`` times."""
        while self.log.count(entry) < count:
            self._changed = trio.Event()
            await self._changed.wait()
