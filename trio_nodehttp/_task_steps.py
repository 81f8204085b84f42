"""`TaskSteps`: what a loop does in tasks that are not its own.

Async listeners are stepped in the tasks of `_runners`, what plain tasks defer is done by
`_ticker`, and a task may do at once what it would only wait for. Each of these is a step like those
of a wake-up: its ticks follow it, its small writes are gathered, and the loop is woken where what
it left behind has a phase of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any, Final, Protocol

import trio
from trio.lowlevel import enable_ki_protection

from ._queues import Queues
from ._runners import Runners
from ._ticker import Ticker

# Sockets whose small writes are gathered, and for how many seconds at most before the next one's
# write sends them all: enough to be cheap, and nobody waits for many handlers that take their time.
_MOST_GATHERED: Final = 64
_LONGEST_GATHERED: Final = 0.001


class Sender(Protocol):
    """Who gathers small writes: a socket's handle."""

    def send_gathered(self) -> None: ...


class TaskSteps(Queues):
    """The part of a loop that other tasks run.

    Attributes:
        gathers: whether small writes wait for the end of what is done now; see `gather`.
    """

    def __init__(self, nursery: trio.Nursery) -> None:
        super().__init__(nursery)
        self._holds = 0
        self.gathers = False
        self._gathered: list[Sender] = []
        self._gathered_since = 0.0
        self._runners = Runners(self)
        self.start_listener = self._runners.start
        self._ticker = Ticker(self)

    @property
    def is_running(self) -> bool:
        """Whether the loop's task exists."""
        raise NotImplementedError

    def fail(self, failure: BaseException) -> None:
        """End the owner with this error."""
        raise NotImplementedError

    def _is_due(self) -> bool:
        """Whether the next wake-up has something to do, whatever the descriptors say."""
        return bool(self._immediates or self._closings or self._next_arrivals)

    def _wake_if_due(self) -> None:
        """After a step in a task."""
        if self._is_due() or (not self._holds and self.is_running):
            self.wake()

    @enable_ki_protection
    def run_deferred(self) -> None:
        """The ticker's: do what plain tasks have deferred, and send what `tick_now` has left."""
        self.now = trio.current_time()
        self.gathers = True
        try:
            if self._ticks:
                self._step(self.drain_ticks)
        finally:
            self.gathers = False
            self.send_gathered()
            self._wake_if_due()

    @enable_ki_protection
    def tick_now(self, callback: Callable[..., object], *args: Any) -> None:
        """`next_tick`, and then all that is due, in the task that calls: no wake-up, no task
        switch. For what that task would only wait for.

        Small writes are left to the ticker, which sends those of all tasks of Trio's round.
        """
        self.check_caller()
        self._ticks.append((callback, args))
        self.now = trio.current_time()
        gathers, self.gathers = self.gathers, True
        try:
            self.drain_in_task()
        finally:
            self.gathers = gathers
            if not gathers:  # else within a step, at whose end there is the same to be done
                if self._gathered:
                    self._ticker.call()
                if not self._holds or self._immediates or self._closings or self._next_arrivals:
                    self._wake_if_due()

    def run_due(self) -> None:
        """Do what was deferred, in the task that calls."""
        if self._ticks:
            self.drain_in_task()
            self._wake_if_due()

    def drain_in_task(self) -> None:
        """Do what was deferred, in the task that calls; what it raises ends the owner."""
        was_stepping, self._stepping = self._stepping, True
        try:
            self._context.copy().run(self.drain_ticks)
        except BaseException as failure:
            self.fail(failure)
        finally:
            self._stepping = was_stepping

    def ask(self, callback: Callable[[Exception], bool], failure: Exception) -> bool:
        """Run ``callback(failure)`` as a step and return its answer."""
        answers: list[bool] = []
        try:
            self._step(lambda: answers.append(callback(failure)))
        finally:
            self._wake_if_due()
        return answers[0]

    # Gathered writes

    def gather(self, sender: Sender) -> None:
        """Call ``sender.send_gathered()`` when what the loop does now is done."""
        gathered = self._gathered
        gathered.append(sender)
        count = len(gathered)
        if count == 1:
            self._gathered_since = perf_counter()
        elif count == _MOST_GATHERED or perf_counter() - self._gathered_since > _LONGEST_GATHERED:
            self.send_gathered()

    def send_gathered(self) -> None:
        """Send what small writes have left with their sockets."""
        gathered, self._gathered = self._gathered, []
        for sender in gathered:
            sender.send_gathered()
