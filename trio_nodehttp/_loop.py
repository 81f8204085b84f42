"""The owner's loop: one task in an owner's nursery that does what Node's event loop does.

A wake-up goes through Node's phases::

    due timers → wait → one I/O step per ready handle → immediates → 'close' emissions (last first)

and after every callback the tick queue is emptied. Steps are plain calls and never await, so no
other task runs in the middle of one. The loop waits in one place, for the descriptor of its own
selector, in which the handles (sockets, listeners) are registered; this is the only room that
touches Trio's I/O.

The loop starts with the first thing that is registered and returns when nothing holds it: then the
owner's nursery closes where Node's process would exit. Rules for everything in this file:

- whatever raises in a step leaves through the nursery, after every handle has been destroyed;
- a call from another task acts at once, what it deferred is drained at the end of that task's step
  when the task runs one of our listeners, else by waking the loop;
- async listeners have their first step in the order in which they were started.
"""

from __future__ import annotations

import contextvars
import sys
import weakref
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, Final, Protocol

import trio
from trio.lowlevel import enable_ki_protection

from ._owned import OwnerClosedError
from ._poller import CAN_SELECT, READ, WRITE, AnyPoller, make_poller
from ._queues import call_unprotected
from ._task_poller import TaskPoller
from ._task_steps import TaskSteps
from ._timers import Immediate, Timer

if sys.version_info < (3, 11):  # pragma: no cover
    from exceptiongroup import BaseExceptionGroup

__all__ = ["READ", "WRITE", "Handle", "Immediate", "Loop", "Timer", "call_unprotected"]

# A 'close' listener that connects again would keep an ending loop busy for ever: after so many
# rounds of destroying what the round before has made, what there is goes without a word.
_LAST_ROUNDS: Final = 16

# A loop can be found from the steps and listeners that it runs (a context variable of theirs), and
# from plain tasks of the same trio.run: there it is the one that was asked for last.
_owner: contextvars.ContextVar[Loop] = contextvars.ContextVar("trio_nodehttp_owner")
_of_nursery: weakref.WeakKeyDictionary[trio.Nursery, Loop] = weakref.WeakKeyDictionary()


class Handle(Protocol):
    """What a loop steps: something with a descriptor or with pump tasks."""

    referenced: bool  # whether it keeps the loop alive: `Loop.set_referenced`

    def step(self, mask: int) -> None:
        """Do one piece of I/O; ``mask`` says what the descriptor is ready for."""

    def abandon(self) -> None:
        """The loop ends: destroy the object that this handle belongs to, and close."""


def raise_all(failures: list[BaseException]) -> None:
    """Raise what went wrong, if anything: bare when it is one thing."""
    if len(failures) == 1:
        raise failures[0]
    if failures:
        raise BaseExceptionGroup("several errors while the owner ended", failures)


class Loop(TaskSteps):
    """One owner's event loop. Everything that shares a nursery shares its loop: `Loop.of`."""

    # How it waits for its descriptors: with a selector, else with tasks.
    selects: bool = CAN_SELECT

    def __init__(self, nursery: trio.Nursery) -> None:
        super().__init__(nursery)
        self._context.run(_owner.set, self)
        self._handles: dict[Handle, None] = {}
        self._failures: list[BaseException] = []

        self._poller: AnyPoller | None = None  # there is one while the task exists
        self._scope: trio.CancelScope | None = None

    # Finding one

    @staticmethod
    def of(nursery: trio.Nursery) -> Loop:
        """The loop of this nursery, made at the first call."""
        if not isinstance(nursery, trio.Nursery):
            raise TypeError(f"nursery= must be a trio.Nursery, not {nursery!r}")
        loop = _of_nursery.pop(nursery, None) or Loop(nursery)
        _of_nursery[nursery] = loop  # at the end: the one that was asked for last
        return loop

    @staticmethod
    def current() -> Loop:
        """The loop whose step or listener is running, else the one asked for last in this run.

        Raises:
            RuntimeError: there is none.
        """
        loop = _owner.get(None)
        if not trio.lowlevel.in_trio_run():
            if loop is not None:
                return loop  # which refuses the call, and says why
        elif loop is not None and (loop._stepping or loop.is_open):
            return loop
        else:
            for loop in reversed(list(_of_nursery.values())):
                if loop.is_open:
                    return loop
        raise RuntimeError(
            "no owner is open: enter a Server or an Agent with `async with`, or pass nursery="
        )

    def _wait_until(self, deadline: float) -> None:
        if self._scope is None:
            self._ensure_running()
        elif deadline < self._scope.deadline:
            self._scope.deadline = deadline

    # Holding

    @enable_ki_protection
    def hold(self) -> None:
        """Keep the loop alive until `release`."""
        self._ensure_running()
        self._holds += 1

    @enable_ki_protection
    def release(self) -> None:
        self._holds -= 1
        if self._holds == 0 and not self._stepping and self._poller is not None:
            self._poller.wake()  # it may be over

    @enable_ki_protection
    def attach(self, handle: Handle) -> None:
        """Make the loop own ``handle``: it is destroyed when the loop ends."""
        if self._poller is None:
            self._ensure_running()
        self._handles[handle] = None
        if handle.referenced:
            self._holds += 1

    @enable_ki_protection
    def detach(self, handle: Handle) -> None:
        if handle in self._handles:
            del self._handles[handle]
            if handle.referenced:
                self.release()

    @enable_ki_protection
    def set_referenced(self, handle: Handle, referenced: bool) -> None:
        """Whether ``handle`` keeps the loop alive."""
        if referenced != handle.referenced:
            handle.referenced = referenced
            if handle in self._handles:
                if not referenced:
                    self.release()
                elif self._poller is not None:
                    self._holds += 1  # hold(), two calls shorter: an agent's sockets come by here
                else:
                    self.hold()

    @enable_ki_protection
    def spawn(self, function: Callable[..., Awaitable[object]], *args: Any) -> None:
        """Run an async function as a task of the owner's nursery; it holds the loop meanwhile."""
        self.hold()
        try:
            self.start_task(self._spawned, function, args)
        except BaseException:
            self.release()
            raise

    @enable_ki_protection
    async def _spawned(
        self, function: Callable[..., Awaitable[object]], args: tuple[Any, ...]
    ) -> None:
        try:
            await function(*args)
        finally:
            self.release()

    # The selector

    def register(self, descriptor: int, mask: int, handle: Handle) -> None:
        assert self._poller is not None, "attach() first"
        self._poller.register(descriptor, mask, handle)

    def modify(self, descriptor: int, mask: int, handle: Handle) -> None:
        assert self._poller is not None
        self._poller.modify(descriptor, mask, handle)

    def unregister(self, descriptor: int) -> None:
        if self._poller is not None:
            self._poller.unregister(descriptor)

    @enable_ki_protection
    def wake(self) -> None:
        """Make the loop run its phases soon."""
        try:
            self._ensure_running().wake()
        except OwnerClosedError:
            raise_all(self._end_everything())  # there is nobody but the caller to run it

    def _tick_soon(self) -> None:
        if self._scope is not None:
            if not self._ticker.is_called:
                self._ticker.call()
        elif self._poller is None:
            self.wake()  # else it is about to begin, with the ticks

    # The task

    @property
    def is_running(self) -> bool:
        """Whether the loop's task exists."""
        return self._poller is not None

    def _ensure_running(self) -> AnyPoller:
        if self._poller is None:
            poller = make_poller() if self.selects else TaskPoller(self.start_task)
            try:
                self.start_task(self._run)
            except BaseException:
                poller.close()
                raise
            self._poller = poller
        return self._poller

    def _is_held(self) -> bool:
        return bool(self._holds or self._ticks or self._arrivals or self._is_due())

    @enable_ki_protection
    async def _run(self) -> None:
        poller = self._poller
        assert poller is not None
        try:
            self.now = trio.current_time()
            self._step(self.drain_ticks)
            while True:
                # One scope for as many waits as end without a timer: entering one costs 6 µs.
                with trio.CancelScope(deadline=self.timers.next_deadline()) as self._scope:
                    while self._is_held():
                        if self._ticks or self._is_due():
                            await trio.lowlevel.checkpoint()
                        else:
                            await trio.lowlevel.wait_readable(poller)
                        if self._runners.waiting:
                            # What the last wake-up started has its first step before the next.
                            await self._runners.all_started()
                        self._wake_up(poller)
                self._scope = None
                if self._is_held():
                    self._wake_up(poller)
                elif self._handles:
                    raise_all(self._end_everything())  # unreferenced: Node's process exits here
                else:
                    break
        except BaseException as failure:
            self._scope = None
            self._die(failure)
        finally:
            self._poller = None
            poller.close()
            self._runners.retire()
            self._ticker.retire()
        raise_all(self._end_everything())

    def _wake_up(self, poller: AnyPoller) -> None:
        """One turn through the phases."""
        self.now = now = trio.current_time()
        if self._ticks:
            self._step(self.drain_ticks)
        if self._next_arrivals:
            self._arrivals.extend(self._next_arrivals)
            self._next_arrivals.clear()

        if self._before_io:
            self._step_all(self._before_io)

        self.gathers = self._stepping = True  # for all of them at once: _step(), one call shorter
        fresh_context, ticks = self._context.copy, self._ticks
        try:
            for handle, mask in poller.ready():
                run = fresh_context().run
                run(handle.step, mask)
                if ticks:
                    run(self.drain_ticks)
        finally:
            self.gathers = self._stepping = False
            self.send_gathered()
        if self._arrivals:
            # Those that one of these brings wait for the next wake-up, as do immediates.
            arrivals, self._arrivals = self._arrivals, deque()
            self._step_all(arrivals)

        if self._immediates:
            immediates, self._immediates = self._immediates, []
            for immediate in immediates:
                self._step(immediate.fire)
        if self._closings:
            closings, self._closings = self._closings, deque()
            try:
                self._step_all(closings)
            finally:
                # Where one has raised, the end comes to the others, after those it has asked for.
                self._closings.extend(closings)

        # Last, which is first in Node's turn, since that waits between its timers and its I/O: what
        # has arrived when a timer comes due is never late.
        for timer in self.timers.take_due(now):
            self._step(timer.fire)

    # The end

    def fail(self, failure: BaseException) -> None:
        """End the owner with this error: it leaves through the nursery, from the loop's task."""
        if not self.is_open:
            raise failure
        self._failures.append(failure)
        self._cancel_nursery()
        self._ensure_running()

    def _die(self, failure: BaseException) -> None:
        """Cancel the nursery, destroy every handle, raise all that went wrong."""
        self._cancel_nursery()
        self._immediates.clear()
        raise_all([failure, *self._end_everything()])

    def _end_everything(self) -> list[BaseException]:
        """Destroy every handle, with all the events that a destroyed one emits.

        Returns what went wrong meanwhile, and what `fail` was given before.
        """
        failures, self._failures = self._failures, []

        def attempt(callback: Callable[..., object], *args: Any) -> None:
            try:
                self._step(callback, *args)
            except BaseException as failure:
                failures.append(failure)

        for _ in range(_LAST_ROUNDS):
            for handle in list(self._handles):
                attempt(handle.abandon)
                self.detach(handle)
            while self._ticks:
                attempt(self.drain_ticks)
            closings, self._closings = self._closings, deque()
            for callback, args in closings:
                attempt(callback, *args)
            if not (self._handles or self._ticks or self._closings):
                break
        for handle in list(self._handles):
            attempt(handle.abandon)
            self.detach(handle)
        self._ticks.clear()
        self._closings.clear()
        self._arrivals.clear()
        self._next_arrivals.clear()
        self._before_io.clear()
        return failures
