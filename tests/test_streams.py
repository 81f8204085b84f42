"""Streams without a clock: options, refusals, texts, and what a pipe leaves behind."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import trio
import trio.testing

from trio_nodehttp._errors import NodeError
from trio_nodehttp._loop import Loop
from trio_nodehttp._streams import Duplex, Readable, Writable
from trio_nodehttp.events import EventEmitter


class Source(Readable):
    def _read(self, size: int) -> None:
        pass


class Sink(Writable):
    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.chunks: list[Any] = []

    def _write(self, chunk: Any, encoding: str, callback: Any) -> None:
        self.chunks.append((chunk, encoding))
        callback()


@pytest.fixture
async def owner() -> AsyncIterator[trio.Nursery]:
    async with trio.open_nursery() as nursery:
        yield nursery


async def settled() -> None:
    await trio.testing.wait_all_tasks_blocked()


# Options and properties


def test_the_high_water_marks_are_nodes() -> None:
    assert Readable().readable_high_water_mark == 16384
    assert Writable().writable_high_water_mark == 16384
    both = Duplex(high_water_mark=5, readable_high_water_mark=6)
    assert (both.readable_high_water_mark, both.writable_high_water_mark) == (5, 5)
    each = Duplex(readable_high_water_mark=6, writable_high_water_mark=0)
    assert (each.readable_high_water_mark, each.writable_high_water_mark) == (6, 0)


@pytest.mark.parametrize("kind", [Readable, Writable, Duplex])
@pytest.mark.parametrize("bad", [-1, "x", 1.5, float("nan"), True])
def test_a_bad_high_water_mark_is_refused(kind: Any, bad: Any) -> None:
    with pytest.raises(TypeError, match='is invalid for option "high_water_mark"') as caught:
        kind(high_water_mark=bad)
    assert getattr(caught.value, "code", None) == "ERR_INVALID_OPT_VALUE"


def test_a_new_stream() -> None:
    stream = Duplex()
    assert stream.readable
    assert stream.writable
    assert stream.readable_flowing is None
    assert (stream.readable_length, stream.writable_length, stream.writable_corked) == (0, 0, 0)
    assert not (stream.readable_ended or stream.writable_ended or stream.writable_finished)
    assert not (stream.is_paused() or stream.destroyed or stream.writable_need_drain)
    assert stream.readable_encoding is None


def test_streams_take_attributes_of_their_users() -> None:
    stream: Any = Duplex()
    stream.mine = 1
    assert stream.mine == 1


def test_a_call_that_needs_a_tick_needs_an_owner() -> None:
    with pytest.raises(RuntimeError, match="no owner"):
        Source().push(b"x")


async def test_a_stream_without_an_owner_uses_the_one_that_is_open(owner: trio.Nursery) -> None:
    Loop.of(owner)
    source = Source()
    heard: list[Any] = []
    source.on("data", heard.append)
    source.push(b"x")
    await settled()
    assert heard == [b"x"]


# Refusals: the class, the code and the text


@pytest.mark.parametrize(
    ("call", "cls", "code", "text"),
    [
        (
            lambda: Sink().write(None),
            TypeError,
            "ERR_STREAM_NULL_VALUES",
            "May not write null values to stream",
        ),
        (
            lambda: Sink().write(5),
            TypeError,
            "ERR_INVALID_ARG_TYPE",
            'The "chunk" argument must be of type str or bytes. Received type int (5)',
        ),
        (
            lambda: Sink().write("a", "klingon"),
            TypeError,
            "ERR_UNKNOWN_ENCODING",
            "Unknown encoding: klingon",
        ),
        (
            lambda: Sink().set_default_encoding("klingon"),
            TypeError,
            "ERR_UNKNOWN_ENCODING",
            "Unknown encoding: klingon",
        ),
        (
            lambda: Source().set_encoding("klingon"),
            TypeError,
            "ERR_UNKNOWN_ENCODING",
            "Unknown encoding: klingon",
        ),
        (
            lambda: Readable().read(),
            NodeError,
            "ERR_METHOD_NOT_IMPLEMENTED",
            "The _read() method is not implemented",
        ),
        (
            lambda: Writable().write(b"x"),
            NodeError,
            "ERR_METHOD_NOT_IMPLEMENTED",
            "The _write() method is not implemented",
        ),
    ],
)
def test_a_call_that_raises(call: Any, cls: type[Exception], code: str, text: str) -> None:
    with pytest.raises(cls) as caught:
        call()
    assert (getattr(caught.value, "code", None), str(caught.value)) == (code, text)


@pytest.mark.parametrize(
    ("stream", "calls", "code", "text"),
    [
        (Source, [("push", 5)], "ERR_INVALID_ARG_TYPE", "Received type int (5)"),
        (Source, [("push", None), ("push", b"x")], "ERR_STREAM_PUSH_AFTER_EOF", "push() after EOF"),
        (Sink, [("end",), ("write", b"x")], "ERR_STREAM_WRITE_AFTER_END", "write after end"),
        (Sink, [("pipe", None)], "ERR_STREAM_CANNOT_PIPE", "Cannot pipe, not readable"),
        (Sink, [("_on_write",)], "ERR_MULTIPLE_CALLBACK", "Callback called multiple times"),
    ],
)
async def test_a_call_that_fails_the_stream(
    owner: trio.Nursery, stream: Any, calls: list[Any], code: str, text: str
) -> None:
    failing = stream(nursery=owner)
    failures: list[Any] = []
    failing.on("error", failures.append)
    for name, *args in calls:
        getattr(failing, name)(*args)
    await settled()
    assert [failure.code for failure in failures] == [code]
    assert text in str(failures[0])
    assert failing.destroyed


async def test_a_write_to_a_destroyed_stream_tells_only_its_callback(owner: trio.Nursery) -> None:
    sink = Sink(nursery=owner)
    sink.destroy()
    told: list[Any] = []
    assert not sink.write(b"x", callback=told.append)
    await settled()
    assert [str(failure) for failure in told] == ["Cannot call write after a stream was destroyed"]
    assert [failure.code for failure in told] == ["ERR_STREAM_DESTROYED"]


# Chunks


async def test_what_write_takes_reaches_the_hook_as_bytes(owner: trio.Nursery) -> None:
    sink = Sink(nursery=owner)
    mutable = bytearray(b"ab")
    for chunk in (b"ab", mutable, memoryview(b"ab"), "ab"):
        sink.write(chunk)
    sink.write("6162", "hex")
    sink.write("YWI=", "base64")
    mutable[:] = b"xx"
    assert sink.chunks == [(b"ab", "buffer")] * 6


async def test_text_stays_text_without_decode_strings(owner: trio.Nursery) -> None:
    sink = Sink(nursery=owner, decode_strings=False, default_encoding="latin1")
    sink.write("é")
    sink.write("é", "UTF-8")
    assert sink.chunks == [("é", "latin1"), ("é", "utf8")]


async def test_pushed_text_is_read_as_bytes_or_as_text(owner: trio.Nursery) -> None:
    source = Source(nursery=owner)
    source.push("é")
    source.push("e9", "hex")
    assert source.read() == b"\xc3\xa9\xe9"
    source.set_encoding("utf8")
    source.push("é")
    source.unshift("6162", "hex")
    source.unshift(b"<")
    assert source.read() == "<abé"


# Listeners


async def test_only_on_and_once_make_a_stream_flow(owner: trio.Nursery) -> None:
    source = Source(nursery=owner)
    source.prepend_listener("data", print)
    assert source.readable_flowing is None
    source.prepend_once_listener("data", print)
    assert source.readable_flowing is None
    source.once("data", print)
    assert [source.readable_flowing] == [True]


async def test_a_listener_added_while_another_is_prepended_makes_a_stream_flow(
    owner: trio.Nursery,
) -> None:
    source = Source(nursery=owner)
    got: list[bytes] = []

    @source.once("newListener")
    def add(name: str, listener: object) -> None:
        source.on("data", got.append)

    source.prepend_listener("end", print)
    source.push("a")
    assert source.readable_flowing is True
    await settled()
    assert got == [b"a"]


class Recorder(EventEmitter):
    """Something of a user's that has Node's ``write`` and ``end``."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[Any] = []

    def write(self, chunk: Any) -> None:
        self.calls.append(chunk)

    def end(self) -> None:
        self.calls.append("end")


async def test_a_pipe_takes_anything_with_write_and_end(owner: trio.Nursery) -> None:
    source, recorder = Source(nursery=owner), Recorder()
    assert source.pipe(recorder) is recorder
    source.push(b"x")
    await settled()
    source.push(None)
    await settled()
    assert recorder.calls == [b"x", "end"]


@pytest.mark.parametrize("how", ["unpipe", "end", "destroy the destination", "fail it"])
async def test_a_pipe_takes_its_listeners_with_it(owner: trio.Nursery, how: str) -> None:
    source, sink = Source(nursery=owner), Sink(nursery=owner, high_water_mark=1)
    sink.on("error", lambda failure: None)
    source.pipe(sink)
    assert sorted(map(str, source.event_names())) == ["data", "end"]
    assert sorted(map(str, sink.event_names())) == ["close", "error", "finish", "unpipe"]
    source.push(b"x")
    await settled()
    if how == "unpipe":
        source.unpipe(sink)
    elif how == "end":
        source.push(None)
    elif how == "destroy the destination":
        sink.destroy()
    else:
        sink.destroy(OSError("gone"))
    await settled()
    assert source.event_names() == []
    assert sink.event_names() == ["error"]
    assert sink.listener_count("error") == 1


async def test_an_overridden_read_is_asked_for_each_chunk_that_flows(owner: trio.Nursery) -> None:
    seen: list[object] = []

    class Logged(Source):
        def read(self, n: int | None = None) -> object:
            chunk = super().read(n)
            seen.append((n, chunk))
            return chunk

    source = Logged(nursery=owner)
    source.push(b"1")
    source.push(b"2")
    source.on("data", seen.append)
    await settled()
    assert [each for each in seen if each != (0, None)][:4] == [
        b"1",
        (None, b"1"),
        b"2",
        (None, b"2"),
    ]
    assert (0, None) in seen
