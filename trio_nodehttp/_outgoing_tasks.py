"""What tasks do with a message that goes out: await it, send on it, close it.

The Trio face of `OutgoingMessage`. A task that waits parks on a `Completion` in ``_waiters``; it is
settled by ``'finish'`` or ``'drain'``, and failed by a ``'close'`` that comes without them, so that
every wait ends. Nothing here moves a byte: `send_all` is an awaited ``write()``, `aclose` an
awaited ``end()``.
"""

from __future__ import annotations

from collections.abc import Generator
from types import TracebackType
from typing import Any, Literal

import trio

from ._completion import Completion
from ._errors import connection_reset, error, stream_destroyed
from ._header_block import HeaderStore


class OutgoingTasks(HeaderStore, trio.abc.SendStream):
    """The waiting side of a message."""

    socket: Any = None
    finished: bool = False
    destroyed: bool = False

    _need_drain: bool = False
    _finish_emitted: bool = False
    _close_emitted: bool = False
    _error: BaseException | None = None  # what destroy() was given

    _sending: bool = False
    _waiters: list[tuple[Literal["finish", "drain"], Completion]] | None = None

    def write(self, chunk: Any) -> Completion:
        raise NotImplementedError

    def end(self) -> Any:
        raise NotImplementedError

    def destroy(self, error: BaseException | None = None) -> Any:
        raise NotImplementedError

    async def send_all(self, data: bytes | bytearray | memoryview) -> None:
        """Send bytes of the body and wait until the operating system has them.

        Raises:
            trio.ClosedResourceError: after `end` or `destroy`.
            trio.BrokenResourceError: the connection is gone.
            trio.BusyResourceError: another task is sending.

        Cancelled, the bytes stay queued.
        """
        if self._sending:
            raise trio.BusyResourceError("another task is sending on this message")
        self._sending = True
        try:
            if self.finished:
                await trio.lowlevel.checkpoint()
                raise error("ERR_STREAM_WRITE_AFTER_END")
            await self.write(bytes(data))
        finally:
            self._sending = False

    async def wait_send_all_might_not_block(self) -> None:
        """Wait until `write` would answer True; raises as `send_all` does."""
        if self._sending:
            raise trio.BusyResourceError("another task is sending on this message")
        self._sending = True
        try:
            if self.finished:
                await trio.lowlevel.checkpoint()
                raise error("ERR_STREAM_WRITE_AFTER_END")
            await self.drained()
        finally:
            self._sending = False

    async def drained(self) -> None:
        """Wait for ``'drain'`` if a `write` answered False; a checkpoint in any case. Waiting
        uncorks the message.

        Raises:
            trio.ClosedResourceError: the message was destroyed.
            trio.BrokenResourceError: the connection is gone.
        """
        completion = Completion(True, self._before_waiting)
        if self._finish_emitted:
            completion.settle()
        elif self.destroyed or self._close_emitted:
            completion.fail(self._closed_error())
        elif not self._need_drain or self.finished:
            completion.settle()
        else:
            self._add_waiter(completion, "drain")
            self._let_go()
        await completion

    async def aclose(self) -> None:
        """`end` the message and wait for ``'finish'``; cancelled, it destroys the message."""
        if not self.finished and not self.destroyed:
            self.end()
        try:
            await self._wait_finish()
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            pass
        except BaseException:
            self.destroy()
            raise

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        raised: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if raised is not None:  # a truncated body must not look complete
            self.destroy()
            await trio.lowlevel.checkpoint()
        else:
            await self.aclose()

    def __await__(self) -> Generator[Any, Any, Any]:
        """Wait for ``'finish'``; raises where ``'close'`` comes without it."""
        return self._wait_finish().__await__()

    async def _wait_finish(self) -> None:
        completion = Completion(True, self._before_waiting)
        if self._finish_emitted:
            completion.settle()
        elif self._close_emitted or (self.destroyed and self.socket is None):
            completion.fail(self._closed_error())
        else:
            self._add_waiter(completion, "finish")
        await completion

    def _let_go(self) -> None:
        """Hook: nothing may hold back what was written."""

    def _before_waiting(self) -> None:
        # What is due may be just what the task is about to wait for. Only in the task of a
        # listener, which is stepped by the loop; elsewhere the loop is awake.
        loop = self._loop
        if loop is not None and loop._stepping and loop._ticks:
            loop.drain_in_task()

    # The waiters

    def _add_waiter(self, completion: Completion, event: Literal["finish", "drain"]) -> None:
        if self._waiters is None:
            self._waiters = []
        self._waiters.append((event, completion))

    def _settle_waiters(self) -> None:
        """``'finish'``: nobody has to wait for anything any more."""
        waiters, self._waiters = self._waiters, None
        for _, completion in waiters or ():
            completion.settle()

    def _settle_drain_waiters(self) -> None:
        waiters, self._waiters = self._waiters or [], None
        for event, completion in waiters:
            if event == "drain":
                completion.settle()
            else:
                self._add_waiter(completion, event)

    def _end_waiters(self, failure: BaseException) -> None:
        waiters, self._waiters = self._waiters, None
        for _, completion in waiters or ():
            completion.fail(failure)

    def _closed_error(self) -> BaseException:
        """What a call on this message raises when it can no longer be sent."""
        if self._error is not None:
            return self._error
        return stream_destroyed("write") if self.destroyed else connection_reset("aborted")
