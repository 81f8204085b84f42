"""`Ticker`: the task that does what plain tasks have deferred, once they give up control.

What a step of the loop defers is done at its end, what a listener's task defers at the end of that
task's step. A call from any other task must be followed by its ticks as well, and waking the loop
for that means an eventfd, two system calls and a turn of Trio's own epoll: 10 to 12 µs. A task that
is parked beside the loop is rescheduled for 2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import trio
from trio.lowlevel import enable_ki_protection

if TYPE_CHECKING:
    from ._task_steps import TaskSteps


class Ticker:
    """One loop's; it lives while the loop runs.

    Attributes:
        is_called: it runs in Trio's next round, ticks and sends what was gathered.
    """

    def __init__(self, loop: TaskSteps) -> None:
        self._loop = loop
        self._parked: trio.lowlevel.Task | None = None
        self.is_called = False

    def call(self) -> None:
        """Have the loop's ticks done when the task that runs now gives up control."""
        if not self.is_called:
            if self._parked is not None:
                self.retire()
            else:
                self._loop.start_task(self._run)
            self.is_called = True

    def retire(self) -> None:
        """The loop ends: a task that waits for work must not keep the nursery open."""
        if self._parked is not None:
            task, self._parked = self._parked, None
            trio.lowlevel.reschedule(task)

    @enable_ki_protection
    async def _run(self) -> None:
        loop = self._loop
        while True:
            self.is_called = False
            loop.run_deferred()
            if self._parked is not None or not loop.is_running:
                return
            self._parked = trio.lowlevel.current_task()
            await trio.lowlevel.wait_task_rescheduled(self._abort)

    def _abort(self, _: object) -> trio.lowlevel.Abort:
        self._parked = None
        return trio.lowlevel.Abort.SUCCEEDED
