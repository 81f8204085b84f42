"""`Pipe`: one source writing to one destination, at the destination's pace.

``'data'`` of the source becomes ``write()``; an answer of ``False`` pauses the source until every
destination that is full has drained. The destination is anything with Node's ``write`` and ``end``.
Whatever ends it (``'end'``, ``'finish'``, ``'close'``, ``'error'``, ``unpipe()``) takes all of the
pipe's listeners off both.
"""

from __future__ import annotations

from typing import Any, TypeVar

from trio.lowlevel import enable_ki_protection

from ._errors import error
from ._lifetime import Stream

_Self = TypeVar("_Self", bound="PipeSource")
_Destination = TypeVar("_Destination")


class Unpiped:
    """The second argument of ``'unpipe'``: one of several pipes between the same two answers it."""

    __slots__ = ("has_unpiped",)

    def __init__(self) -> None:
        self.has_unpiped = False


class Pipe:
    """The listeners of one ``source.pipe(destination)``."""

    __slots__ = ("_at_end", "_closed", "_waits_for_drain", "destination", "source")

    def __init__(self, source: PipeSource, destination: Any) -> None:
        self.source = source
        self.destination = destination
        self._at_end: Any = None
        self._waits_for_drain = False
        self._closed = False

    def open(self, end: bool) -> None:
        source, destination = self.source, self.destination
        self._at_end = self._end_destination if end else self._unpipe
        if source._end_emitted:
            source._tick(self._at_end)
        else:
            source.once("end", self._at_end)
        destination.on("unpipe", self._on_unpipe)
        source.on("data", self._on_data)
        destination.prepend_listener("error", self._on_error)
        destination.once("close", self._on_close)
        destination.once("finish", self._on_finish)
        destination.emit("pipe", source)
        if not source._flowing:
            source.resume()

    def _end_destination(self) -> None:
        self.destination.end()

    def _unpipe(self) -> None:
        self.source.unpipe(self.destination)

    def _on_data(self, chunk: Any) -> None:
        accepted = self.destination.write(chunk)
        if accepted is None or accepted:
            return
        source = self.source
        if not self._closed:
            # write() may have ended the pipe: then no 'drain' would ever resume the source.
            pipes = source._pipes or ()
            if len(pipes) == 1 and pipes[0].destination is self.destination:
                source._await_drain = self.destination
                source._many_pipes = False
            elif any(pipe.destination is self.destination for pipe in pipes):
                source._await_drain.add(self.destination)
            source.pause()
        if not self._waits_for_drain:
            self._waits_for_drain = True
            self.destination.on("drain", self._on_drain)

    def _on_drain(self) -> None:
        source = self.source
        if source._await_drain is self.destination:
            source._await_drain = None
        elif source._many_pipes:
            source._await_drain.discard(self.destination)
        # An empty set: nobody is full any more.
        nobody_is_full = source._await_drain is None or source._await_drain == set()
        if nobody_is_full and source.listener_count("data"):
            source._flowing = True
            source._flow()

    def _on_unpipe(self, source: object, info: Any) -> None:
        if source is self.source and isinstance(info, Unpiped) and not info.has_unpiped:
            info.has_unpiped = True
            self._close()

    def _close(self) -> None:
        source, destination = self.source, self.destination
        destination.remove_listener("close", self._on_close)
        destination.remove_listener("finish", self._on_finish)
        if self._waits_for_drain:
            destination.remove_listener("drain", self._on_drain)
        destination.remove_listener("error", self._on_error)
        destination.remove_listener("unpipe", self._on_unpipe)
        source.remove_listener("end", self._end_destination)
        source.remove_listener("end", self._unpipe)
        source.remove_listener("data", self._on_data)
        self._closed = True
        # The source may wait for a 'drain' that this pipe will not hear any more.
        if self._waits_for_drain and source._await_drain is not None:
            is_full = not isinstance(destination, Stream) or getattr(
                destination, "_need_drain", True
            )
            if is_full:
                self._on_drain()

    def _on_error(self, failure: BaseException) -> None:
        destination = self.destination
        self._unpipe()
        destination.remove_listener("error", self._on_error)
        if not destination.listener_count("error"):
            # Only the pipe listened: the error counts as unhandled.
            if isinstance(destination, Stream) and not destination._error_emitted:
                destination._fail(failure)
            else:
                destination.emit("error", failure)

    def _on_close(self, *_: object) -> None:  # a socket says whether it had an error
        self.destination.remove_listener("finish", self._on_finish)
        self._unpipe()

    def _on_finish(self) -> None:
        self.destination.remove_listener("close", self._on_close)
        self._unpipe()


class PipeSource(Stream):
    """The side of a `Readable` that pipes pull at."""

    _flowing: bool | None
    _end_emitted: bool

    _pipes: list[Pipe] | None = None
    _await_drain: Any = None  # the destination that is full; a set of them from the second pipe on
    _many_pipes: bool = False

    def pause(self: _Self) -> _Self:
        raise NotImplementedError

    def resume(self: _Self) -> _Self:
        raise NotImplementedError

    def _flow(self) -> None:
        raise NotImplementedError

    @enable_ki_protection
    def pipe(self, destination: _Destination, *, end: bool = True) -> _Destination:
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

    @enable_ki_protection
    def unpipe(self: _Self, destination: Any | None = None) -> _Self:
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


def refuse_to_read(stream: Stream) -> None:
    """``pipe()`` on a stream that only writes."""
    stream._fail(error("ERR_STREAM_CANNOT_PIPE"))
