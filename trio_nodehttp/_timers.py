"""Callbacks for later: timers, kept in a heap by their deadline, and immediates."""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from trio.lowlevel import enable_ki_protection

if TYPE_CHECKING:
    from ._queues import Queues

# A heap so small is not worth sweeping.
_FEW: Final = 64


class Timer:
    """One callback at one time; made by `Loop.timer`."""

    __slots__ = ("_callback", "_loop", "_referenced", "deadline")

    def __init__(
        self,
        loop: Queues,
        deadline: float,
        callback: Callable[..., object],
        args: tuple[Any, ...],
        referenced: bool,
    ) -> None:
        self._loop: Queues | None = loop
        self.deadline = deadline
        self._callback: tuple[Callable[..., object], tuple[Any, ...]] | None = (callback, args)
        self._referenced = referenced
        if referenced:
            loop.hold()

    @property
    def is_pending(self) -> bool:
        return self._loop is not None

    @enable_ki_protection
    def cancel(self) -> None:
        """Never call the callback. It is forgotten at once, its place in the heap sometime."""
        loop, self._loop = self._loop, None
        self._callback = None
        if loop is not None:
            loop.timers.count_pending -= 1
            if self._referenced:
                loop.release()

    def fire(self) -> None:
        if self._callback is not None:
            callback, args = self._callback
            self.cancel()
            callback(*args)


class Timers:
    """The timers of one loop, earliest first, in the order of their making where times are equal.

    A cancelled timer stays in the heap, since taking it out would cost more, until its time comes
    or until most of the heap is cancelled: every connection that closes before its timeout leaves
    one.
    """

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Timer]] = []
        self._numbers = itertools.count()
        self.count_pending = 0

    def __len__(self) -> int:
        return len(self._heap)

    def add(self, timer: Timer) -> None:
        if len(self._heap) > 2 * self.count_pending + _FEW:
            self._heap = [entry for entry in self._heap if entry[2].is_pending]
            heapq.heapify(self._heap)
        heapq.heappush(self._heap, (timer.deadline, next(self._numbers), timer))
        self.count_pending += 1

    def next_deadline(self) -> float:
        """When the first of them is due, in seconds of Trio's clock."""
        heap = self._heap
        while heap and not heap[0][2].is_pending:
            heapq.heappop(heap)
        return heap[0][0] if heap else math.inf

    def take_due(self, now: float) -> list[Timer]:
        """Take out those that are due; one that is cancelled by another will not fire."""
        heap = self._heap
        due: list[Timer] = []
        while heap and heap[0][0] <= now:
            due.append(heapq.heappop(heap)[2])
        return due


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
