"""`Queues`: what a loop is going to call, each queue with its moment in Node's turn.

Ticks come when the callback that runs now has returned, immediates and 'close' emissions after the
I/O of a wake-up, what tasks bring along with that I/O, timers when their time has come. Here things
are put into the queues, and callbacks are run, each with its ticks; `Loop` empties the queues.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

import trio
from trio.lowlevel import disable_ki_protection, enable_ki_protection

from ._owned import Owned
from ._timers import Immediate, Timer, Timers

Call = tuple[Callable[..., object], tuple[Any, ...]]


@disable_ki_protection
def call_unprotected(callback: Callable[..., object], *args: object) -> object:
    """Call a user's function so that Ctrl-C can interrupt it."""
    return callback(*args)


class Queues(Owned):
    """The queues of one loop.

    Attributes:
        now: when this wake-up began, in seconds of Trio's clock.
    """

    def __init__(self, nursery: trio.Nursery) -> None:
        super().__init__(nursery)
        self.now = trio.current_time()
        self._stepping = False  # one of our steps is on the stack: it drains the ticks at its end
        self._ticks: deque[Call] = deque()
        self._immediates: list[Immediate] = []
        self._closings: deque[Call] = deque()  # the last one asked for is first
        self._arrivals: deque[Call] = deque()
        self._next_arrivals: list[Call] = []
        self._before_io: deque[Call] = deque()
        self.timers = Timers()

    # What the loop does

    def wake(self) -> None:
        """Make the loop run its phases soon."""
        raise NotImplementedError

    def _tick_soon(self) -> None:
        """A task that is none of ours has deferred something: have it done soon."""
        raise NotImplementedError

    def hold(self) -> None:
        """Keep the loop alive until `release`."""
        raise NotImplementedError

    def release(self) -> None:
        raise NotImplementedError

    def _wait_until(self, deadline: float) -> None:
        """Wait no longer than that."""
        raise NotImplementedError

    def time(self) -> float:
        """Trio's time; during a wake-up, the time at which that began."""
        if self._stepping:
            return self.now
        self.check_caller()
        return trio.current_time()

    # Deferring

    @enable_ki_protection
    def next_tick(self, callback: Callable[..., object], *args: Any) -> None:
        """Call ``callback`` once the callback that runs now has returned (``process.nextTick``)."""
        if self._stepping:  # asked here, not by a call: there are seven ticks in a request
            self._ticks.append((callback, args))
            return
        self.check_caller()
        self._ticks.append((callback, args))
        self._tick_soon()

    @enable_ki_protection
    def set_immediate(self, callback: Callable[..., object], *args: Any) -> Immediate:
        """Call ``callback`` after the I/O of this wake-up."""
        self.check_caller()
        immediate = Immediate(callback, args)
        self._immediates.append(immediate)
        if not self._stepping:
            self.wake()
        return immediate

    @enable_ki_protection
    def call_on_close_phase(self, callback: Callable[..., object], *args: Any) -> None:
        """Call ``callback`` in the last phase of this wake-up; the last one asked for is first."""
        if self._stepping:  # mostly, as for next_tick()
            self._closings.appendleft((callback, args))
            return
        self.check_caller()
        self._closings.appendleft((callback, args))
        self.wake()

    @enable_ki_protection
    def call_on_io_phase(self, callback: Callable[..., object], *args: Any) -> None:
        """Call ``callback`` as an I/O step of its own; what pump tasks have read arrives so."""
        self.check_caller()
        self._arrivals.append((callback, args))
        self.wake()

    @enable_ki_protection
    def call_on_next_io_phase(self, callback: Callable[..., object], *args: Any) -> None:
        """The same in the next wake-up, where this one's I/O is not over."""
        if self._stepping:  # mostly, as for next_tick()
            self._next_arrivals.append((callback, args))
            return
        self.check_caller()
        self._next_arrivals.append((callback, args))
        self.wake()

    @enable_ki_protection
    def call_before_io(self, callback: Callable[..., object], *args: Any) -> None:
        """Call ``callback`` in the next wake-up that there is, before any I/O step of it."""
        self._before_io.append((callback, args))

    @enable_ki_protection
    def timer(
        self, milliseconds: float, callback: Callable[..., object], *args: Any, ref: bool = True
    ) -> Timer:
        """Call ``callback`` in that many milliseconds. ``ref``: whether it holds the loop."""
        return self.timer_at(self.time() + milliseconds / 1000, callback, *args, ref=ref)

    @enable_ki_protection
    def timer_at(
        self, deadline: float, callback: Callable[..., object], *args: Any, ref: bool = True
    ) -> Timer:
        """Call ``callback`` at that time of Trio's clock (seconds)."""
        self.check_caller()
        timer = Timer(self, deadline, callback, args, ref)
        self.timers.add(timer)
        self._wait_until(deadline)
        return timer

    # Running

    def _step(self, callback: Callable[..., object], *args: Any) -> None:
        """Run one callback and the ticks that follow it, in a fresh copy of the owner's context."""
        run = self._context.copy().run
        was_stepping, self._stepping = self._stepping, True
        try:
            run(callback, *args)
            if self._ticks:
                run(self.drain_ticks)
        finally:
            self._stepping = was_stepping

    def _step_all(self, calls: deque[Call]) -> None:
        """`_step` for each of ``calls``, two calls shorter; those behind one that raises are left
        in it."""
        fresh_context, ticks = self._context.copy, self._ticks
        was_stepping, self._stepping = self._stepping, True
        try:
            while calls:
                callback, args = calls.popleft()
                run = fresh_context().run
                run(callback, *args)
                if ticks:
                    run(self.drain_ticks)
        finally:
            self._stepping = was_stepping

    @enable_ki_protection
    def drain_ticks(self) -> None:
        """Empty the tick queue; between two callbacks of one step."""
        ticks = self._ticks
        while ticks:
            callback, args = ticks.popleft()
            callback(*args)
