"""`EventEmitter`: Node's. Listeners run inside ``emit()``, in the order in which they were added.

A listener that is an async function gets a task in the nursery of the emitter's owner. Nothing here
defers, and nothing is kept of an emission.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Coroutine, Hashable, Sequence
from types import CoroutineType
from typing import Any, Final, TypeGuard, TypeVar, overload

import trio
from trio.lowlevel import disable_ki_protection, enable_ki_protection

from ._completion import Completion
from ._errors import error
from ._loop import Loop, call_unprotected

Listener = Callable[..., object]
_L = TypeVar("_L", bound=Listener)
_Self = TypeVar("_Self", bound="EventEmitter")


class MaxListenersExceededWarning(ResourceWarning):
    """More listeners were added for one event than `EventEmitter.set_max_listeners` allows."""


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

    Attributes:
        default_max_listeners: more listeners for one event look like a leak. Assigned on this
            class, it holds for every emitter that has no limit of its own.

    Args:
        nursery: the owner of async listeners of an emitter that belongs to no server, agent or
            socket. Without an owner an async listener is a ``RuntimeError`` when it is called.
    """

    default_max_listeners: float = 10

    # Events whose listeners change something here: `_listener_added`.
    _tells_of: frozenset[Hashable] = frozenset()

    # Tuples: an emit goes on over the listeners that there were when it began.
    _events: dict[Hashable, tuple[Listener, ...]] | None = None
    _loop: Loop | None = None
    _max_listeners: float | None = None
    _warned: set[Hashable] | None = None

    def __init__(self, *, nursery: trio.Nursery | None = None) -> None:
        if nursery is not None:
            self._loop = Loop.of(nursery)

    # Hooks for the rooms above

    def _listener_added(self, name: Hashable, prepended: bool) -> None:
        """A listener for ``name``, one of `_tells_of`, has been added."""

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
        raise as_exception(failure)

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
                    if result is not None and (
                        type(result) is CoroutineType or _is_coroutine(result)
                    ):
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
        events = self._events
        if events is None:
            events = self._events = {}
        if name in events or "newListener" in events or not callable(listener):
            self._add(name, listener, prepend=False)
        else:  # what that comes to for the first one, one call shorter
            events[name] = (listener,)
            if name in self._tells_of:
                self._listener_added(name, False)
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
        # No limit in use is worth a look below Node's default.
        if self._max_listeners is not None or len(present) >= 10:
            self._warn_of_leak(name, len(present) + 1)
        if name in self._tells_of:
            self._listener_added(name, prepend)

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
            present = events.get(name)
            events[name] = (listener,) if present is None else (*present, listener)

    def _remove_all(self, listeners: Sequence[tuple[Hashable, Listener]]) -> None:
        """Take off listeners of ours, if they are still there; in a third of the time likewise."""
        events = self._events
        if events is None:
            return
        if "removeListener" in events:
            for name, listener in listeners:
                self.remove_listener(name, listener)
            return
        for name, listener in listeners:
            present = events.get(name)
            if present is None:
                continue
            if len(present) > 1:  # ours is there once
                events[name] = tuple([each for each in present if each != listener])
            elif present == (listener,):
                del events[name]

    def _silence(self, name: Hashable, listener: Listener) -> None:
        """Put one that does nothing in the place of this listener.

        It will be called no more, and so need not be referred to; whoever looks sees as many as
        before.
        """
        events = self._events
        present = None if events is None else events.get(name)
        if events is not None and present is not None:
            events[name] = tuple([silent if each == listener else each for each in present])

    def _silence_all(self, names: frozenset[Hashable]) -> None:
        """The same for all listeners for ``names``."""
        events = self._events
        if events is None:
            return
        for name, present in events.items():
            if name in names:
                events[name] = _SILENT * len(present)

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
        own = self._max_listeners
        return EventEmitter.default_max_listeners if own is None else own


def silent(*args: object) -> None:
    """Stands for a listener that is over: `EventEmitter._silence`."""


_SILENT: Final = (silent,)


def as_exception(failure: object = None, *_: object) -> BaseException:
    """The argument of ``'error'``, as something that can be raised."""
    if isinstance(failure, BaseException):
        return failure
    unhandled = error("ERR_UNHANDLED_ERROR", repr(failure))
    unhandled.__dict__["context"] = failure
    return unhandled


def _is_coroutine(result: object) -> TypeGuard[Coroutine[Any, Any, Any]]:
    # What Node's calls return first: asking the ABC costs 0.3 µs.
    return not isinstance(result, (EventEmitter, Completion)) and isinstance(result, Coroutine)


def _original(listener: Listener) -> Listener:
    return listener.listener if isinstance(listener, _Once) else listener


def _checked_listener(listener: Listener) -> Listener:
    if not callable(listener):
        raise error("ERR_INVALID_ARG_TYPE", "listener", "of type function", listener)
    return listener
