"""A peer that speaks plain bytes: it sends what it is told and shows what came, and parses nothing.

Tests of the server dial it; tests of the client let it listen. It never interprets HTTP beyond
finding the end of a header block, so that what a test asserts are the bytes themselves.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import trio


class Wire:
    """One end of a connection, with a buffer for what has arrived and was not asked for yet."""

    def __init__(self, stream: trio.SocketStream) -> None:
        self.stream = stream
        self.buffer = b""

    async def __aenter__(self) -> Wire:
        return self

    async def __aexit__(self, *_: object) -> None:
        await trio.aclose_forcefully(self.stream)

    @property
    def local_port(self) -> int:
        port: int = self.stream.socket.getsockname()[1]
        return port

    async def send(self, data: bytes) -> None:
        await self.stream.send_all(data)

    async def send_eof(self) -> None:
        await self.stream.send_eof()

    async def receive(self) -> bytes:
        """What is in the buffer, else what arrives next; `b""` at the end of the stream."""
        if self.buffer:
            data, self.buffer = self.buffer, b""
            return data
        return bytes(await self.stream.receive_some(65536))

    async def receive_until(self, mark: bytes) -> bytes:
        """Everything up to and with `mark`; what follows stays. Raises EOFError without it."""
        while mark not in self.buffer:
            data = bytes(await self.stream.receive_some(65536))
            if not data:
                raise EOFError(f"closed before {mark!r}; there was {self.buffer!r}")
            self.buffer += data
        end = self.buffer.index(mark) + len(mark)
        data, self.buffer = self.buffer[:end], self.buffer[end:]
        return data

    async def receive_exactly(self, count: int) -> bytes:
        while len(self.buffer) < count:
            data = bytes(await self.stream.receive_some(65536))
            if not data:
                raise EOFError(f"closed before {count} bytes; there was {self.buffer!r}")
            self.buffer += data
        data, self.buffer = self.buffer[:count], self.buffer[count:]
        return data

    async def receive_head(self) -> bytes:
        """One header block, with the empty line that ends it."""
        return await self.receive_until(b"\r\n\r\n")

    async def receive_all(self) -> bytes:
        """Everything until the other side ends its direction."""
        while data := bytes(await self.stream.receive_some(65536)):
            self.buffer += data
        data, self.buffer = self.buffer, b""
        return data

    def reset(self) -> None:
        """Close so that the peer sees ECONNRESET."""
        self.stream.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.stream.socket.close()


def unchunk(body: bytes) -> bytes:
    """What a chunked body says, its trailers dropped."""
    content = b""
    while True:
        size, _, body = body.partition(b"\r\n")
        length = int(size, 16)
        if length == 0:
            return content
        content += body[:length]
        assert body[length : length + 2] == b"\r\n"
        body = body[length + 2 :]


async def dial(port: int, host: str = "127.0.0.1") -> Wire:
    """Connect to `port` on loopback."""
    return Wire(await trio.open_tcp_stream(host, port))


class WireListener:
    """A listening socket on loopback whose accepted connections are `Wire`s."""

    def __init__(self, listener: trio.SocketListener) -> None:
        self.listener = listener

    @property
    def port(self) -> int:
        port: int = self.listener.socket.getsockname()[1]
        return port

    async def accept(self) -> Wire:
        return Wire(await self.listener.accept())


@asynccontextmanager
async def listening(host: str = "127.0.0.1", **options: Any) -> AsyncIterator[WireListener]:
    """A `WireListener` on a free port, closed at the end of the block."""
    (listener, *others) = await trio.open_tcp_listeners(0, host=host, **options)
    assert not others
    async with listener:
        yield WireListener(listener)
