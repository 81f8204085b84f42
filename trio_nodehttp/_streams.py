"""Streams: Node's `Readable`, `Writable` and `Duplex`, which are Trio streams as well.

This is the face of the room. Its parts, each importing only from those above it::

    _lifetime    destroy(), 'error', 'close'          _trio_face   what tasks do and raise
    _flow        pause, resume, listeners             _pipe        one source, one destination
    _readable    buffer, read(n), 'end'               _finishing   end(), 'finish'
    _writable    queue, cork, 'drain'                 (here)       Duplex: both on one lifetime

Sockets and messages are made of these; nothing here knows HTTP or a socket.
"""

from __future__ import annotations

from typing import TypeVar

import trio

from ._lifetime import Callback, Stream
from ._pipe import Pipe
from ._readable import Readable
from ._trio_face import Written
from ._writable import Writable

__all__ = [
    "Duplex",
    "Pipe",
    "Readable",
    "Stream",
    "Writable",
    "Written",
]

_Self = TypeVar("_Self", bound="Duplex")
_Destination = TypeVar("_Destination")


class Duplex(Readable, Writable, trio.abc.HalfCloseableStream):
    """A `Readable` and a `Writable` with one lifetime: Node's ``stream.Duplex``.

    Args:
        allow_half_open: Whether the writable side stays open after ``'end'``; else it is ended.
        high_water_mark, readable_high_water_mark, writable_high_water_mark: bytes; the first is for
            both sides and wins.
        encoding: as for `Readable`.
        decode_strings, default_encoding: as for `Writable`.
        auto_destroy: destroy the stream after ``'end'`` and ``'finish'``, and on errors.
        emit_close: emit ``'close'`` after ``destroy()``.
        nursery: the owner of async listeners.
    """

    allow_half_open: bool = True

    def __init__(
        self,
        *,
        allow_half_open: bool = True,
        high_water_mark: int | None = None,
        readable_high_water_mark: int | None = None,
        writable_high_water_mark: int | None = None,
        encoding: str | None = None,
        decode_strings: bool = True,
        default_encoding: str | None = None,
        auto_destroy: bool = True,
        emit_close: bool = True,
        nursery: trio.Nursery | None = None,
    ) -> None:
        Readable.__init__(
            self,
            high_water_mark=(
                readable_high_water_mark if high_water_mark is None else high_water_mark
            ),
            encoding=encoding,
            auto_destroy=auto_destroy,
            emit_close=emit_close,
            nursery=nursery,
        )
        Writable._configure(
            self,
            writable_high_water_mark if high_water_mark is None else high_water_mark,
            decode_strings,
            default_encoding,
        )
        if not allow_half_open:
            self.allow_half_open = False

    def _after_end(self) -> None:
        if not self.allow_half_open and self.writable:
            self._tick(self._end_other_half)
        elif self._auto_destroy and (self._finished or not self._writable):
            self.destroy()

    def _end_other_half(self) -> None:
        if self.writable:
            self.end()

    def _after_finish(self) -> None:
        if self._auto_destroy and self._end_emitted:
            self.destroy()

    # The Trio face

    async def send_eof(self) -> None:
        """End the writable side and wait for ``'finish'``; reading goes on.

        Raises:
            trio.BusyResourceError: another task is sending.
            trio.ClosedResourceError: the stream was closed or destroyed on this side.
            BaseException: what the stream died of.
        """
        self._begin_sending()
        try:
            if self._finished or self.destroyed:
                await trio.lowlevel.checkpoint()
                if self._closed_by_task or not self._finished:
                    self._raise_if_over()
            else:
                self.end()
                await self._wait()
        finally:
            self._sending = False

    async def aclose(self) -> None:
        """End the writable side, wait for ``'finish'``, and destroy the stream.

        Cancelled, it is destroyed at once: what was queued is lost.
        """
        self._closed_by_task = True
        if self._reader is not None:
            self._reader.settle()
        await Writable.aclose(self)

    def destroy(
        self: _Self, error: BaseException | None = None, callback: Callback | None = None
    ) -> _Self:
        # Node's Duplex has the Readable's destroy(): callbacks of queued writes never come.
        # Whoever awaits such a write is told at 'close'.
        Stream.destroy(self, error, callback)
        return self

    def pipe(self, destination: _Destination, *, end: bool = True) -> _Destination:
        return Readable.pipe(self, destination, end=end)
