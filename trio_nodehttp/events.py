"""Events: Node's emitter, its ticks and immediates, and the bridge from emissions to a task."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ._bridge import BridgeOverflow, Event, EventBridge, on, once
from ._emitter import EventEmitter, MaxListenersExceededWarning
from ._errors import error
from ._loop import Immediate, Loop, call_unprotected

__all__ = [
    "BridgeOverflow",
    "Event",
    "EventBridge",
    "EventEmitter",
    "MaxListenersExceededWarning",
    "next_tick",
    "on",
    "once",
    "set_immediate",
]


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
