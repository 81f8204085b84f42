"""`WriteBatch`: what one callback writes to a message, sent in one piece.

As in Node, the writes of one callback leave together, when it is over. They are gathered here, not
corked on the socket, because a socket that nothing waits on takes one piece without any of its
queues: half the cost of a written response.
"""

from __future__ import annotations

from collections.abc import Callable

from ._completion import Completion
from ._loop import call_unprotected

Callback = Callable[..., object]


class WriteBatch:
    """Framed bytes, with the callbacks and the Completions of the writes that they come from."""

    __slots__ = ("_accepted", "_callbacks", "_on_await", "_refused", "chunks", "size")

    def __init__(self, on_await: Callable[[], object]) -> None:
        self.chunks: list[bytes] = []
        self.size = 0
        self._on_await = on_await  # sends the batch without waiting for the end of the callback
        self._callbacks: list[Callback] | None = None
        self._accepted: Completion | None = None
        self._refused: Completion | None = None

    def add(self, data: bytes, callback: Callback | None, room: int) -> Completion:
        """Add one write; ``room`` is how many bytes fit below the high-water mark."""
        self.chunks.append(data)
        self.size += len(data)
        if callback is not None:
            if self._callbacks is None:
                self._callbacks = []
            self._callbacks.append(callback)
        if self.size < room:
            if self._accepted is None:
                self._accepted = Completion(True, self._on_await)
            return self._accepted
        if self._refused is None:
            self._refused = Completion(False, self._on_await)
        return self._refused

    @property
    def is_accepted(self) -> bool:
        """Whether all of it fits below the high-water mark, and no callback waits for it."""
        return self._refused is None and self._callbacks is None

    def join(self) -> bytes:
        return self.chunks[0] if len(self.chunks) == 1 else b"".join(self.chunks)

    def done(self, failure: BaseException | None) -> None:
        """The batch was sent, or could not be: what Node's callbacks of these writes are told."""
        if self._callbacks is not None:
            for callback in self._callbacks:
                call_unprotected(callback, *(() if failure is None else (failure,)))
        for completion in (self._accepted, self._refused):
            if completion is not None:
                if failure is None:
                    completion.settle()
                else:
                    completion.fail(failure)

    def drop(self, failure: BaseException) -> None:
        """Nobody will ever try to send it: Node calls no callback, but a wait ends."""
        for completion in self.completions():
            completion.fail(failure)

    def completions(self) -> list[Completion]:
        """What the writes of this batch were answered with."""
        return [each for each in (self._accepted, self._refused) if each is not None]
