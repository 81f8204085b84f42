"""`EventBridge`: the way from listeners to a task.

Everything that the emitters it watches emit goes over one Trio memory channel, in emit order. The
short forms with Node's names are here too: `on`, `once`.
"""

from __future__ import annotations

import math
from collections.abc import AsyncGenerator, Hashable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any

import attrs
import trio
from trio.lowlevel import enable_ki_protection

from ._completion import Completion
from ._emitter import EventEmitter, Listener, as_exception
from ._errors import NodeError, error


@attrs.frozen
class Event:
    """One emission, as a bridge's reader gets it."""

    source: EventEmitter
    name: Hashable
    args: tuple[Any, ...]


@attrs.define(eq=False)
class _Watched:
    """One emitter that a bridge watches.

    Attributes:
        follows: name of an event that is forwarded → what to watch on the emitters it brings.
        listeners: what was added, so that it can be removed.
        is_followed: whether an event brought it, so that its ``'close'`` is the last of it.
    """

    source: EventEmitter
    is_followed: bool
    is_open: bool = True
    follows: dict[Hashable, dict[Hashable, None]] = attrs.field(factory=dict)
    listeners: list[tuple[Hashable, Listener]] = attrs.field(factory=list)

    def listen(self, name: Hashable, listener: Listener) -> None:
        if name == "close" and self.listeners:
            # What ends the iteration stays behind what forwards the event.
            self.source.prepend_listener(name, listener)
        else:
            self.source.on(name, listener)
        self.listeners.append((name, listener))

    def leave(self) -> None:
        for name, listener in self.listeners:
            self.source.remove_listener(name, listener)


class BridgeOverflow(NodeError):
    """More emissions waited in an `EventBridge` than its ``max_buffer`` allows."""


class EventBridge:
    """Carries emissions over a Trio memory channel to the task that reads them, in emit order.

    ::

        async with EventBridge() as bridge:
            bridge.watch(req, "response", "error", "close", follow={"response": ("data", "end")})
            async for event in bridge:
                ...

    Watching counts as listening. Iteration ends when everything watched has emitted ``'close'``, or
    at `close`; what was emitted before comes first. Cancelling a read loses nothing.

    Args:
        max_buffer: how many emissions may wait for the reader. ``emit()`` cannot wait, so one more
            ends the bridge: the reader gets what is buffered, then a `BridgeOverflow`.
    """

    def __init__(self, *, max_buffer: float = math.inf) -> None:
        if not (max_buffer == math.inf or isinstance(max_buffer, int)) or max_buffer < 1:
            raise error("ERR_OUT_OF_RANGE", "max_buffer", ">= 1", max_buffer)
        self._send, self._receive = trio.open_memory_channel[Event](max_buffer)
        self._closed = False
        self._failure: BaseException | None = None
        self._watched: dict[int, _Watched] = {}
        self._open_count = 0  # of what is watched and has not closed

    @enable_ki_protection
    def watch(
        self,
        source: EventEmitter,
        *names: Hashable,
        follow: Mapping[Any, Sequence[Hashable]] | None = None,
    ) -> None:
        """Forward the emissions of ``names`` by ``source`` from now on, each once.

        Args:
            follow: name of an event → names to watch, from the moment of its emission, on every
                emitter among its arguments. Those are watched until their first ``'close'``.

        Raises:
            trio.ClosedResourceError: the bridge is closed.
        """
        if self._closed:
            raise trio.ClosedResourceError("the bridge is closed")
        self._watch(source, names, follow or {}, is_followed=False)

    def _watch(
        self,
        source: EventEmitter,
        names: Iterable[Hashable],
        follow: Mapping[Any, Sequence[Hashable]],
        is_followed: bool,
    ) -> _Watched:
        watched = self._watched.get(id(source))
        if watched is None:
            watched = self._watched[id(source)] = _Watched(source, is_followed)
            self._open_count += 1
            watched.listen("close", lambda *_: self._source_closed(watched))
        elif not is_followed:
            watched.is_followed = False
        for name in names:
            if name not in watched.follows:
                watched.follows[name] = {}
                watched.listen(name, self._forwarder(watched, name))
            watched.follows[name].update(dict.fromkeys(follow.get(name, ())))
        return watched

    def _forwarder(self, watched: _Watched, name: Hashable) -> Listener:
        follows = watched.follows[name]

        def forward(*args: Any) -> None:
            if self._closed:
                return
            try:
                self._send.send_nowait(Event(watched.source, name, args))
            except trio.WouldBlock:
                self._end(BridgeOverflow("more events than max_buffer wait for the reader"))
                return
            if follows:
                for arg in args:
                    if isinstance(arg, EventEmitter):
                        self._watch(arg, follows, {}, is_followed=True)

        return forward

    def _source_closed(self, watched: _Watched) -> None:
        if watched.is_open:
            watched.is_open = False
            self._open_count -= 1
        if watched.is_followed:
            # A bridge that outlives what it follows, as a server's does, must not keep it.
            watched.leave()
            self._watched.pop(id(watched.source), None)
        if not self._open_count:
            self._end(None)

    def _end(self, failure: BaseException | None) -> None:
        if not self._closed:
            self._closed = True
            self._failure = failure
            self._send.close()
            for watched in self._watched.values():
                watched.leave()
            self._watched.clear()

    def close(self) -> None:
        """Stop watching; the reader still gets what was emitted before."""
        self._end(None)

    async def __aenter__(self) -> EventBridge:
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
        self._receive.close()

    def __aiter__(self) -> EventBridge:
        return self

    async def __anext__(self) -> Event:
        try:
            return await self._receive.receive()
        except trio.EndOfChannel:
            if self._failure is not None:
                raise self._failure.with_traceback(None) from None
            raise StopAsyncIteration from None


@asynccontextmanager
async def on(
    emitter: EventEmitter, *names: Hashable, max_buffer: float = math.inf
) -> AsyncGenerator[EventBridge, None]:
    """``async with on(emitter, "a", "b") as bridge``: an `EventBridge` that watches one emitter.

    As Node's ``events.on``: an ``'error'`` that is not among the names ends the iteration by being
    raised in the reader.
    """
    async with EventBridge(max_buffer=max_buffer) as bridge:
        if "error" not in names:
            watched = bridge._watch(emitter, (), {}, is_followed=False)
            watched.listen("error", lambda *args: bridge._end(as_exception(*args)))
        bridge.watch(emitter, *names)
        yield bridge


async def once(emitter: EventEmitter, name: Hashable) -> tuple[Any, ...]:
    """Wait for the next emission of ``name`` and return its arguments (Node's ``events.once``).

    Raises:
        Exception: the argument of ``'error'``, if that is emitted first.

    Cancelling it removes its listeners.
    """
    emission = Completion()

    def emitted(*args: Any) -> None:
        emission.settle(args)

    def failed(*args: Any) -> None:
        emission.fail(as_exception(*args))

    listeners = [(name, emitted)] if name == "error" else [(name, emitted), ("error", failed)]
    for event, listener in listeners:
        emitter.on(event, listener)
    try:
        args: tuple[Any, ...] = await emission
    finally:
        for event, listener in listeners:
            emitter.remove_listener(event, listener)
    return args
