"""`OutgoingQueue`: the way of a message's bytes to its socket, and what ends with it.

Data goes `_send` (the header block in front of the first bytes) → `_write_raw` → the socket.
It waits in two places: in ``_output`` until the message has its socket (a response behind another
one, a request that waits for its connection), and in ``_batch`` until the callback that writes is
over. `_flushed` is where a message ends well, `_emit_close` where it ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any, Final

from trio.lowlevel import enable_ki_protection

from ._completion import Completion
from ._loop import Loop, call_unprotected
from ._outgoing_tasks import OutgoingTasks
from ._write_batch import Callback, WriteBatch

# Node's high-water mark of a byte stream: what may wait before write() answers False.
HIGH_WATER_MARK: Final = 16384


class OutgoingQueue(OutgoingTasks):
    """What waits, and what is on its way."""

    _corked: int = 0

    # What this callback wrote, and leaves with its end.
    _batch: WriteBatch | None = None

    # What waits for a socket: bytes, callback, and the Completion of the write.
    _output: list[tuple[bytes, Callback | None, Completion]] | None = None
    _output_size: int = 0
    # Completions of what the socket has not sent yet: one that is destroyed tells nobody.
    _handed_over: list[Completion] | None = None

    # The way to the socket

    def _send(
        self, data: bytes, callback: Callback | None = None, header_encoding: str = "latin-1"
    ) -> Completion:
        """Send framed bytes, behind the header block if that has not gone out."""
        if not self._header_sent:
            self._header_sent = True
            data = self._header.encode(header_encoding) + data  # type: ignore[union-attr]
        return self._write_raw(data, callback)

    def _write_raw(self, data: bytes, callback: Callback | None = None) -> Completion:
        """Send bytes as they are, or queue them until the socket is this message's."""
        socket = self.socket
        if socket is not None:
            if socket.destroyed:
                refused = Completion(False)
                refused.fail(self._closed_error())
                return refused
            if socket._http_message is self and socket.writable:
                if self._output:
                    self._flush_output(socket)
                elif self._batch is not None:
                    self._send_batch()
                written: Completion = socket.write(data, None, callback)
                return written
        if self._output is None:
            self._output = []
        self._output_size += len(data)
        queued = Completion(self._output_size < HIGH_WATER_MARK, self._send_before_waiting)
        self._output.append((data, callback, queued))
        self._on_pending_data(len(data))
        return queued

    def _flush_nothing(self) -> None:
        """All was sent before the end came: `_flushed` as for an empty write, if nothing is left.
        """
        socket, loop = self.socket, self._loop
        if (
            loop is not None
            and loop._stepping
            and socket is not None
            and socket._http_message is self
            and not (self._output or socket._writing or socket._corked)
            and socket.writable
        ):
            loop._ticks.append((self._flushed, ()))  # the empty write's tick, three calls shorter
        else:
            self._write_raw(b"", self._flushed)

    def _on_pending_data(self, amount: int) -> None:
        """The bytes that wait for a socket became more, or (negative) fewer."""

    def _flush_output(self, socket: Any) -> Completion | None:
        """Give the socket what waited for it, in order; the last write's answer."""
        while self._corked:
            self._corked -= 1
            socket.cork()
        output, self._output = self._output, None
        if not output:
            return None
        written: Completion | None = None
        if len(output) == 1 and output[0][1] == self._flushed:
            # All of the message, ended before it had a socket: nobody waits for this write itself.
            written = socket.write(output[0][0], None, self._flushed)
        else:
            socket.cork()
            for data, callback, queued in output:
                written = socket.write(data, None, _both(queued, callback))
            socket.uncork()
            self._hand_over([queued for _, _, queued in output])
        size, self._output_size = self._output_size, 0
        self._on_pending_data(-size)
        return written

    def _hand_over(self, completions: Iterable[Completion]) -> None:
        """Remember what the socket has to settle, and forget what it has settled."""
        waiting = [*(self._handed_over or ()), *completions]
        self._handed_over = [each for each in waiting if not each.is_settled]

    @enable_ki_protection
    def _send_batch(self) -> None:
        """The callback that wrote is over, or somebody awaits what it wrote."""
        batch, self._batch = self._batch, None
        if batch is not None:
            if self.socket is None or self.socket.destroyed:
                batch.drop(self._closed_error())
            else:
                self._write_batch(batch, self._batch_sent)

    def _send_before_waiting(self) -> None:
        """Somebody awaits a write."""
        batch, socket, loop = self._batch, self.socket, self._loop
        if (
            batch is not None
            and not (batch.callbacks or batch.others)
            and loop is not None
            and socket is not None
            and socket._http_message is self
            and not (self._output or self._need_drain)
        ):
            data = batch.join()
            if socket._keep(data):
                # What an awaited write mostly is: the kernel will take it whole, so that it is done
                # when the task comes back (1.3 µs less than by the callback of the write).
                self._batch = None
                ticks = loop._ticks
                if ticks and ticks[-1] is batch.tick:
                    ticks.pop()
                batch.settle()
                if ticks:
                    self._before_waiting()
                return
            batch.chunks.append(data)
        self._let_go()
        self._before_waiting()

    def _let_go(self) -> None:
        if self._batch is not None:
            self._send_batch()
        self._corked = 0
        socket = self.socket
        while socket is not None and socket._corked and socket._http_message is self:
            socket.uncork()

    def _write_batch(self, batch: WriteBatch, callback: Callback) -> None:
        """Write it to the socket; ``callback(batch)`` comes when it was sent."""
        written = self._write_raw(batch.join(), partial(callback, batch))
        # (A foreign stream's write() may answer as Node's does, with a bool.)
        if written is not Completion.FLUSHED and not getattr(written, "is_settled", False):
            self._hand_over(batch.completions())

    @enable_ki_protection
    def _batch_sent(self, batch: WriteBatch, failure: BaseException | None = None) -> None:
        if (
            self._need_drain
            and failure is None
            and not self.finished
            and self.socket is not None
            and not self.socket._write_length
        ):
            self._emit_drain()
        batch.done(failure)

    @enable_ki_protection
    def _batch_flushed(self, batch: WriteBatch, failure: BaseException | None = None) -> None:
        """The last batch and the end of the message were sent."""
        batch.done(failure)
        self._flushed(failure)

    def _flush(self) -> None:
        """The socket is this message's from now on: send what waited."""
        socket = self.socket
        if socket is None or not socket.writable:
            return
        written = self._flush_output(socket)
        if self.finished:
            self._finish()
        elif written and self._need_drain:
            self._emit_drain()

    # The end

    def _finish(self) -> None:
        """All of the message was given to the socket."""
        if self._events is not None:
            self.emit("prefinish")

    @enable_ki_protection
    def _flushed(self, failure: BaseException | None = None) -> None:
        """The operating system has all of the message."""
        if failure is None:
            self._emit_finish()

    def _emit_finish(self) -> None:
        self._finish_emitted = True
        if self._waiters is not None:
            self._settle_waiters()
        if self._events is not None:
            self.emit("finish")

    def _emit_drain(self) -> None:
        self._need_drain = False
        if self._waiters is not None:
            self._settle_drain_waiters()
        self.emit("drain")

    def _emit_close(self) -> None:
        """``'close'``, once; every wait that is still open ends here."""
        if self._close_emitted:
            return
        self._close_emitted = True
        try:
            if self._events is not None:
                self.emit("close")
        finally:
            if self._output or self._waiters or self._handed_over or self._batch:
                self._end_waiters(self._closed_error())

    def _abandon(self) -> None:
        """It will never have a socket: ends the waits, without ``'close'`` (as in Node)."""
        self._close_emitted = True
        self._end_waiters(self._closed_error())

    def _end_waiters(self, failure: BaseException) -> None:
        output, self._output = self._output, None
        for _, _, queued in output or ():
            queued.fail(failure)
        if self._batch is not None:
            self._send_batch()
        handed_over, self._handed_over = self._handed_over, None
        for queued in handed_over or ():
            queued.fail(failure)
        super()._end_waiters(failure)

    def _tick(self, callback: Callback, *args: Any) -> None:
        loop = self._loop
        if loop is not None and loop._stepping:
            loop._ticks.append((callback, args))  # next_tick(), one call shorter
        else:
            (loop or Loop.current()).next_tick(callback, *args)


def _both(queued: Completion, callback: Callback | None) -> Callback:
    """The callback of a write that waited: settle its Completion, then call the program's."""

    @enable_ki_protection
    def done(failure: BaseException | None = None) -> None:
        if failure is not None:
            queued.fail(failure)
        else:
            queued.settle()
        if callback is not None:
            call_unprotected(callback, *(() if failure is None else (failure,)))

    return done
