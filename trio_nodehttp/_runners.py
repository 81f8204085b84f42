"""`Runners`: the tasks that run async listeners, a chain of interchangeable ones.

Started listeners wait in one queue, first in, first out. A runner takes the first, runs it, takes
the next; one that blocks calls for another runner, so that a listener that does not block costs no
task of its own (starting and ending one is 8 µs) and first steps come in the order of the starts,
which Trio does not promise of a batch of new tasks.

A listener that only passes a checkpoint comes back in Trio's next round, and an awaited write is
mostly that. So the first time, the others may wait for it, while one more runner is called for each
round, up to a few: they share what a round of Trio costs. (Calling one at every checkpoint takes
3 % more for each request whose handler awaits its write, where 40 come at once.)
"""

from __future__ import annotations

import types
from collections import deque
from collections.abc import Callable, Coroutine, Generator
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import trio
from trio.lowlevel import disable_ki_protection, enable_ki_protection

if TYPE_CHECKING:
    from ._task_steps import TaskSteps

# Given what an async listener raised; says whether that settles it.
ErrorHandler = Callable[[Exception], bool]

# Runners that wait for work instead of ending.
_MOST_SPARE: Final = 8

# What a step of a coroutine comes to when it was the last.
ENDED: Final = object()


@disable_ki_protection
def _send(coroutine: Coroutine[Any, Any, Any], value: Any) -> Any:
    # Here, in one frame: passing on a StopIteration costs as much as any exception.
    try:
        return coroutine.send(value)
    except StopIteration:
        return ENDED


@disable_ki_protection
def _throw(coroutine: Coroutine[Any, Any, Any], failure: BaseException) -> Any:
    try:
        return coroutine.throw(failure)
    except StopIteration:
        return ENDED


def _checkpoint_request() -> object:
    """What a task hands to Trio at a checkpoint, which is the same each time."""
    checkpoint = trio.lowlevel.cancel_shielded_checkpoint()
    request = checkpoint.send(None)
    checkpoint.close()
    return request


_CHECKPOINT: Final = _checkpoint_request()


class Runners:
    """The runner tasks of one loop.

    Attributes:
        waiting: listeners that were started and have not had their first step.
    """

    def __init__(self, loop: TaskSteps) -> None:
        self._loop = loop
        self.waiting: deque[tuple[Coroutine[Any, Any, Any], ErrorHandler | None]] = deque()
        self._spare: list[trio.lowlevel.Task] = []
        self._coming = 0  # runners that are on their way
        self._passing = 0  # runners whose listener passes its first checkpoint
        self._awaited_by: trio.lowlevel.Task | None = None

    @enable_ki_protection
    def start(
        self, coroutine: Coroutine[Any, Any, Any], on_error: ErrorHandler | None = None
    ) -> None:
        """Run an async listener as a task of the nursery, after those started before it.

        ``on_error(exception)`` is given what it raises (no ``Cancelled``, no ``KeyboardInterrupt``)
        and says whether that settles it; without one the exception leaves through the nursery.
        """
        self.waiting.append((coroutine, on_error))
        if not self._loop._stepping:
            self._loop.now = trio.current_time()  # its first step is no part of a wake-up
        if not self._coming:
            try:
                self._call()
            except BaseException:
                self.waiting.pop()
                coroutine.close()
                raise

    async def all_started(self) -> None:
        """Wait until those that wait have had their first step; that cannot be cancelled."""
        self._awaited_by = trio.lowlevel.current_task()
        await trio.lowlevel.wait_task_rescheduled(_refuse_to_abort)

    def retire(self) -> None:
        """The loop has ended: runners that wait for work must not keep the nursery open."""
        while self._spare:
            self._call()

    def _call(self) -> None:
        """Make one more runner come."""
        if self._spare:
            trio.lowlevel.reschedule(self._spare.pop())
        else:
            self._loop.start_task(self._run)
        self._coming += 1

    @enable_ki_protection
    async def _run(self) -> None:
        loop = self._loop
        task = trio.lowlevel.current_task()
        try:
            while True:
                self._coming -= 1
                loop.run_due()  # what a listener that blocks now has deferred
                while self.waiting:
                    coroutine, on_error = self.waiting.popleft()
                    if not self.waiting and self._awaited_by is not None:
                        trio.lowlevel.reschedule(self._awaited_by)  # runs after this step
                        self._awaited_by = None
                    try:
                        await self._drive(coroutine)
                    except Exception as failure:
                        if on_error is None or not loop.ask(on_error, failure):
                            raise
                if len(self._spare) == _MOST_SPARE or not loop.is_running:
                    return
                self._spare.append(task)
                await trio.lowlevel.wait_task_rescheduled(partial(self._abort, task))
        finally:
            if self.waiting and not self._coming:
                self._call()

    def _abort(self, task: trio.lowlevel.Task, _: object) -> trio.lowlevel.Abort:
        self._spare.remove(task)
        return trio.lowlevel.Abort.SUCCEEDED

    @enable_ki_protection
    @types.coroutine
    def _drive(self, coroutine: Coroutine[Any, Any, Any]) -> Generator[Any, Any, None]:
        """Await ``coroutine`` by hand, since after each of its steps there is work for the loop.

        What the listener deferred is done when it has ended: with no wake-up of the loop (10 µs),
        and in the same order as after a sync listener. One that goes on is about to be parked by
        Trio; what it deferred may wake its task and must wait until that is done.

        Its steps run in a context of its own: what it sets, no other listener sees.
        """
        loop = self._loop
        ticks = loop._ticks
        run: Callable[..., Any] = loop._context.copy().run
        resume: Callable[[Coroutine[Any, Any, Any], Any], Any] = _send
        value: Any = None
        has_passed = False  # a checkpoint for which the others may have waited
        refreshes = False  # time has passed; the first step is part of a wake-up
        while True:
            if refreshes:
                loop.now = trio.current_time()
            if ticks:
                loop.drain_in_task()  # what was deferred before comes before
            loop._stepping = loop.gathers = True
            request: object = ENDED
            try:
                request = run(resume, coroutine, value)
            except BaseException as failure:
                if getattr(coroutine, "cr_frame", None) is None:
                    raise  # it has ended by that
                # Ctrl-C came between us and the listener: that is where it belongs.
                value = failure
                resume = _throw
                continue
            finally:
                try:
                    if request is ENDED and ticks:
                        loop.drain_in_task()
                finally:
                    loop._stepping = loop.gathers = False
                if loop._gathered and not self.waiting:
                    loop.send_gathered()  # else after the step of the last that waits
                if not loop._holds or loop._immediates or loop._closings or loop._next_arrivals:
                    loop._wake_if_due()
            if request is ENDED:
                return
            was_parked = request is not _CHECKPOINT
            if self._coming:
                pass
            elif was_parked:
                if self.waiting or ticks:
                    self._call()  # this one blocks: another runner goes on
            elif self.waiting and (has_passed or self._passing < _MOST_SPARE):
                self._call()
            refreshes = was_parked or has_passed
            passes = not refreshes
            has_passed = True
            self._passing += passes
            try:
                value = yield request
                resume = _send
            except BaseException as failure:
                value = failure
                resume = _throw
            finally:
                self._passing -= passes


def _refuse_to_abort(_: object) -> trio.lowlevel.Abort:
    return trio.lowlevel.Abort.FAILED
