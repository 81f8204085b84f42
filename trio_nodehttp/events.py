"""Events: Node's emitter, its ticks and immediates, and the bridge from emissions to a task.

`EventEmitter` is Node's: listeners run inside ``emit()``, in the order in which they were added. A
listener that is an async function gets a task in the nursery of the emitter's owner.
`EventBridge` is the way from listeners to a task: everything that the emitters it watches emit goes
over one Trio memory channel, in emit order.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import AsyncGenerator, Callable, Coroutine, Hashable, Mapping, Sequence
from contextlib import asynccontextmanager
from types import CoroutineType, TracebackType
from typing import Any, TypeGuard, TypeVar, overload

import attrs
import trio
from trio.lowlevel import disable_ki_protection, enable_ki_protection

from ._completion import Completion
from ._errors import NodeError, error
from ._loop import Loop, call_unprotected
from ._timers import Immediate

__all__ = [
    "BridgeOverflow",
    "Event",
    "EventBridge",
    "EventEmitter",
    "MaxListenersExceededWarning",
    "default_max_listeners",
    "next_tick",
    "on",
    "once",
    "set_immediate",
]

Listener = Callable[..., object]
_L = TypeVar("_L", bound=Listener)
_Self = TypeVar("_Self", bound="EventEmitter")

# Node's default: more listeners than this for one event look like a leak.
default_max_listeners: float = 10


class MaxListenersExceededWarning(ResourceWarning):
    """More listeners were added for one event than `EventEmitter.set_max_listeners` allows."""


def next_tick(callback: Callable[..., object], *args: Any) -> None:
    """Call ``callback(*args)`` when the callback that runs now has returned, before any I/O.

    Node's ``process.nextTick``: the library's own deferred work shares this queue, in order. The
    queue is that of the owner whose listener runs; elsewhere that of the owner opened last.

    Raises:
        TypeError: ``callback`` is not callable (``ERR_INVALID_CALLBACK``).
        RuntimeError: no owner is open.
    """
    Loop.current().next_tick(call_unprotected, _checked(callback), *args)


def set_immediate(callback: Callable[..., object], *args: Any) -> Immediate:
    """Call ``callback(*args)`` after the I/O of this wake-up (Node's ``setImmediate``).

    Returns:
        A handle whose ``cancel()`` takes it back.

    Raises:
        TypeError: ``callback`` is not callable (``ERR_INVALID_CALLBACK``).
        RuntimeError: no owner is open.
    """
    return Loop.current().set_immediate(call_unprotected, _checked(callback), *args)


def _checked(callback: Callable[..., object]) -> Callable[..., object]:
    if not callable(callback):
        raise error("ERR_INVALID_CALLBACK", repr(callback))
    return callback


class _Once:
    """The wrapper around a ``once`` listener: removes itself, then calls it."""

    __slots__ = ("_emitter", "_name", "fired", "listener")

    def __init__(self, emitter: EventEmitter, name: Hashable, listener: Listener) -> None:
        self._emitter = emitter
        self._name = name
        self.listener = listener
        self.fired = False

    @enable_ki_protection
    def __call__(self, *args: Any) -> object:
        if self.fired:
            return None
        self._emitter.remove_listener(self._name, self)
        self.fired = True
        return call_unprotected(self.listener, *args)


class EventEmitter:
    """Node's ``EventEmitter``.

    Any hashable is an event name. A listener is called inside `emit` with the event's arguments;
    one that returns a coroutine gets a task in the owner's nursery, started in emit order, one Trio
    step later. What a sync listener raises leaves the `emit` that ran it.

    Args:
        nursery: the owner of async listeners of an emitter that belongs to no server, agent or
            socket. Without an owner an async listener is a ``RuntimeError`` when it is called.
    """

    # Tuples: an emit goes on over the listeners that there were when it began.
    _events: dict[Hashable, tuple[Listener, ...]] | None = None
    _loop: Loop | None = None
    _max_listeners: float | None = None
    _warned: set[Hashable] | None = None

    def __init__(self, *, nursery: trio.Nursery | None = None) -> None:
        if nursery is not None:
            self._loop = Loop.of(nursery)

    # Hooks for the rooms above

    def _listener_added(self, name: Hashable) -> None:
        """A listener for ``name`` has been added."""

    def _listener_removed(self, name: Hashable) -> None:
        """A listener for ``name`` has been removed."""

    def _start_listener(
        self, name: Hashable, coroutine: Coroutine[Any, Any, Any], args: tuple[Any, ...]
    ) -> None:
        """Give the coroutine of an async listener for ``name`` its task."""
        if self._loop is None:
            coroutine.close()
            raise RuntimeError(
                f"the async listener for {name!r} needs an owner: EventEmitter(nursery=…)"
            )
        self._loop.start_listener(coroutine)

    def _unhandled_error(self, failure: object) -> None:
        """``'error'`` was emitted and nobody listens."""
        raise _as_exception(failure)

    # Emitting

    @disable_ki_protection
    def emit(self, name: Hashable, /, *args: Any) -> bool:
        """Call the listeners for ``name`` with ``args``, in the order in which they were added.

        Returns:
            Whether there was a listener.

        Raises:
            Exception: what a sync listener raised; the listeners behind it are not called.
                Without a listener for ``'error'``: its argument, or ``ERR_UNHANDLED_ERROR`` when
                that is no exception.
        """
        events = self._events
        if events is not None:
            listeners = events.get(name)
            if listeners is not None:
                for listener in listeners:
                    result = listener(*args)
                    if result is not None and _is_coroutine(result):
                        self._start_listener(name, result, args)
                return True
        if name == "error":
            self._unhandled_error(args[0] if args else None)
        return False

    # Adding and removing

    @overload
    def on(self: _Self, name: Hashable, listener: Listener) -> _Self: ...
    @overload
    def on(self, name: Hashable, listener: None = None) -> Callable[[_L], _L]: ...
    @enable_ki_protection
    def on(self, name: Hashable, listener: Listener | None = None) -> Any:
        """Add a listener behind those that are there; without one, a decorator.

        Emits ``'newListener'`` (name, listener) before it is added.

        Raises:
            TypeError: the listener is not callable (``ERR_INVALID_ARG_TYPE``).
        """
        if listener is None:
            return self._decorator(self.on, name)
        self._add(name, listener, prepend=False)
        return self

    @overload
    def add_listener(self: _Self, name: Hashable, listener: Listener) -> _Self: ...
    @overload
    def add_listener(self, name: Hashable, listener: None = None) -> Callable[[_L], _L]: ...
    def add_listener(self, name: Hashable, listener: Listener | None = None) -> Any:
        """The same as `on`."""
        return self.on(name, listener) if listener is not None else self.on(name)

    @overload
    def once(self: _Self, name: Hashable, listener: Listener) -> _Self: ...
    @overload
    def once(self, name: Hashable, listener: None = None) -> Callable[[_L], _L]: ...
    @enable_ki_protection
    def once(self, name: Hashable, listener: Listener | None = None) -> Any:
        """Add a listener for the next emission only; it is removed before it is called."""
        if listener is None:
            return self._decorator(self.once, name)
        self._add(name, _Once(self, name, _checked_listener(listener)), prepend=False)
        return self

    @overload
    def prepend_listener(self: _Self, name: Hashable, listener: Listener) -> _Self: ...
    @overload
    def prepend_listener(self, name: Hashable, listener: None = None) -> Callable[[_L], _L]: ...
    @enable_ki_protection
    def prepend_listener(self, name: Hashable, listener: Listener | None = None) -> Any:
        """Add a listener in front of those that are there."""
        if listener is None:
            return self._decorator(self.prepend_listener, name)
        self._add(name, listener, prepend=True)
        return self

    @overload
    def prepend_once_listener(self: _Self, name: Hashable, listener: Listener) -> _Self: ...
    @overload
    def prepend_once_listener(
        self, name: Hashable, listener: None = None
    ) -> Callable[[_L], _L]: ...
    @enable_ki_protection
    def prepend_once_listener(self, name: Hashable, listener: Listener | None = None) -> Any:
        """Add a listener for the next emission only, in front of those that are there."""
        if listener is None:
            return self._decorator(self.prepend_once_listener, name)
        self._add(name, _Once(self, name, _checked_listener(listener)), prepend=True)
        return self

    def _decorator(self, add: Callable[..., Any], name: Hashable) -> Callable[[_L], _L]:
        def decorate(listener: _L) -> _L:
            add(name, listener)
            return listener

        return decorate

    def _add(self, name: Hashable, listener: Listener, prepend: bool) -> None:
        _checked_listener(listener)
        events = self._events
        if events is None:
            events = self._events = {}
        elif "newListener" in events:
            self.emit("newListener", name, _original(listener))
        present = events.get(name, ())
        events[name] = (listener, *present) if prepend else (*present, listener)
        if len(present) >= 10:  # no limit in use is worth a look below Node's default
            self._warn_of_leak(name, len(present) + 1)
        elif self._max_listeners is not None:
            self._warn_of_leak(name, len(present) + 1)
        self._listener_added(name)

    def _add_all(self, listeners: Sequence[tuple[Hashable, Listener]]) -> None:
        """Add one listener for each of several events, for which `_listener_added` does nothing.

        What every connection does when it begins: a fifth of the cost of as many `on`.
        """
        events = self._events
        if events is None:
            events = self._events = {}
        elif "newListener" in events:
            for name, listener in listeners:
                self.on(name, listener)
            return
        for name, listener in listeners:
            events[name] = (*events.get(name, ()), listener)

    def _warn_of_leak(self, name: Hashable, count: int) -> None:
        limit = self.get_max_listeners()
        if 0 < limit < count and name not in (self._warned or ()):
            self._warned = (self._warned or set()) | {name}
            warnings.warn(
                f"Possible EventEmitter memory leak detected. {count} {name} listeners added to"
                f" {type(self).__name__}. Use emitter.set_max_listeners() to increase limit",
                MaxListenersExceededWarning,
                stacklevel=4,
            )

    @enable_ki_protection
    def remove_listener(self: _Self, name: Hashable, listener: Listener) -> _Self:
        """Remove the listener that was added last, of those equal to ``listener``.

        Emits ``'removeListener'`` (name, listener) after it is removed.

        Raises:
            TypeError: the listener is not callable (``ERR_INVALID_ARG_TYPE``).
        """
        _checked_listener(listener)
        present = (self._events or {}).get(name, ())
        for index in range(len(present) - 1, -1, -1):
            # Equal, not identical: a bound method is a new object each time it is named.
            if present[index] == listener or _original(present[index]) == listener:
                self._remove_at(name, index)
                break
        return self

    @enable_ki_protection
    def off(self: _Self, name: Hashable, listener: Listener) -> _Self:
        """The same as `remove_listener`."""
        return self.remove_listener(name, listener)

    def _remove_at(self, name: Hashable, index: int) -> None:
        events = self._events
        assert events is not None
        present = events[name]
        removed = present[index]
        remaining = present[:index] + present[index + 1 :]
        if remaining:
            events[name] = remaining
        else:
            del events[name]
        if "removeListener" in events:
            self.emit("removeListener", name, _original(removed))
        self._listener_removed(name)

    @enable_ki_protection
    def remove_all_listeners(self: _Self, *names: Hashable) -> _Self:
        """Remove all listeners for the names given, or for all names; the last added goes first."""
        events = self._events
        if events is None:
            return self
        if not names:
            names = (*(name for name in events if name != "removeListener"), "removeListener")
        for name in names:
            while name in events:
                self._remove_at(name, len(events[name]) - 1)
        return self

    # Looking

    def listeners(self, name: Hashable) -> list[Listener]:
        """The listeners for ``name``; those of `once` without their wrappers."""
        return [_original(listener) for listener in (self._events or {}).get(name, ())]

    def raw_listeners(self, name: Hashable) -> list[Listener]:
        """The listeners for ``name``; those of `once` as wrappers with a ``.listener``."""
        return list((self._events or {}).get(name, ()))

    def listener_count(self, name: Hashable) -> int:
        """How many listeners there are for ``name``."""
        events = self._events
        return 0 if events is None else len(events.get(name, ()))

    def event_names(self) -> list[Hashable]:
        """The names that have listeners, in the order in which they got their first."""
        return list(self._events or ())

    def set_max_listeners(self: _Self, n: float) -> _Self:
        """Warn when one event has more listeners than this; 0 and infinity: never.

        Raises:
            ValueError: negative, or no number (``ERR_OUT_OF_RANGE``).
        """
        if isinstance(n, bool) or not isinstance(n, (int, float)) or n < 0 or math.isnan(n):
            raise error("ERR_OUT_OF_RANGE", "n", "a non-negative number", repr(n))
        self._max_listeners = n
        return self

    def get_max_listeners(self) -> float:
        """The limit set by `set_max_listeners`, else `default_max_listeners`."""
        return default_max_listeners if self._max_listeners is None else self._max_listeners


def _as_exception(failure: object = None, *_: object) -> BaseException:
    """The argument of ``'error'``, as something that can be raised."""
    if isinstance(failure, BaseException):
        return failure
    unhandled = error("ERR_UNHANDLED_ERROR", repr(failure))
    unhandled.__dict__["context"] = failure
    return unhandled


def _is_coroutine(result: object) -> TypeGuard[Coroutine[Any, Any, Any]]:
    # The exact type first: asking the ABC costs 0.2 µs for each Completion that a listener returns.
    return type(result) is CoroutineType or (
        type(result) is not Completion and isinstance(result, Coroutine)
    )


def _original(listener: Listener) -> Listener:
    return listener.listener if isinstance(listener, _Once) else listener


def _checked_listener(listener: Listener) -> Listener:
    if not callable(listener):
        raise error("ERR_INVALID_ARG_TYPE", "listener", "of type function", listener)
    return listener


# The bridge


@attrs.frozen
class Event:
    """One emission, as a bridge's reader gets it."""

    source: EventEmitter
    name: Hashable
    args: tuple[Any, ...]


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
        # Which listeners were added, so that they can be removed; per source, insertion-ordered.
        self._watched: dict[int, tuple[EventEmitter, list[tuple[Hashable, Listener]]]] = {}
        self._open_sources: set[int] = set()

    @enable_ki_protection
    def watch(
        self,
        source: EventEmitter,
        *names: Hashable,
        follow: Mapping[Hashable, Sequence[Hashable]] | None = None,
    ) -> None:
        """Forward the emissions of ``names`` by ``source`` from now on.

        Args:
            follow: name of an event → names to watch, from the moment of its emission, on every
                emitter among its arguments.

        Raises:
            trio.ClosedResourceError: the bridge is closed.
        """
        if self._closed:
            raise trio.ClosedResourceError("the bridge is closed")
        key = id(source)
        if key not in self._watched:
            self._watched[key] = (source, [])
            self._open_sources.add(key)
            self._listen(source, "close", lambda *_: self._source_closed(key))
        for name in dict.fromkeys(names):
            self._listen(source, name, self._forwarder(source, name, (follow or {}).get(name, ())))

    def _listen(self, source: EventEmitter, name: Hashable, listener: Listener) -> None:
        added = self._watched[id(source)][1]
        if name != "close" or not added:
            source.on(name, listener)
            added.append((name, listener))
        else:
            # What ends the iteration stays behind what forwards the event.
            source.prepend_listener(name, listener)
            added.append((name, listener))

    def _forwarder(
        self, source: EventEmitter, name: Hashable, follow: Sequence[Hashable]
    ) -> Listener:
        def forward(*args: Any) -> None:
            if self._closed:
                return
            try:
                self._send.send_nowait(Event(source, name, args))
            except trio.WouldBlock:
                self._end(BridgeOverflow("more events than max_buffer wait for the reader"))
                return
            if follow:
                for arg in args:
                    if isinstance(arg, EventEmitter):
                        self.watch(arg, *follow)

        return forward

    def _source_closed(self, key: int) -> None:
        self._open_sources.discard(key)
        if not self._open_sources:
            self._end(None)

    def _end(self, failure: BaseException | None) -> None:
        if not self._closed:
            self._closed = True
            self._failure = failure
            self._send.close()
            for source, added in self._watched.values():
                for name, listener in added:
                    source.remove_listener(name, listener)
            self._watched.clear()
            self._open_sources.clear()

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
            bridge.watch(emitter)
            bridge._listen(emitter, "error", lambda *args: bridge._end(_as_exception(*args)))
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
        emission.fail(_as_exception(*args))

    listeners = [(name, emitted)] if name == "error" else [(name, emitted), ("error", failed)]
    for event, listener in listeners:
        emitter.on(event, listener)
    try:
        args: tuple[Any, ...] = await emission
    finally:
        for event, listener in listeners:
            emitter.remove_listener(event, listener)
    return args
