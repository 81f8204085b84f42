"""The Trio face of streams: waiting, cancelling, closing, and Trio's own conformance checks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import trio
import trio.testing

from trio_nodehttp._errors import connection_reset
from trio_nodehttp._loop import Loop
from trio_nodehttp._streams import Duplex, Readable, Writable


class Source(Readable):
    """A readable that is fed by hand."""

    def _read(self, size: int) -> None:
        pass


class Sink(Writable):
    """A writable whose hook finishes when the test says so."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.held: list[Any] = []
        self.chunks: list[Any] = []

    def _write(self, chunk: Any, encoding: str, callback: Any) -> None:
        self.chunks.append(chunk)
        self.held.append(callback)

    def finish_one(self, *failure: BaseException) -> None:
        self.held.pop(0)(*failure)


class Instant(Writable):
    """A writable that is never busy."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.chunks: list[Any] = []

    def _write(self, chunk: Any, encoding: str, callback: Any) -> None:
        self.chunks.append(chunk)
        callback()


class End(Duplex):
    """One end of a pair in memory; its hook is busy while the other end has enough."""

    other: End
    _resume_writer: Any = None

    def _read(self, size: int) -> None:
        resume, self._resume_writer = self._resume_writer, None
        if resume is not None:
            resume()

    def _write(self, chunk: Any, encoding: str, callback: Any) -> None:
        other = self.other
        if other.destroyed:
            callback(connection_reset("write EPIPE", "EPIPE"))
        elif other.push(chunk):
            callback()
        else:
            other._resume_writer = callback

    def _final(self, callback: Any) -> None:
        self.other.push(None)
        callback()

    def _destroy(self, failure: BaseException | None, callback: Any) -> None:
        other = self.other
        if not other.destroyed:
            resume, self._resume_writer = self._resume_writer, None
            if resume is not None:
                resume(connection_reset("write EPIPE", "EPIPE"))
            elif not self._finished:
                other.destroy(connection_reset())
        callback(failure)


def pair(nursery: trio.Nursery, **options: Any) -> tuple[End, End]:
    left, right = End(nursery=nursery, **options), End(nursery=nursery, **options)
    left.other, right.other = right, left
    return left, right


@asynccontextmanager
async def owner() -> AsyncIterator[trio.Nursery]:
    """A nursery that has a loop."""
    async with trio.open_nursery() as nursery:
        Loop.of(nursery)
        yield nursery


async def test_a_duplex_passes_trios_checks_for_half_closeable_streams() -> None:
    async with owner() as nursery:

        async def make(**options: Any) -> tuple[End, End]:
            ends = pair(nursery, **options)
            for end in ends:
                await end.drained()  # a task uses it: an error waits for that task's next call
            return ends

        async def make_clogged() -> tuple[End, End]:
            ends = await make(high_water_mark=10)
            for end in ends:
                while end.write(b"x" * 10):
                    pass
            return ends

        await trio.testing.check_half_closeable_stream(make, make_clogged)
