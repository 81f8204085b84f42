"""`Runners`: the tasks that run async listeners, a chain of interchangeable ones.

Started listeners wait in one queue, first in, first out. A runner takes the first, runs it, takes
the next; one that blocks calls for another runner, so that a listener that does not block costs no
task of its own (starting and ending one is 8 µs) and first steps come in the order of the starts,
which Trio does not promise of a batch of new tasks.
"""

from __future__ import annotations

import types
from collections import deque
from collections.abc import Callable, Coroutine, Generator
from functools import partial
from typing import TYPE_CHECKING, Any

import trio
from trio.lowlevel import enable_ki_protection

if TYPE_CHECKING:
    from ._loop import Loop

# Given what an async listener raised; says whether that settles it.
ErrorHandler = Callable[[Exception], bool]


class Runners:
    """The runner tasks of one loop.

    Attributes:
        waiting: listeners that were started and have not had their first step.
    """

    def __init__(self, loop: Loop) -> None:
        self._loop = loop
        self.waiting: deque[tuple[Coroutine[Any, Any, Any], ErrorHandler | None]] = deque()
        self._spare: trio.lowlevel.Task | None = None
        self._coming = False  # a runner is on its way

    def start(self, coroutine: Coroutine[Any, Any, Any], on_error: ErrorHandler | None) -> None:
        """Put a listener behind those that wait."""
        self.waiting.append((coroutine, on_error))
        try:
            self._call()
        except BaseException:
            self.waiting.pop()
            coroutine.close()
            raise

    def retire(self) -> None:
        """The loop ends: a runner that waits for work must not keep the nursery open."""
        if self._spare is not None:
            task, self._spare = self._spare, None
            trio.lowlevel.reschedule(task)

    def _call(self) -> None:
        if not self._coming:
            if self._spare is not None:
                self.retire()
            else:
                self._loop.start_task(self._run)
            self._coming = True

    @enable_ki_protection
    async def _run(self) -> None:
        loop = self._loop
        task = trio.lowlevel.current_task()
        try:
            while True:
                self._coming = False
                loop.run_due()  # what a listener that blocks now has deferred
                while self.waiting:
                    coroutine, on_error = self.waiting.popleft()
                    try:
                        await self._drive(coroutine)
                    except Exception as failure:
                        if on_error is None or not loop.ask(on_error, failure):
                            raise
                if self._spare is not None or not loop.is_running:
                    return
                self._spare = task
                await trio.lowlevel.wait_task_rescheduled(self._abort)
                self._coming = False  # another runner may have taken what this one was called for
                if not (self.waiting or loop.has_due):
                    return
        finally:
            if self.waiting and not self._coming:
                self._call()

    def _abort(self, _: object) -> trio.lowlevel.Abort:
        self._spare = None
        return trio.lowlevel.Abort.SUCCEEDED

    @enable_ki_protection
    @types.coroutine
    def _drive(self, coroutine: Coroutine[Any, Any, Any]) -> Generator[Any, Any, None]:
        """Await ``coroutine`` by hand, since after each of its steps there is work for the loop.

        Its steps run in a context of its own: what it sets, no other listener sees.
        """
        step_task = self._loop.step_task
        run: Callable[..., Any] = self._loop.fresh_context().run
        throw: Callable[[BaseException], Any] = coroutine.throw
        send: Callable[[Any], Any] = partial(run, coroutine.send)
        resume = send
        value: Any = None
        while True:
            try:
                request = step_task(resume, value, False)
            except StopIteration:
                return
            except BaseException as failure:
                if getattr(coroutine, "cr_frame", None) is None:
                    raise  # it has ended by that
                # Ctrl-C came between us and the listener: that is where it belongs.
                value = failure
                resume = partial(run, throw)
                continue
            if self.waiting or self._loop.has_due:
                self._call()  # this one blocks: another runner goes on
            try:
                value = yield request
                resume = send
            except BaseException as failure:
                value = failure
                resume = partial(run, throw)
