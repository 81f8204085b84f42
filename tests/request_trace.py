"""What a request and its response emit, in order; and a scripted server of plain bytes beside it.

The trace listens like a program does, so a `'response'` is consumed (it has a `'data'` listener)
and an `'error'` is handled.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import trio

import trio_nodehttp as http
from trio_nodehttp import events

from .wire import Wire, listening

REQUEST_EVENTS = (
    "socket",
    "finish",
    "continue",
    "information",
    "response",
    "upgrade",
    "connect",
    "timeout",
    "abort",
    "error",
    "close",
)
RESPONSE_EVENTS = ("data", "aborted", "end", "close")

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
CUT = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhi"

Script = Callable[[Wire], Awaitable[object]]


class Trace(list[str]):
    """Names of events: `'response'` of the request, `'res data'` of its response, and so on."""

    def __init__(self, request: http.ClientRequest) -> None:
        super().__init__()
        self.request = request
        self.errors: list[Any] = []
        self.chunks: list[bytes] = []
        self.closed = trio.Event()
        for name in REQUEST_EVENTS:
            request.on(name, self._noter(name))
        request.on("error", self.errors.append)
        request.on("response", self._follow)
        request.on("close", self.closed.set)

    def _noter(self, name: str) -> Callable[..., None]:
        def note(*args: object) -> None:
            self.append(name)

        return note

    def _follow(self, response: http.IncomingMessage) -> None:
        for name in RESPONSE_EVENTS:
            response.on(name, self._noter(f"res {name}"))
        response.on("data", self.chunks.append)

    async def ended(self) -> Trace:
        """Wait for the request's `'close'` and for whatever comes with it."""
        await self.closed.wait()
        await settled()
        return self


async def settled() -> None:
    """Wait until the loops have done what was ready: a few of their turns."""
    for _ in range(5):
        turn = trio.Event()
        events.set_immediate(turn.set)
        await turn.wait()


@asynccontextmanager
async def serving(*scripts: Script) -> AsyncIterator[int]:
    """A port on which the n-th connection is served by the n-th script (the last one repeats)."""
    async with listening() as listener, trio.open_nursery() as nursery:

        async def serve(script: Script, wire: Wire) -> None:
            async with wire:
                try:
                    await script(wire)
                    await wire.receive_all()
                except (EOFError, trio.BrokenResourceError, trio.ClosedResourceError):
                    pass

        async def accept() -> None:
            count = 0
            while True:
                wire = await listener.accept()
                nursery.start_soon(serve, scripts[min(count, len(scripts) - 1)], wire)
                count += 1

        nursery.start_soon(accept)
        yield listener.port
        nursery.cancel_scope.cancel()


def answering(*answers: bytes) -> Script:
    """A script: each request's head is answered by the next of these, the last one repeating."""

    async def script(wire: Wire) -> None:
        count = 0
        while True:
            await wire.receive_head()
            await wire.send(answers[min(count, len(answers) - 1)])
            count += 1

    return script


async def silent(wire: Wire) -> None:
    """A script: never says anything."""
    await wire.receive_all()
