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


class WriteBatch(Completion):
    """Framed bytes, with the callbacks of the writes that they come from, which are all answered
    with a Completion.

    It is itself the answer of the first write and of those that are accepted, or not, as that was;
    the others share a second one.

    Attributes:
        chunks, size: what is to be sent, and how many bytes that is.
        callbacks: of the writes that have one.
        others: the second Completion, if there is one.
    """

    __slots__ = ("callbacks", "chunks", "others", "size", "tick")

    def __init__(
        self,
        on_await: Callable[[], object],
        tick: tuple[Callback, tuple[()]],
        data: bytes,
        callback: Callback | None,
        accepted: bool,
    ) -> None:
        # Completion's own, one call less. `tick` sends the batch when the callback is over,
        # `on_await` without waiting for that.
        self._accepted = accepted
        self._on_await = on_await
        self._settled = False
        self._value = self._error = self._event = None
        self._waiting = 0
        self.tick = tick
        self.chunks = [data]
        self.size = len(data)
        self.callbacks = None if callback is None else [callback]
        self.others: Completion | None = None

    def add(self, data: bytes, callback: Callback | None, room: int) -> Completion:
        """Add one more write; ``room`` is how many bytes fit below the high-water mark."""
        self.chunks.append(data)
        self.size += len(data)
        if callback is not None:
            if self.callbacks is None:
                self.callbacks = []
            self.callbacks.append(callback)
        accepted = self.size < room
        if accepted == self._accepted:
            return self
        if self.others is None:
            self.others = Completion(accepted, self._on_await)
        return self.others

    def join(self) -> bytes:
        """All of it, which is not kept: whoever keeps the answer of a write keeps the batch."""
        chunks, self.chunks = self.chunks, []
        return chunks[0] if len(chunks) == 1 else b"".join(chunks)

    def done(self, failure: BaseException | None) -> None:
        """The batch was sent, or could not be: what Node's callbacks of these writes are told."""
        if self.callbacks is not None:
            for callback in self.callbacks:
                call_unprotected(callback, *(() if failure is None else (failure,)))
        for completion in self.completions():
            if failure is None:
                completion.settle()
            else:
                completion.fail(failure)

    def drop(self, failure: BaseException) -> None:
        """Nobody will ever try to send it: Node calls no callback, but a wait ends."""
        for completion in self.completions():
            completion.fail(failure)

    def completions(self) -> tuple[Completion, ...]:
        """What the writes of this batch were answered with."""
        return (self,) if self.others is None else (self, self.others)
