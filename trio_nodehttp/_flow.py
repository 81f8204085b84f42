"""Whether a `Readable` flows: ``pause()``, ``resume()``, and the listeners that mean either.

Node's three states: ``None`` until somebody wants data, then ``True`` (``'data'`` is emitted as it
comes) or ``False`` (it stays in the buffer). A ``'data'`` listener makes the stream flow unless it
was paused; a ``'readable'`` listener stops it, since that one reads.

Data does not pass through here, only the decision.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from trio.lowlevel import enable_ki_protection

from ._lifetime import Stream

_Self = TypeVar("_Self", bound="FlowStates")


class FlowStates(Stream):
    """The part of a `Readable` that decides whether data flows."""

    _flowing: bool | None = None
    _paused: bool = False  # pause() was called last, not resume()
    _resume_scheduled: bool = False
    _readable_listening: bool = False

    _length: int
    _ended: bool
    _reading: bool
    _end_emitted: bool
    _need_readable: bool
    _emitted_readable: bool

    def read(self, n: int | None = None) -> Any:
        raise NotImplementedError

    def _read_ahead(self) -> None:
        raise NotImplementedError

    def _emit_first(self) -> None:
        raise NotImplementedError

    def _emit_readable_soon(self) -> None:
        raise NotImplementedError

    def is_paused(self) -> bool:
        """Whether the stream was paused, by `pause` or for a full pipe."""
        return self._paused or self._flowing is False

    @enable_ki_protection
    def resume(self: _Self) -> _Self:
        """Let the stream flow; data that nobody listens to is dropped. Emits ``'resume'`` (a tick).

        With a ``'readable'`` listener it does not flow: that listener reads.
        """
        if not self._flowing:
            self._flowing = not self._readable_listening
            if not self._resume_scheduled:
                self._resume_scheduled = True
                loop = self._loop
                if loop is not None and loop._stepping:
                    loop._ticks.append((self._resume, ()))  # _tick(), one call shorter
                else:
                    self._tick(self._resume)
        self._paused = False
        return self

    def _resume(self) -> None:
        if not self._reading:
            self._read_ahead()
        self._resume_scheduled = False
        if self._events is not None and "resume" in self._events:
            self.emit("resume")
        self._flow()
        if self._flowing and not self._reading:
            self.read(0)

    @enable_ki_protection
    def pause(self: _Self) -> _Self:
        """Stop flowing: data stays in the buffer. Emits ``'pause'``."""
        if self._flowing is not False:
            self._flowing = False
            self.emit("pause")
        self._paused = True
        return self

    def _flow(self) -> None:
        while self._flowing:
            if not self._reading or self._ended:
                if self.read() is None:
                    break
            elif self._length:
                self._emit_first()
            else:
                # The producer was asked and has not answered: all that read() would find out.
                self._need_readable = True
                self._emitted_readable = False
                break

    # Listeners that change how the stream flows

    _tells_of = frozenset({"data", "readable"})

    def _listener_added(self, name: Hashable, prepended: bool) -> None:
        if prepended:
            return  # Node's own quirk: only `on` and `once` make a stream flow
        if name == "readable":
            self._on_readable_listener()
        else:
            self._readable_listening = "readable" in (self._events or ())
            if self._flowing is not False:
                self.resume()

    def _on_readable_listener(self) -> None:
        if self._end_emitted or self._readable_listening:
            return
        self._readable_listening = self._need_readable = True
        self._flowing = False
        self._emitted_readable = False
        if self._length:
            self._emit_readable_soon()
        elif not self._reading:
            self._tick(self.read, 0)

    def remove_listener(self: _Self, name: Hashable, listener: Callable[..., object]) -> _Self:
        super().remove_listener(name, listener)
        if name == "readable":
            self._tick(self._update_readable_listening)
        return self

    def remove_all_listeners(self: _Self, *names: Hashable) -> _Self:
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
