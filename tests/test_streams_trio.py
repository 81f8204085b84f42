"""The Trio face of streams: waiting, cancelling, closing, and Trio's own conformance checks."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest
import trio
import trio.testing

from trio_nodehttp._errors import connection_reset
from trio_nodehttp._streams import Duplex, Readable, Writable

if sys.version_info < (3, 11):
    from exceptiongroup import BaseExceptionGroup


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


@pytest.fixture
async def owner() -> AsyncIterator[trio.Nursery]:
    """The nursery that owns the streams of a test."""
    async with trio.open_nursery() as nursery:
        yield nursery


async def until_idle() -> None:
    """Until every task, the owner's loop included, has nothing left to do."""
    await trio.testing.wait_all_tasks_blocked()


def pair(nursery: trio.Nursery, **options: Any) -> tuple[End, End]:
    left, right = End(nursery=nursery, **options), End(nursery=nursery, **options)
    left.other, right.other = right, left
    return left, right


async def test_a_duplex_passes_trios_checks_for_half_closeable_streams() -> None:
    async with trio.open_nursery() as nursery:

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


# Reading


async def test_a_waiting_reader_is_no_listener_and_gets_what_arrives(owner: trio.Nursery) -> None:
    source = Source(nursery=owner)
    got: list[Any] = []

    async def read() -> None:
        got.append(await source.receive_some())

    async with trio.open_nursery() as readers:
        readers.start_soon(read)
        await until_idle()
        assert source.listener_count("readable") == 0
        assert source.readable_flowing is None
        source.push(b"here")
    assert got == [b"here"]


async def test_receive_some_takes_no_more_than_was_asked_for(owner: trio.Nursery) -> None:
    source = Source(nursery=owner)
    source.push(b"abcdef")
    assert await source.receive_some(2) == b"ab"
    assert await source.receive_some(100) == b"cdef"


@pytest.mark.parametrize(("bad", "expected"), [(0, ValueError), (-1, ValueError), (1.5, TypeError)])
async def test_receive_some_wants_a_positive_number(
    owner: trio.Nursery, bad: Any, expected: type[Exception]
) -> None:
    with pytest.raises(expected):
        await Source(nursery=owner).receive_some(bad)


async def test_a_second_reader_is_refused(owner: trio.Nursery) -> None:
    source = Source(nursery=owner)
    async with trio.open_nursery() as readers:
        readers.start_soon(source.receive_some)
        await until_idle()
        with pytest.raises(trio.BusyResourceError):
            await source.receive_some()
        source.push(b"for the first")


async def test_a_cancelled_read_loses_nothing_and_can_be_resumed(owner: trio.Nursery) -> None:
    source = Source(nursery=owner)
    with trio.CancelScope() as scope:
        source.push(b"kept")
        scope.cancel()
        await source.receive_some()
    assert scope.cancelled_caught

    with trio.CancelScope() as scope:
        owner.start_soon(cancel_when_idle, scope)
        assert await source.receive_some() == b"kept"
        await source.receive_some()
    assert scope.cancelled_caught
    source.push(b"later")
    assert await source.receive_some() == b"later"


async def cancel_when_idle(scope: trio.CancelScope) -> None:
    await until_idle()
    scope.cancel()


async def test_iteration_ends_when_end_was_emitted(owner: trio.Nursery) -> None:
    source = Source(nursery=owner)
    seen: list[Any] = []
    source.on("end", lambda: seen.append("end"))
    source.push(b"one")

    async def feed() -> None:
        await until_idle()
        source.push(b"two")
        await until_idle()
        source.push(None)

    owner.start_soon(feed)
    async for chunk in source:
        seen.append(chunk)
    assert seen == [b"one", b"two", "end"]
    assert source.readable_ended
    assert await source.receive_some() == b""
    with pytest.raises(StopAsyncIteration):
        await source.__anext__()


async def test_leaving_an_iteration_closes_nothing(owner: trio.Nursery) -> None:
    source = Source(nursery=owner)
    source.push(b"one")
    async for _ in source:
        break
    source.push(b"two")
    assert await source.receive_some() == b"two"
    assert not source.destroyed


async def test_text_is_read_after_set_encoding(owner: trio.Nursery) -> None:
    source = Source(nursery=owner, encoding="utf8")
    source.push("€".encode()[:1])
    source.push("€".encode()[1:])
    source.push(None)
    assert [chunk async for chunk in source] == ["€"]
    assert await source.receive_some() == ""


async def test_reading_a_flowing_stream_stops_the_flow(owner: trio.Nursery) -> None:
    source = Source(nursery=owner)
    heard: list[Any] = []
    source.on("data", heard.append)
    await until_idle()
    flowing = [source.readable_flowing]

    async def feed() -> None:
        await until_idle()
        flowing.append(source.readable_flowing)
        source.push(b"both get it")

    owner.start_soon(feed)
    assert await source.receive_some() == b"both get it"
    assert heard == [b"both get it"]
    assert flowing == [True, False]


async def test_a_pushed_chunk_wakes_the_reader_of_a_source_that_pushes_inside_read(
    owner: trio.Nursery,
) -> None:
    class Counter(Readable):
        left = 3

        def _read(self, size: int) -> None:
            self.push(b"%d" % self.left if self.left else None)
            self.left -= 1

    counter = Counter(nursery=owner, high_water_mark=0)
    assert [chunk async for chunk in counter] == [b"3", b"2", b"1"]


async def test_closing_ends_a_waiting_read(owner: trio.Nursery) -> None:
    source = Source(nursery=owner)
    events: list[str] = []
    source.on("close", lambda: events.append("close"))

    async def read() -> None:
        with pytest.raises(trio.ClosedResourceError):
            await source.receive_some()

    async with trio.open_nursery() as readers:
        readers.start_soon(read)
        await until_idle()
        await source.aclose()
    assert events == ["close"]
    with pytest.raises(trio.ClosedResourceError):
        await source.receive_some()
    await source.aclose()


@pytest.mark.parametrize("emit_close", [True, False])
async def test_destroying_ends_a_waiting_read(owner: trio.Nursery, emit_close: bool) -> None:
    source = Source(nursery=owner, emit_close=emit_close)
    owner.start_soon(call_when_idle, source.destroy)
    with pytest.raises(trio.ClosedResourceError):
        await source.receive_some()


async def call_when_idle(call: Any, *args: Any) -> None:
    await until_idle()
    call(*args)


# Errors


async def test_an_error_is_raised_by_the_task_that_waits(owner: trio.Nursery) -> None:
    source = Source(nursery=owner)
    owner.start_soon(call_when_idle, source.destroy, OSError("gone"))
    with pytest.raises(OSError, match="gone"):
        await source.receive_some()
    with pytest.raises(OSError, match="gone"):
        await source.receive_some()


async def test_an_error_goes_to_listeners_and_to_the_task_that_waits(owner: trio.Nursery) -> None:
    source = Source(nursery=owner)
    heard: list[Any] = []
    source.on("error", heard.append)
    failure = OSError("gone")
    owner.start_soon(call_when_idle, source.destroy, failure)
    with pytest.raises(OSError, match="gone"):
        await source.receive_some()
    assert heard == [failure]


async def test_an_error_between_two_calls_of_a_task_is_raised_by_the_next(
    owner: trio.Nursery,
) -> None:
    source = Source(nursery=owner)
    source.push(b"before")
    assert await source.receive_some() == b"before"
    source.destroy(OSError("gone"))
    await until_idle()
    with pytest.raises(OSError, match="gone"):
        await source.receive_some()


async def test_an_error_that_nobody_waits_for_leaves_through_the_nursery() -> None:
    with pytest.raises(BaseExceptionGroup) as caught:
        async with trio.open_nursery() as nursery:
            Source(nursery=nursery).destroy(OSError("gone"))
    assert [str(failure) for failure in caught.value.exceptions] == ["gone"]


async def test_a_stream_cut_short_raises_after_what_is_buffered(owner: trio.Nursery) -> None:
    source = Source(nursery=owner)
    source.push(b"half")
    source._fail_readers(connection_reset("aborted"))
    got = []
    with pytest.raises(trio.BrokenResourceError, match="aborted"):
        async for chunk in source:
            got.append(chunk)
    assert got == [b"half"]


# Writing


async def test_awaiting_a_write_waits_for_its_callback(owner: trio.Nursery) -> None:
    sink = Sink(nursery=owner)
    order: list[str] = []
    written = sink.write(b"x", callback=lambda: order.append("callback"))
    assert written
    owner.start_soon(call_when_idle, sink.finish_one)
    await written
    assert order == ["callback"]


async def test_write_answers_false_from_the_high_water_mark_on(owner: trio.Nursery) -> None:
    sink = Sink(nursery=owner, high_water_mark=3)
    assert sink.write(b"ab")
    assert [sink.writable_need_drain, bool(sink.write(b"c"))] == [False, False]
    drained = [sink.writable_need_drain]
    sink.finish_one()
    sink.finish_one()
    assert [*drained, sink.writable_need_drain] == [True, False]


async def test_drained_waits_for_drain(owner: trio.Nursery) -> None:
    sink = Sink(nursery=owner, high_water_mark=1)
    await sink.drained()
    sink.write(b"full")
    owner.start_soon(call_when_idle, sink.finish_one)
    await sink.drained()
    assert sink.writable_length == 0


async def test_awaiting_a_write_on_a_corked_stream_uncorks_it(owner: trio.Nursery) -> None:
    sink = Instant(nursery=owner)
    sink.cork()
    sink.cork()
    await sink.write(b"x")
    assert sink.chunks == [b"x"]
    assert sink.writable_corked == 0


async def test_a_cancelled_write_stays_queued(owner: trio.Nursery) -> None:
    sink = Sink(nursery=owner)
    sink.write(b"first")
    with trio.CancelScope() as scope:
        scope.cancel()
        await sink.send_all(b"second")
    assert scope.cancelled_caught
    sink.finish_one()
    assert sink.chunks == [b"first", b"second"]


async def test_a_failed_write_raises_in_the_task_that_waits_for_it(owner: trio.Nursery) -> None:
    sink = Sink(nursery=owner)
    owner.start_soon(call_when_idle, lambda: sink.finish_one(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        await sink.write(b"x")
    assert sink.destroyed


async def test_a_write_after_end_raises_in_the_task_that_waits_for_it(
    owner: trio.Nursery,
) -> None:
    sink = Instant(nursery=owner)
    sink.end()
    with pytest.raises(trio.ClosedResourceError, match="write after end") as caught:
        await sink.write(b"x")
    assert getattr(caught.value, "code", None) == "ERR_STREAM_WRITE_AFTER_END"


async def test_send_all_after_end_raises_and_leaves_the_stream_alone(owner: trio.Nursery) -> None:
    sink = Sink(nursery=owner)
    sink.write(b"x")
    sink.end()
    with pytest.raises(trio.ClosedResourceError):
        await sink.send_all(b"y")
    assert not sink.destroyed


@pytest.mark.parametrize("where", ["in the hook", "in the queue"])
@pytest.mark.parametrize("kind", [Sink, Duplex])
async def test_destroying_ends_the_wait_for_a_write_whose_callback_never_comes(
    owner: trio.Nursery, where: str, kind: type[Any]
) -> None:
    class Stuck(kind):  # type: ignore[misc]
        def _write(self, chunk: Any, encoding: str, callback: Any) -> None:
            pass

    stream = Stuck(nursery=owner)
    written = stream.write(b"first")
    if where == "in the queue":
        written = stream.write(b"second")
    owner.start_soon(call_when_idle, stream.destroy)
    with pytest.raises(trio.ClosedResourceError):
        await written


async def test_two_senders_are_refused(owner: trio.Nursery) -> None:
    sink = Sink(nursery=owner)
    async with trio.open_nursery() as senders:
        senders.start_soon(sink.send_all, b"x")
        await until_idle()
        with pytest.raises(trio.BusyResourceError):
            await sink.send_all(b"y")
        with pytest.raises(trio.BusyResourceError):
            await sink.wait_send_all_might_not_block()
        sink.finish_one()


async def test_aclose_waits_for_finish_and_close(owner: trio.Nursery) -> None:
    sink = Sink(nursery=owner)
    events: list[str] = []
    for name in ("finish", "close"):
        sink.on(name, lambda name=name: events.append(name))
    sink.write(b"x")
    owner.start_soon(call_when_idle, sink.finish_one)
    await sink.aclose()
    assert events == ["finish", "close"]


async def test_a_cancelled_aclose_destroys(owner: trio.Nursery) -> None:
    sink = Sink(nursery=owner)
    sink.write(b"stuck")
    with trio.CancelScope() as scope:
        owner.start_soon(cancel_when_idle, scope)
        await sink.aclose()
    assert sink.destroyed
    assert not sink.writable_finished


async def test_a_block_left_by_an_exception_destroys(owner: trio.Nursery) -> None:
    sink = Sink(nursery=owner)
    with pytest.raises(KeyError):
        async with sink:
            sink.write(b"half")
            raise KeyError
    assert sink.destroyed
    assert not sink.writable_finished


# Both


async def test_both_directions_of_a_pair_at_once(owner: trio.Nursery) -> None:
    left, right = pair(owner, high_water_mark=4)

    async def echo() -> None:
        async for chunk in right:
            await right.send_all(chunk.upper())
        await right.send_eof()

    owner.start_soon(echo)
    for word in (b"one", b"twelve", b"a"):
        await left.send_all(word)
        got = b""
        while len(got) < len(word):
            got += await left.receive_some()
        assert got == word.upper()
    await left.send_eof()
    assert await left.receive_some() == b""
    await left.aclose()
    await right.aclose()


async def test_piping_into_a_slow_stream_keeps_memory_at_the_marks(owner: trio.Nursery) -> None:
    class Endless(Readable):
        def _read(self, size: int) -> None:
            self.push(b"x" * size)

    source, sink = Endless(nursery=owner), Sink(nursery=owner)
    source.pipe(sink)
    for _ in range(20):
        await until_idle()
        assert source.readable_length + sink.writable_length <= 4 * 16384
        sink.finish_one()
    source.destroy()
    assert len(sink.chunks) == 21
