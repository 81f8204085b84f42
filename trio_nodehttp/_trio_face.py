"""The Trio face of streams: what tasks do with them, and what they raise.

A task that waits parks on a `Completion`; the machines of `_readable` and `_writable` settle it.
It takes data only after it was woken, and a write that it waits for is queued already, so that
cancelling a wait loses nothing. What ends the stream ends every wait, ``'close'`` at the latest.

Nothing here moves data: `receive_some` is a ``read()`` that waits, `send_all` an awaited
``write()``.
"""

from __future__ import annotations

import operator
from types import TracebackType
from typing import Any, NamedTuple, TypeVar

import trio

from ._completion import Completion
from ._encoding import Decoder
from ._errors import error, stream_destroyed
from ._lifetime import Callback, Stream
from ._loop import Loop

#: Stands for the parked reader while a task passes the checkpoint that Trio asks for.
PASSING = Completion()
PASSING.settle()

#: The completion of a write whose hook is on the stack: most are done before they need one.
UNCLAIMED: tuple[Completion, ...] = (Completion.FLUSHED,)


class Written(NamedTuple):
    """One queued `Writable.write`."""

    chunk: Any
    encoding: str
    callback: Callback | None
    completion: Completion


class ReceivingTasks(Stream, trio.abc.ReceiveStream):
    """The waiting side of a `Readable`."""

    _flowing: bool | None
    _length: int
    _ended: bool
    _end_emitted: bool
    _end_scheduled: bool
    _emitted_readable: bool
    _decoder: Decoder | None

    _reader: Completion | None = None  # the task in receive_some
    _read_error: BaseException | None = None

    def read(self, n: int | None = None) -> Any:
        raise NotImplementedError

    def _read_at_once(self) -> None:
        """Hook: take in what has arrived, if that is likely to be much."""

    def _end_soon(self) -> None:
        raise NotImplementedError

    def _emit_end(self) -> None:
        raise NotImplementedError

    def _take_out(self, n: int) -> Any:
        raise NotImplementedError

    async def receive_some(self, max_bytes: int | None = None) -> Any:
        """Wait for data and take it out of the buffer.

        Cancelling it loses nothing. While a task waits here, the stream does not flow.

        Args:
            max_bytes: At most this many bytes (characters after `set_encoding`).

        Returns:
            Bytes (text after `set_encoding`), empty at the end of the data.

        Raises:
            trio.BusyResourceError: another task is waiting here.
            trio.ClosedResourceError: the stream was closed or destroyed on this side.
            BaseException: what ended the stream before its end came.
        """
        if max_bytes is not None:
            max_bytes = operator.index(max_bytes)
            if max_bytes < 1:
                raise ValueError("max_bytes must be at least 1")
        if self._reader is not None:
            raise trio.BusyResourceError("another task is reading from this stream")
        self._has_tasks = True
        if not (self._length or self._ended or self._is_over() or self._flowing):
            self._read_at_once()
        if self._length or self._ended or self._is_over():
            self._reader = PASSING
            try:
                await trio.lowlevel.checkpoint()
            finally:
                self._reader = None
        while True:
            chunk = self._receive_now(max_bytes)
            if chunk is not None:
                return chunk
            self._reader = waiting = Completion()
            try:
                await waiting
                if self.destroyed:
                    # Where the owner's cancellation destroyed it, that is what the task raises.
                    await trio.lowlevel.checkpoint_if_cancelled()
            finally:
                self._reader = None

    def _is_over(self) -> bool:
        return bool(self._end_emitted or self.destroyed or self._read_error or self._closed_by_task)

    def _receive_now(self, max_bytes: int | None, goes_on: bool = False) -> Any:
        """What `receive_some` returns or raises now; ``None`` when it has to wait.

        ``goes_on``: the caller reads to the end, so that this may come at once.
        """
        if self._closed_by_task or (self.destroyed and not self._errored and not self._end_emitted):
            raise stream_destroyed("receive_some")
        if self._flowing:
            self._flowing = False
        if not self._length:
            if self._end_emitted and self._read_error is None:
                return self._nothing()
            failure = self._read_error or (self._errored if self.destroyed else None)
            if failure is not None:
                raise failure.with_traceback(None)
            if not self._ended:
                self.read(0)  # asks the producer, which may push in the call
            if not self._length:
                if not self._ended:
                    return None
                loop = self._loop
                if loop is None:
                    self._end_soon()
                    return None
                self._end_now(loop)
                return self._nothing() if self._end_emitted else None
        if goes_on and self._ended and self._events is None and self._loop is not None:
            # What read() comes to where nobody listens, and 'end' with it: most bodies are all
            # here when they are asked for (3 µs less for each).
            self._emitted_readable = False
            chunk = self._take_out(self._length)
            self._end_now(self._loop)
            return chunk
        if max_bytes is None:
            return self.read()
        return self.read(min(max_bytes, self._length))

    def _end_now(self, loop: Loop) -> None:
        """The task waits for 'end': emitting it here, as the tick that it is, spares two task
        switches.
        """
        self._end_scheduled = True  # a second tick of it would find it done
        loop.tick_now(self._emit_end)

    def _nothing(self) -> bytes | str:
        return b"" if self._decoder is None else ""

    async def __anext__(self) -> Any:
        chunk = await self.receive_some()
        if not chunk:
            raise StopAsyncIteration
        return chunk

    async def aclose(self) -> None:
        """Destroy the stream and wait for ``'close'``. Cancelled, it is destroyed all the same."""
        self._has_tasks = self._closed_by_task = True
        self.destroy()
        if self._reader is not None:
            self._reader.settle()
        await self._wait_closed()

    def _fail_readers(self, failure: BaseException) -> None:
        """The data was cut short: tasks raise ``failure`` once they have read what is buffered."""
        self._read_error = failure
        if self._reader is not None:
            self._reader.settle()

    def _give_error_to_tasks(self, failure: BaseException) -> bool:
        reader = self._reader
        given = super()._give_error_to_tasks(failure)
        if reader is not None and not reader.is_settled:
            reader.fail(failure)
            given = True
        return given

    def _end_waiters(self, failure: BaseException | None = None) -> None:
        if self._reader is not None:
            self._reader.settle()  # it finds out itself what it raises
        super()._end_waiters(failure)


_Sending = TypeVar("_Sending", bound="SendingTasks")


class SendingTasks(Stream, trio.abc.SendStream):
    """The waiting side of a `Writable`."""

    _ending: bool
    _finished: bool
    _need_drain: bool
    _queue: list[Written] | None
    _in_hook_completions: tuple[Completion, ...]

    _sending: bool = False  # a task is in send_all or wait_send_all_might_not_block

    def write(
        self, chunk: Any, encoding: str | None = None, callback: Callback | None = None
    ) -> Completion:
        raise NotImplementedError

    def end(
        self: _Sending,
        data: Any = None,
        encoding: str | None = None,
        callback: Callback | None = None,
    ) -> _Sending:
        raise NotImplementedError

    def _uncork_all(self) -> None:
        raise NotImplementedError

    async def send_all(self, data: Any) -> None:
        """Write ``data`` and wait until it was written.

        Cancelled, the data stays queued and will be written.

        Raises:
            trio.BusyResourceError: another task is sending.
            trio.ClosedResourceError: the stream was closed, ended or destroyed on this side.
            BaseException: what the stream died of.
        """
        self._begin_sending()
        try:
            if self._is_send_over() or not data:
                await trio.lowlevel.checkpoint()
            self._raise_if_over()
            if data:
                await self.write(data)
        finally:
            self._sending = False

    async def wait_send_all_might_not_block(self) -> None:
        """Wait until less than the high-water mark is queued; raises as `send_all` does."""
        self._begin_sending()
        try:
            await self.drained()
        finally:
            self._sending = False

    async def drained(self) -> None:
        """Wait for ``'drain'``, if `write` answered false; return at once (a checkpoint) if not.
        Waiting uncorks the stream.

        Raises:
            trio.ClosedResourceError: the stream was closed, ended or destroyed on this side.
            BaseException: what the stream died of.
        """
        self._has_tasks = True
        if self._need_drain:
            self._uncork_all()
        if self._is_send_over() or not self._need_drain:
            await trio.lowlevel.checkpoint()
            self._raise_if_over()
        else:
            await self._wait()

    async def aclose(self) -> None:
        """End the stream and wait for ``'finish'``, then for ``'close'`` where that follows.

        Cancelled, it destroys the stream: what was queued is lost.
        """
        self._has_tasks = self._closed_by_task = True
        try:
            if not (self.destroyed or self._finished):
                self.end()
                await self._wait()
        except BaseException:
            self.destroy()
            raise
        self.destroy()
        await self._wait_closed()

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        # What an exception has cut short must not look complete to the reader.
        if exc_type is not None:
            self.destroy()
        await self.aclose()

    def _begin_sending(self) -> None:
        if self._sending:
            raise trio.BusyResourceError("another task is sending on this stream")
        self._sending = self._has_tasks = True

    def _is_send_over(self) -> bool:
        return bool(self._ending or self.destroyed or self._errored or self._closed_by_task)

    def _raise_if_over(self) -> None:
        if self._closed_by_task:
            raise stream_destroyed("write")
        if self._errored is not None:
            raise self._errored.with_traceback(None)
        if self._ending:
            raise error("ERR_STREAM_WRITE_AFTER_END")
        if self.destroyed:
            raise stream_destroyed("write")

    def _give_error_to_tasks(self, failure: BaseException) -> bool:
        given = super()._give_error_to_tasks(failure)
        if self.destroyed:
            # The hook may never call back now; its chunk is lost either way.
            completions = self._in_hook_completions
            if completions is not UNCLAIMED:
                for completion in completions:
                    given = given or completion.is_awaited
                    completion.fail(failure)
            for entry in self._queue or ():
                given = given or entry.completion.is_awaited
                entry.completion.fail(failure)
        return given
