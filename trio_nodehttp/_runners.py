"""`Runners`: the tasks that run async listeners, a chain of interchangeable ones.

Started listeners wait in one queue, first in, first out. A runner takes the first, runs it, takes
the next; one that blocks calls for another runner, so that a listener that does not block costs no
task of its own (starting and ending one is 8 µs) and first steps come in the order of the starts,
which Trio does not promise of a batch of new tasks.

A listener that only passes a checkpoint comes back in Trio's next round: the first time, the others
wait for it. (An awaited write is mostly that; calling a runner for the others cost 10 µs.)
"""

from __future__ import annotations

import types
from collections import deque
from collections.abc import Callable, Coroutine, Generator
from typing import TYPE_CHECKING, Any, Final

import trio
from trio.lowlevel import disable_ki_protection, enable_ki_protection

if TYPE_CHECKING:
    from ._loop import Loop

# Given what an async listener raised; says whether that settles it.
ErrorHandler = Callable[[Exception], bool]

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

    def __init__(self, loop: Loop) -> None:
        self._loop = loop
        self.waiting: deque[tuple[Coroutine[Any, Any, Any], ErrorHandler | None]] = deque()
        self._spare: trio.lowlevel.Task | None = None
        self._coming = False  # a runner is on its way
        self._awaited_by: trio.lowlevel.Task | None = None

    def start(self, coroutine: Coroutine[Any, Any, Any], on_error: ErrorHandler | None) -> None:
        """Put a listener behind those that wait."""
        self.waiting.append((coroutine, on_error))
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
                    if not self.waiting and self._awaited_by is not None:
                        trio.lowlevel.reschedule(self._awaited_by)  # runs after this step
                        self._awaited_by = None
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
        loop = self._loop
        step = loop.step_listener
        run: Callable[..., Any] = loop.fresh_context().run
        resume: Callable[[Coroutine[Any, Any, Any], Any], Any] = _send
        value: Any = None
        passed = False  # a checkpoint for which the others have waited
        was_parked = False
        while True:
            try:
                request = step(run, resume, coroutine, value, was_parked)
            except BaseException as failure:
                if getattr(coroutine, "cr_frame", None) is None:
                    raise  # it has ended by that
                # Ctrl-C came between us and the listener: that is where it belongs.
                value = failure
                resume = _throw
                continue
            if request is ENDED:
                return
            was_parked = request is not _CHECKPOINT
            if not was_parked and not (passed and self.waiting):
                passed = True
            elif self.waiting or loop.has_due:
                self._call()  # this one blocks: another runner goes on
            try:
                value = yield request
                resume = _send
            except BaseException as failure:
                value = failure
                resume = _throw


def _refuse_to_abort(_: object) -> trio.lowlevel.Abort:
    return trio.lowlevel.Abort.FAILED
