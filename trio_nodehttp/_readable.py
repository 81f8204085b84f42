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

from collections import deque
from typing import Any, TypeVar

import trio
from trio.lowlevel import enable_ki_protection

from ._encoding import Decoder, decode, encode
from ._errors import error
from ._flow import FlowStates
from ._pipe import PipeSource
from ._trio_face import ReceivingTasks

Chunk = bytes | str
Writes = Any  # whatever has Node's write() and end(): ours, or a class of the user's

_LARGEST_HIGH_WATER_MARK = 0x40000000  # Node's limit for what read(n) can ask for: 1 GiB

_Self = TypeVar("_Self", bound="Readable")


class Readable(FlowStates, PipeSource, ReceivingTasks):
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

    _buffer: deque[Any] | None = None
    _length: int = 0
    _ended: bool = False  # the end of the data was pushed
    _end_emitted: bool = False
    _end_scheduled: bool = False
    _reading: bool = False  # _read() was called and has not pushed yet
    _sync: bool = True  # _read() is on the stack (or was never called)
    _need_readable: bool = False
    _emitted_readable: bool = False
    _reading_more: bool = False
    _default_encoding: str = "utf8"
    _decoder: Decoder | None = None

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

    # The producer's side

    def _read(self, size: int) -> None:
        """Hook: get about ``size`` bytes and `push` them, now or later."""
        raise error("ERR_METHOD_NOT_IMPLEMENTED", "_read()")

    @enable_ki_protection
    def push(self, chunk: bytes | str | None, encoding: str | None = None) -> bool:
        """Feed the stream; ``None`` is the end of the data.

        Returns:
            Whether the stream wants more now.

        Emits ``'error'`` with ``ERR_STREAM_PUSH_AFTER_EOF``, or with ``ERR_INVALID_ARG_TYPE`` for
        what is neither bytes nor text.
        """
        if (
            type(chunk) is bytes
            and chunk
            and self._decoder is None
            and not (self._ended or self.destroyed)
        ):
            # What every piece of a body is: nothing to convert, nothing to refuse.
            self._reading = False
            self._store(chunk, False)
            return not self._length or self._length < self._high_water_mark
        return self._take_in(chunk, encoding, in_front=False)

    @enable_ki_protection
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
                chunk = decode(chunk, self._decoder.encoding)  # pyright: ignore[reportArgumentType]
            if chunk:
                self._store(chunk, in_front=True)
        elif self._ended:
            self._fail(error("ERR_STREAM_PUSH_AFTER_EOF"))
        elif self.destroyed:
            return False
        else:
            self._reading = False
            if self._decoder is not None and not is_text:
                chunk = self._decoder.write(chunk)  # pyright: ignore[reportArgumentType]
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
        if not self._reading_more:
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
        if not self._end_emitted and not self._end_scheduled:
            self._ended = self._end_scheduled = True
            loop = self._loop
            if loop is not None and loop._stepping:
                loop._ticks.append((self._emit_end, ()))  # _tick(), one call shorter
            else:
                self._tick(self._emit_end)

    def _emit_end(self) -> None:
        self._end_scheduled = False
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

    @enable_ki_protection
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

        if n is None and self._flowing and self._length:
            n = len(self._buffer[0])  # type: ignore[index]
        elif n != 0:
            n = self._readable_now(n)
        if n == 0 and self._ended:
            if not self._length:
                self._end_soon()
            return None

        wanted = self._need_readable or not self._length or self._length - n < self._high_water_mark
        if wanted and not (self._ended or self._reading or self.destroyed):
            self._ask(self._high_water_mark)
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

    def _ask(self, mark: int) -> None:
        """Have the producer get more."""
        self._reading = self._sync = True
        if not self._length:
            self._need_readable = True
        self._read(mark)
        self._sync = False

    def _read_ahead(self) -> None:
        """``read(0)``, at a third of its price where that asks the producer."""
        mark = self._high_water_mark
        if (
            self._need_readable
            or self._ended
            or self._reading
            or self.destroyed
            or self._length >= mark
            or type(self).read is not Readable.read
        ):
            self.read(0)
        else:
            self._reading = self._sync = True  # _ask(), one call shorter
            if not self._length:
                self._need_readable = True
            self._read(mark)
            self._sync = False
            self._need_readable = self._length <= self._high_water_mark

    def _emit_first(self) -> None:
        """``read()`` of a stream that flows and has asked its producer for more."""
        if type(self).read is not Readable.read:
            self.read()
            return
        self._emitted_readable = False
        assert self._buffer is not None
        chunk = self._buffer.popleft()
        self._length -= len(chunk)
        if self._await_drain is not None:
            self._forget_full_pipes()
        if not self._length:
            self._need_readable = True
        self.emit("data", chunk)

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
        if len(first) == n:  # mostly; taking it apart would cost 0.5 µs
            buffer.popleft()
            return first  # type: ignore[no-any-return]
        parts = []
        while n:
            first = buffer.popleft()
            if len(first) > n:
                buffer.appendleft(first[n:])
                first = first[:n]
            parts.append(first)
            n -= len(first)
        return first[:0].join(parts)  # type: ignore[no-any-return]

    @enable_ki_protection
    def set_encoding(self: _Self, encoding: str | None = None) -> _Self:
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


def checked_high_water_mark(value: Any) -> int:
    """A high-water mark in bytes as the options of a stream take it."""
    whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    if isinstance(value, bool) or not whole or value < 0:
        raise error("ERR_INVALID_OPT_VALUE", value, "high_water_mark")
    return int(value)


def _raised_high_water_mark(n: int) -> int:
    """The next power of two: asking for more than the mark must not starve the reader."""
    if n >= _LARGEST_HIGH_WATER_MARK:
        return _LARGEST_HIGH_WATER_MARK
    return 1 << (n - 1).bit_length()
