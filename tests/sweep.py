"""The cancellation sweep: an exchange is cancelled at its k-th step, for every k."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import trio

from . import leaks


class _CancelAtStep(trio.abc.Instrument):
    """Cancels ``scope`` before the k-th step that any task of the exchange takes."""

    def __init__(self, scope: trio.CancelScope, k: int, others: set[trio.lowlevel.Task]) -> None:
        self._scope = scope
        self._k = k
        self._others = others
        self.steps = 0

    def before_task_step(self, task: trio.lowlevel.Task) -> None:
        if task not in self._others:
            self.steps += 1
            if self.steps == self._k:
                self._scope.cancel()


async def cancel_at_every_step(
    exchange: Callable[[], Awaitable[object]], *, timeout: float = 10
) -> int:
    """Run ``exchange`` again and again, cancelled at its first step, its second, and so on.

    After each run no task and no descriptor may be left. What else must hold is asserted by
    ``exchange`` itself, in a ``finally``. A task is stepped where it passed a checkpoint, so every
    checkpoint of every task gets its turn.

    Returns:
        How many steps the whole exchange takes.
    """
    k = 0
    while True:
        k += 1
        tasks = leaks.tasks()
        descriptors = leaks.descriptors()
        root = trio.lowlevel.current_root_task()
        with trio.fail_after(timeout), trio.CancelScope() as scope:
            instrument = _CancelAtStep(scope, k, tasks | ({root} if root is not None else set()))
            trio.lowlevel.add_instrument(instrument)
            try:
                await exchange()
            finally:
                trio.lowlevel.remove_instrument(instrument)
        assert leaks.tasks() <= tasks, f"cancelled at step {k}: a task is left"
        assert leaks.descriptors() == descriptors, f"cancelled at step {k}: a descriptor is left"
        if instrument.steps < k:
            return k - 1
