"""What the tests of sockets share: both ends of a connection, and a record of what they emit."""

from __future__ import annotations

import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import trio

from trio_nodehttp import events, net

Record = list[Any]


def port_of(server: net.Server) -> int:
    address = server.address()
    assert isinstance(address, net.Address)
    return address.port


@asynccontextmanager
async def pair(**options: Any) -> AsyncIterator[tuple[net.Socket, net.Socket]]:
    """Both ends of a connection over loopback, in one owner."""
    async with net.create_server(**options) as server:
        await server.listen(0, "127.0.0.1")
        client = net.connect(port_of(server), "127.0.0.1", **options)
        (accepted,) = await events.once(server, "connection")
        server.close()
        await client
        yield client, accepted
        client.destroy()
        accepted.destroy()


async def dial(server: net.Server) -> tuple[trio.SocketStream, net.Socket]:
    """A plain Trio connection to ``server``, and the server's end of it."""
    async with events.on(server, "connection") as connections:
        stream = await trio.open_tcp_stream("127.0.0.1", port_of(server))
        return stream, (await connections.__anext__()).args[0]


def record(emitter: events.EventEmitter, *names: str) -> Record:
    """Everything that ``emitter`` emits of ``names``."""
    seen: Record = []

    def listen(name: str) -> None:
        emitter.on(name, lambda *args: seen.append((name, *args) if args else name))

    for name in names:
        listen(name)
    return seen


def named(seen: Record, name: str) -> list[Any]:
    """The first argument of each emission of ``name`` in a `record`."""
    return [entry[1] for entry in seen if not isinstance(entry, str) and entry[0] == name]


def names(seen: Record) -> list[str]:
    """The names of what is in a `record`."""
    return [entry if isinstance(entry, str) else entry[0] for entry in seen]


def reset(end: net.Socket) -> None:
    """Close so that the other side gets RST, as when a process dies with unread data."""
    handle: Any = end._handle
    handle.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    end.destroy()


async def close_of(end: net.Socket) -> None:
    """Wait for 'close', whatever error comes before it."""
    closed = trio.Event()
    end.once("close", lambda had_error: closed.set())
    await closed.wait()
