"""Callbacks for later: timers, kept in a heap by their deadline, and immediates."""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._loop import Loop


class Timer:
    """One callback at one time; made by `Loop.timer`."""

    __slots__ = ("_args", "_callback", "_loop", "_referenced", "deadline")

    def __init__(
        self,
        loop: Loop,
        deadline: float,
        callback: Callable[..., object],
        args: tuple[Any, ...],
        referenced: bool,
    ) -> None:
        self._loop: Loop | None = loop
        self.deadline = deadline
        self._callback = callback
        self._args = args
        self._referenced = referenced
        if referenced:
            loop.hold()

    @property
    def is_pending(self) -> bool:
        return self._loop is not None

    def cancel(self) -> None:
        """Never call the callback. Its place in the heap is dropped when its time comes."""
        loop, self._loop = self._loop, None
        if loop is not None and self._referenced:
            loop.release()

    def fire(self) -> None:
        if self._loop is not None:
            self.cancel()
            self._callback(*self._args)


class Timers:
    """The timers of one loop, earliest first, in the order of their making where times are equal.

    A cancelled timer stays in the heap until its time comes: taking it out would cost more.
    """

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Timer]] = []
        self._numbers = itertools.count()

    def add(self, timer: Timer) -> None:
        heapq.heappush(self._heap, (timer.deadline, next(self._numbers), timer))

    def next_deadline(self) -> float:
        """When the first of them is due, in seconds of Trio's clock."""
        heap = self._heap
        while heap and not heap[0][2].is_pending:
            heapq.heappop(heap)
        return heap[0][0] if heap else math.inf

    def pop_due(self, now: float) -> Timer | None:
        """Take out the first that is due and pending."""
        heap = self._heap
        while heap and heap[0][0] <= now:
            timer = heapq.heappop(heap)[2]
            if timer.is_pending:
                return timer
        return None


class Immediate:
    """A callback waiting for the end of a wake-up's I/O; made by `Loop.set_immediate`."""

    __slots__ = ("_args", "_callback")

    def __init__(self, callback: Callable[..., object], args: tuple[Any, ...]) -> None:
        self._callback: Callable[..., object] | None = callback
        self._args = args

    def cancel(self) -> None:
        """Never call it (``clearImmediate``)."""
        self._callback = None

    def fire(self) -> None:
        if self._callback is not None:
            self._callback(*self._args)
