"""The one future of this package: what a call returns when Node finishes its work later.

Everything that can be awaited parks on a `Completion`. The object that made it settles it at Node's
callback moment, or when it ends (``'close'`` at the latest), so that every await ends.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import trio
from trio.lowlevel import checkpoint


class Completion:
    """Node's return value now, Node's callback moment when awaited.

    ``bool(completion)`` is what Node's call returned: for ``write()``, whether the stream takes
    more before ``'drain'``. Awaiting waits until the callback of that call would run and raises
    what the callback would be given; it is always a checkpoint. Several tasks may await it, and it
    may be awaited again. Cancelling an await changes nothing: what was written stays queued.
    """

    __slots__ = ("_accepted", "_error", "_event", "_on_await", "_settled", "_value", "_waiting")

    FLUSHED: Completion
    FLUSHED_FULL: Completion

    def __init__(
        self, accepted: bool = True, on_await: Callable[[], object] | None = None
    ) -> None:
        self._accepted = accepted
        self._on_await = on_await
        self._settled = False
        self._value: Any = None
        self._error: BaseException | None = None
        self._event: trio.Event | None = None
        self._waiting = 0

    def __bool__(self) -> bool:
        return self._accepted

    def __repr__(self) -> str:
        state = "settled" if self._settled else "pending"
        return f"<Completion {self._accepted} {state}>"

    @property
    def is_settled(self) -> bool:
        """Whether the callback moment has come."""
        return self._settled

    @property
    def is_awaited(self) -> bool:
        """Whether a task waits for it at this moment."""
        return self._waiting > 0

    def settle(self, value: Any = None) -> None:
        """End it with a value; the first end wins."""
        if not self._settled:
            self._settled = True
            self._value = value
            if self._event is not None:
                self._event.set()

    def fail(self, error: BaseException) -> None:
        """End it with an error, which every await raises; the first end wins."""
        if not self._settled:
            self._error = error
            self.settle()

    def __await__(self) -> Generator[Any, Any, Any]:
        if self._on_await is not None:
            self._on_await()
        self._waiting += 1
        try:
            # Most often the tick that settles it runs as the task gives up control here: parking
            # on an event at once would cost 5 µs more.
            yield from checkpoint().__await__()
            if not self._settled:
                if self._event is None:
                    self._event = trio.Event()
                yield from self._event.wait().__await__()
        finally:
            self._waiting -= 1
        if self._error is not None:
            # Where the owner's cancellation ended the object, that is what the task raises.
            yield from trio.lowlevel.checkpoint_if_cancelled().__await__()
            # Several tasks may raise the same object: each starts a traceback of its own.
            raise self._error.with_traceback(None)
        return self._value


# Shared by every write that the kernel took whole: making none saves 0.2 µs a write.
Completion.FLUSHED = Completion(True)
Completion.FLUSHED.settle()
Completion.FLUSHED_FULL = Completion(False)
Completion.FLUSHED_FULL.settle()
