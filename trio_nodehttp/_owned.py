"""`Owned`: what a loop knows of the nursery that it lives in.

Which ``trio.run`` that belongs to, whether it still takes tasks, and the context (of context
variables) in which everything runs that the owner starts. No event and no descriptor comes by here.
"""

from __future__ import annotations

import contextvars
import weakref
from collections.abc import Awaitable, Callable
from typing import Any

import trio


class OwnerClosedError(RuntimeError):
    """The nursery that owns an object takes no more tasks."""


class Owned:
    """Something that lives in a nursery."""

    # Whether a step of ours is on the stack: it was called from where it belongs.
    _stepping: bool = False

    def __init__(self, nursery: trio.Nursery) -> None:
        # Weak: what lives in a nursery is found by it, and must not keep it alive.
        self._nursery = weakref.ref(nursery)
        self._token = trio.lowlevel.current_trio_token()
        self._context = contextvars.copy_context()

    @property
    def is_open(self) -> bool:
        """Whether the nursery takes tasks, in this ``trio.run``."""
        nursery = self._nursery()
        return (
            nursery is not None
            and trio.lowlevel.current_trio_token() is self._token
            and nursery in nursery.parent_task.child_nurseries
        )

    def check_caller(self) -> None:
        """Every call from outside a step comes by here before it changes anything.

        Raises:
            RuntimeError: it comes from another thread, or from another ``trio.run``.
        """
        if not self._stepping:
            try:
                if trio.lowlevel.current_trio_token() is self._token:
                    return
            except RuntimeError:
                pass  # in no trio.run at all
            raise RuntimeError(
                "called outside the trio.run that owns this object"
                " (from another thread: use trio.from_thread.run_sync)"
            )

    def start_task(self, function: Callable[..., Awaitable[object]], *args: Any) -> None:
        """Run an async function as a task of the nursery, in a copy of the owner's context.

        Raises:
            OwnerClosedError: the nursery is closed.
            RuntimeError: as `check_caller`.
        """
        self.check_caller()
        nursery = self._nursery()
        try:
            if nursery is None:
                raise RuntimeError("it is gone")
            # Trio gives a new task its caller's context; ours belongs to the owner.
            self._context.copy().run(nursery.start_soon, function, *args)
        except RuntimeError as closed:
            raise OwnerClosedError("the nursery that owns this object is closed") from closed

    def _cancel_nursery(self) -> None:
        nursery = self._nursery()
        if nursery is not None:
            nursery.cancel_scope.cancel()
