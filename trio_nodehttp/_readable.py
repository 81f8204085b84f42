"""`Readable`: what arrives is kept, or given out, as Node's flow states say.

A producer (`_read` hook and `push`) on one side; on the other one of four consumers: a ``'data'``
listener (flowing), a ``'readable'`` listener that calls `read`, a pipe, or a task
(`receive_some`, ``async for``). Data goes from ``push`` to ``'data'`` at once when the stream flows
and nothing is buffered, else through the buffer and out of ``read``.

The rules that everything here obeys:

- ``_flowing`` is ``None`` until somebody wants data, then ``True`` or ``False`` (Node's three
  states);
- ``'readable'``, ``'end'``, ``'resume'`` and reading ahead are ticks; ``'data'`` and ``'pause'``
  are emitted in the call that causes them;
- a task that waits takes from the buffer only after it was woken, so cancelling it loses nothing.
"""

from __future__ import annotations

import operator
from collections import deque
from collections.abc import Callable, Hashable
from typing import Any

import trio

from ._completion import Completion
from ._encoding import Decoder, decode, encode
from ._errors import error, stream_destroyed
from ._lifetime import Stream
from ._pipe import Pipe, Unpiped

Chunk = bytes | str
Writes = Any  # whatever has Node's write() and end(): ours, or a class of the user's

_LARGEST_HIGH_WATER_MARK = 0x40000000  # Node's limit for what read(n) can ask for: 1 GiB

#: Stands for the parked reader while a task passes the checkpoint that Trio asks for.
_PASSING = Completion()
_PASSING.settle()


class Readable(Stream, trio.abc.ReceiveStream):
    """Node's ``stream.Readable``, and a Trio receive stream.

    Subclasses define `_read`, which gets data from somewhere and hands it to `push`.

    Emits ``'data'`` (bytes, or str after `set_encoding`), ``'readable'``, ``'end'``, ``'error'``,
    ``'close'``, ``'pause'``, ``'resume'``.

    Args:
        high_water_mark: stop reading ahead at this many bytes (default 16384).
        encoding: as for `set_encoding`.
        auto_destroy: destroy the stream after ``'end'`` and on errors.
        emit_close: emit ``'close'`` after `destroy`.
        nursery: the owner of async listeners.
    """

    _is_readable_side = True
    _high_water_mark: int = 16384

    _flowing: bool | None = None
    _paused: bool = False  # pause() was called last, not resume()
    _buffer: deque[Any] | None = None
    _length: int = 0
    _ended: bool = False  # the end of the data was pushed
    _end_emitted: bool = False
    _reading: bool = False  # _read() was called and has not pushed yet
    _sync: bool = True  # _read() is on the stack (or was never called)
    _need_readable: bool = False
    _emitted_readable: bool = False
    _readable_listening: bool = False
    _resume_scheduled: bool = False
    _reading_more: bool = False
    _default_encoding: str = "utf8"
    _decoder: Decoder | None = None
    _pipes: list[Pipe] | None = None
    _await_drain: Any = None  # the destination that is full; a set of them from the second pipe on
    _many_pipes: bool = False
    _prepending: bool = False

    _reader: Completion | None = None  # the task in receive_some
    _read_error: BaseException | None = None

    def __init__(
        self,
        *,
        high_water_mark: int | None = None,
        encoding: str | None = None,
        auto_destroy: bool = True,
        emit_close: bool = True,
        nursery: trio.Nursery | None = None,
    ) -> None:
        super().__init__(nursery=nursery)
        if high_water_mark is not None:
            self._high_water_mark = checked_high_water_mark(high_water_mark)
        if not auto_destroy:
            self._auto_destroy = False
        if not emit_close:
            self._emit_close = False
        if encoding is not None:
            self._decoder = Decoder(encoding)

    # Looking

    _readable: bool = True

    @property
    def readable(self) -> bool:
        """Whether `read` may be called: neither ended, nor destroyed, nor failed."""
        return self._readable and not (self.destroyed or self._end_emitted or self._error_emitted)

    @readable.setter
    def readable(self, value: bool) -> None:
        self._readable = value

    @property
    def readable_ended(self) -> bool:
        """Whether ``'end'`` was emitted."""
        return self._end_emitted

    @property
    def readable_flowing(self) -> bool | None:
        """``None``: nobody asked for data yet. ``False``: paused. ``True``: flowing."""
        return self._flowing

    @property
    def readable_length(self) -> int:
        """Bytes (characters after `set_encoding`) that wait in the buffer."""
        return self._length

    @property
    def readable_high_water_mark(self) -> int:
        """Bytes at which reading ahead stops."""
        return self._high_water_mark

    @property
    def readable_encoding(self) -> str | None:
        """The name of the encoding that `set_encoding` chose."""
        return None if self._decoder is None else self._decoder.encoding

    def is_paused(self) -> bool:
        """Whether the stream was paused, by `pause` or for a full pipe."""
        return self._paused or self._flowing is False

    # The producer's side

    def _read(self, size: int) -> None:
        """Hook: get about ``size`` bytes and `push` them, now or later."""
        raise error("ERR_METHOD_NOT_IMPLEMENTED", "_read()")

    def push(self, chunk: bytes | str | None, encoding: str | None = None) -> bool:
        """Feed the stream; ``None`` is the end of the data.

        Returns:
            Whether the stream wants more now.

        Emits ``'error'`` with ``ERR_STREAM_PUSH_AFTER_EOF``, or with ``ERR_INVALID_ARG_TYPE`` for
        what is neither bytes nor text.
        """
        if (
            self._flowing
            and not (self._length or self._sync or self._ended or self.destroyed)
            and self._decoder is None
            and chunk.__class__ is bytes
            and chunk
            and "data" in (self._events or ())
        ):
            # What every body chunk on a flowing message takes: no buffer, no string.
            self._reading = False
            if self._await_drain is not None:
                self._forget_full_pipes()
            self.emit("data", chunk)
            if not self._reading_more:
                self._reading_more = True
                self._tick(self._read_more)
            return self._wants_more()
        return self._take_in(chunk, encoding, in_front=False)

    def unshift(self, chunk: bytes | str | None, encoding: str | None = None) -> bool:
        """Put back what was read too much, in front of what is buffered.

        Emits ``'error'`` with ``ERR_STREAM_UNSHIFT_AFTER_END_EVENT`` after ``'end'``.
        """
        return self._take_in(chunk, encoding, in_front=True)

    def _take_in(self, chunk: Any, encoding: str | None, in_front: bool) -> bool:
        if chunk is None:
            self._reading = False
            self._on_eof()
        elif not isinstance(chunk, (bytes, str, bytearray, memoryview)):
            self._fail(
                error("ERR_INVALID_ARG_TYPE", "chunk", "of type str or bytes", chunk), defer=False
            )
        elif not self._take_in_data(chunk, encoding, in_front):
            return False
        return self._wants_more()

    def _wants_more(self) -> bool:
        return not self._ended and (not self._length or self._length < self._high_water_mark)

    def _take_in_data(self, chunk: Any, encoding: str | None, in_front: bool) -> bool:
        """Returns whether the stream still takes data."""
        is_text = False
        if isinstance(chunk, str):
            # Text in the encoding that is read anyway needs no way round through bytes.
            is_text = self.readable_encoding == (encoding or self._default_encoding)
            if not is_text:
                chunk = encode(chunk, encoding or self._default_encoding)
        elif not isinstance(chunk, bytes):
            chunk = bytes(chunk)
        if not chunk:
            if not in_front:
                self._reading = False
                self._read_more_soon()
        elif in_front:
            if self._end_emitted:
                self._fail(error("ERR_STREAM_UNSHIFT_AFTER_END_EVENT"))
                return True
            if self._decoder is not None and not is_text:
                chunk = decode(chunk, self._decoder.encoding)
            self._store(chunk, in_front=True)
        elif self._ended:
            self._fail(error("ERR_STREAM_PUSH_AFTER_EOF"))
        elif self.destroyed:
            return False
        else:
            self._reading = False
            if self._decoder is not None and not is_text:
                chunk = self._decoder.write(chunk)
            if chunk:
                self._store(chunk, in_front=False)
            else:
                self._read_more_soon()
        return True

    def _store(self, chunk: Chunk, in_front: bool) -> None:
        if self._flowing and not self._length and not self._sync and self.listener_count("data"):
            if self._await_drain is not None:
                self._forget_full_pipes()
            self.emit("data", chunk)
        else:
            self._length += len(chunk)
            if self._buffer is None:
                self._buffer = deque()
            if in_front:
                self._buffer.appendleft(chunk)
            else:
                self._buffer.append(chunk)
            if self._need_readable:
                self._emit_readable_soon()
            if self._reader is not None:
                self._reader.settle()
        self._read_more_soon()

    def _on_eof(self) -> None:
        if self._ended:
            return
        if self._decoder is not None:
            rest = self._decoder.end()
            if rest:
                if self._buffer is None:
                    self._buffer = deque()
                self._buffer.append(rest)
                self._length += len(rest)
        self._ended = True
        if self._reader is not None:
            self._reader.settle()
        if self._sync:
            self._emit_readable_soon()
        else:
            # The producer is not in _read(): nobody is surprised by events in the middle of it.
            self._need_readable = False
            self._emitted_readable = True
            self._emit_readable()

    # Ticks

    def _emit_readable_soon(self) -> None:
        self._need_readable = False
        if not self._emitted_readable:
            self._emitted_readable = True
            self._tick(self._emit_readable)

    def _emit_readable(self) -> None:
        if not self.destroyed and (self._length or self._ended):
            self.emit("readable")
            self._emitted_readable = False
        # A stream that stopped at its high-water mark asks again when somebody has read.
        self._need_readable = (
            not self._flowing and not self._ended and self._length <= self._high_water_mark
        )
        self._flow()

    def _read_more_soon(self) -> None:
        if not self._reading_more:
            self._reading_more = True
            self._tick(self._read_more)

    def _read_more(self) -> None:
        """Read ahead up to the high-water mark, as long as that brings something at once."""
        while not (self._reading or self._ended) and (
            self._length < self._high_water_mark or (self._flowing and not self._length)
        ):
            before = self._length
            self.read(0)
            if self._length == before:
                break
        self._reading_more = False

    def _end_soon(self) -> None:
        if not self._end_emitted:
            self._ended = True
            self._tick(self._emit_end)

    def _emit_end(self) -> None:
        if self._error_emitted or self._close_emitted or self._end_emitted or self._length:
            return
        self._end_emitted = True
        try:
            self.emit("end")
        finally:
            if self._reader is not None:
                self._reader.settle()
        self._after_end()

    def _after_end(self) -> None:
        if self._auto_destroy:
            self.destroy()

    # The consumer's side

    def read(self, n: int | None = None) -> Any:
        """Take ``n`` bytes out of the buffer, or all that is there.

        Returns:
            Bytes (text after `set_encoding`); ``None`` when fewer than ``n`` are buffered and more
            may come, or at the end. What is returned is also emitted as ``'data'``.
        """
        asked = n
        if n is not None and n > self._high_water_mark:
            self._high_water_mark = _raised_high_water_mark(n)
        if n != 0:
            self._emitted_readable = False
        elif self._need_readable and (
            self._ended
            or (
                self._length >= self._high_water_mark if self._high_water_mark else self._length > 0
            )
        ):
            if self._length or not self._ended:
                self._emit_readable_soon()
            else:
                self._end_soon()
            return None

        n = self._readable_now(asked)
        if n == 0 and self._ended:
            if not self._length:
                self._end_soon()
            return None

        wanted = self._need_readable or not self._length or self._length - n < self._high_water_mark
        if wanted and not (self._ended or self._reading or self.destroyed):
            self._reading = True
            self._sync = True
            if not self._length:
                self._need_readable = True
            self._read(self._high_water_mark)
            self._sync = False
            if not self._reading:
                n = self._readable_now(asked)  # it pushed in the call

        if n > 0 and self._length:
            chunk = self._take_out(n)
            if self._await_drain is not None:
                self._forget_full_pipes()
        else:
            chunk = None
            self._need_readable = self._length <= self._high_water_mark
            n = 0
        if not self._length:
            if not self._ended:
                self._need_readable = True
            elif asked != n:
                self._end_soon()
        if chunk is not None:
            self.emit("data", chunk)
        return chunk

    def _readable_now(self, n: int | None) -> int:
        """How much of the buffer ``read(n)`` takes."""
        if n is None:
            if self._flowing and self._length:
                assert self._buffer is not None
                return len(self._buffer[0])
            return self._length
        if n <= 0:
            return 0
        if n <= self._length:
            return n
        return self._length if self._ended else 0

    def _take_out(self, n: int) -> Chunk:
        buffer = self._buffer
        assert buffer is not None
        self._length -= n
        first: Any = buffer[0]
        if len(first) == n:
            buffer.popleft()
            taken = first
        elif len(first) > n:
            buffer[0] = first[n:]
            taken = first[:n]
        else:
            parts = []
            while n:
                first = buffer.popleft()
                if len(first) > n:
                    buffer.appendleft(first[n:])
                    first = first[:n]
                parts.append(first)
                n -= len(first)
            taken = first[:0].join(parts)
        return taken  # type: ignore[no-any-return]

    def set_encoding(self, encoding: str | None = None) -> Any:
        """Read text instead of bytes from now on; what is buffered is decoded too.

        Raises:
            NodeTypeError: there is no such encoding (``ERR_UNKNOWN_ENCODING``).

        Returns:
            The stream.
        """
        self._decoder = Decoder(encoding)
        if self._buffer:
            text = "".join(
                chunk if isinstance(chunk, str) else self._decoder.write(chunk)
                for chunk in self._buffer
            )
            self._buffer = deque([text] if text else ())
            self._length = len(text)
        return self

    # Flowing

    def resume(self) -> Any:
        """Let the stream flow; data that nobody listens to is dropped. Emits ``'resume'`` (a tick).

        With a ``'readable'`` listener it does not flow: that listener reads.
        """
        if not self._flowing:
            self._flowing = not self._readable_listening
            self._resume_soon()
        self._paused = False
        return self

    def _resume_soon(self) -> None:
        if not self._resume_scheduled:
            self._resume_scheduled = True
            self._tick(self._resume)

    def _resume(self) -> None:
        if not self._reading:
            self.read(0)
        self._resume_scheduled = False
        self.emit("resume")
        self._flow()
        if self._flowing and not self._reading:
            self.read(0)

    def pause(self) -> Any:
        """Stop flowing: data stays in the buffer. Emits ``'pause'``."""
        if self._flowing is not False:
            self._flowing = False
            self.emit("pause")
        self._paused = True
        return self

    def _flow(self) -> None:
        while self._flowing and self.read() is not None:
            pass

    # Listeners that change how the stream flows

    def _listener_added(self, name: Hashable) -> None:
        if name == "data":
            self._on_data_listener()
        elif name == "readable":
            self._on_readable_listener()

    def _on_data_listener(self) -> None:
        if self._prepending:
            return
        self._readable_listening = self.listener_count("readable") > 0
        if self._flowing is not False:
            self.resume()

    def _on_readable_listener(self) -> None:
        if self._prepending or self._end_emitted or self._readable_listening:
            return
        self._readable_listening = self._need_readable = True
        self._flowing = False
        self._emitted_readable = False
        if self._length:
            self._emit_readable_soon()
        elif not self._reading:
            self._tick(self.read, 0)

    def prepend_listener(self, name: Hashable, listener: Any = None) -> Any:
        # Node's own quirk: only `on` and `once` make a stream flow.
        self._prepending = True
        try:
            return super().prepend_listener(name, listener)
        finally:
            self._prepending = False

    def prepend_once_listener(self, name: Hashable, listener: Any = None) -> Any:
        self._prepending = True
        try:
            return super().prepend_once_listener(name, listener)
        finally:
            self._prepending = False

    def remove_listener(self, name: Hashable, listener: Callable[..., object]) -> Any:
        super().remove_listener(name, listener)
        if name == "readable":
            self._tick(self._update_readable_listening)
        return self

    def remove_all_listeners(self, *names: Hashable) -> Any:
        super().remove_all_listeners(*names)
        if not names or "readable" in names:
            self._tick(self._update_readable_listening)
        return self

    def _update_readable_listening(self) -> None:
        self._readable_listening = self.listener_count("readable") > 0
        if self._resume_scheduled and not self._paused:
            self._flowing = True
        elif self.listener_count("data"):
            self.resume()
        elif not self._readable_listening:
            self._flowing = None

    # Pipes

    def pipe(self, destination: Writes, *, end: bool = True) -> Writes:
        """Write everything that arrives to ``destination``, pausing while that is full.

        Emits ``'pipe'`` on the destination. ``end`` says whether ``'end'`` here ends it too.

        Returns:
            The destination.
        """
        if self._pipes is None:
            self._pipes = []
        elif len(self._pipes) == 1 and not self._many_pipes:
            self._many_pipes = True
            self._await_drain = set() if self._await_drain is None else {self._await_drain}
        pipe = Pipe(self, destination)
        self._pipes.append(pipe)
        pipe.open(end)
        return destination

    def _forget_full_pipes(self) -> None:
        """Data has been taken although destinations were full: nobody waits for them any more."""
        if self._many_pipes:
            self._await_drain.clear()
        else:
            self._await_drain = None

    def unpipe(self, destination: Writes | None = None) -> Any:
        """Take back `pipe` for one destination or for all. Emits ``'unpipe'`` there."""
        if not self._pipes:
            return self
        if destination is None:
            pipes, self._pipes = self._pipes, []
            self.pause()
            for pipe in pipes:
                pipe.destination.emit("unpipe", self, Unpiped())
            return self
        for index, pipe in enumerate(self._pipes):
            if pipe.destination is destination:
                del self._pipes[index]
                if not self._pipes:
                    self.pause()
                destination.emit("unpipe", self, Unpiped())
                break
        return self

    # The Trio face

    async def receive_some(self, max_bytes: int | None = None) -> Any:
        """Wait for data and take it out of the buffer.

        Cancelling it loses nothing. While a task waits here, the stream does not flow.

        Args:
            max_bytes: At most this many bytes (characters after `set_encoding`).

        Returns:
            Bytes (text after `set_encoding`), empty at the end of the data.

        Raises:
            trio.BusyResourceError: another task is waiting here.
            trio.ClosedResourceError: the stream was closed or destroyed on this side.
            BaseException: what ended the stream before its end came.
        """
        if max_bytes is not None:
            max_bytes = operator.index(max_bytes)
            if max_bytes < 1:
                raise ValueError("max_bytes must be at least 1")
        if self._reader is not None:
            raise trio.BusyResourceError("another task is reading from this stream")
        self._has_tasks = True
        if self._length or self._is_over():
            self._reader = _PASSING
            try:
                await trio.lowlevel.checkpoint()
            finally:
                self._reader = None
        while True:
            chunk = self._receive_now(max_bytes)
            if chunk is not None:
                return chunk
            self._reader = waiting = Completion()
            try:
                await waiting
            finally:
                self._reader = None

    def _is_over(self) -> bool:
        return bool(self._end_emitted or self.destroyed or self._read_error or self._closed_by_task)

    def _receive_now(self, max_bytes: int | None) -> Any:
        """What `receive_some` returns or raises now; ``None`` when it has to wait."""
        if self._closed_by_task or (self.destroyed and not self._errored and not self._end_emitted):
            raise stream_destroyed("receive_some")
        if self._flowing:
            self._flowing = False
        if not self._length:
            if self._end_emitted:
                return self._nothing()
            failure = self._read_error or self._errored
            if failure is not None:
                raise failure.with_traceback(None)
            # Asks the producer for more, or at the end for 'end'.
            self.read(0) if not self._ended else self._end_soon()
            if not self._length:
                return None
        if max_bytes is None:
            return self.read()
        return self.read(min(max_bytes, self._length))

    def _nothing(self) -> Chunk:
        return b"" if self._decoder is None else ""

    async def __anext__(self) -> Any:
        chunk = await self.receive_some()
        if not chunk:
            raise StopAsyncIteration
        return chunk

    async def aclose(self) -> None:
        """Destroy the stream and wait for ``'close'``. Cancelled, it is destroyed all the same."""
        self._has_tasks = self._closed_by_task = True
        self.destroy()
        if self._reader is not None:
            self._reader.settle()
        await self._wait_closed()

    def _fail_readers(self, failure: BaseException) -> None:
        """The data was cut short: tasks raise ``failure`` once they have read what is buffered."""
        self._read_error = failure
        if self._reader is not None:
            self._reader.settle()

    def _give_error_to_tasks(self, failure: BaseException) -> bool:
        reader = self._reader
        given = super()._give_error_to_tasks(failure)
        if reader is not None and not self._end_emitted:
            reader.settle()
            given = True
        return given


def checked_high_water_mark(value: Any) -> int:
    """A high-water mark in bytes as the options of a stream take it."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
        raise error("ERR_INVALID_OPT_VALUE", value, "highWaterMark")
    if value != int(value):
        raise error("ERR_INVALID_OPT_VALUE", value, "highWaterMark")
    return int(value)


def _raised_high_water_mark(n: int) -> int:
    """The next power of two: asking for more than the mark must not starve the reader."""
    if n >= _LARGEST_HIGH_WATER_MARK:
        return _LARGEST_HIGH_WATER_MARK
    return 1 << (n - 1).bit_length()
