"""What a `Socket` writes, and how it ends its side.

Data goes `SocketWriting.write` → the handle, at once where that takes it whole; else through the
queue of `Writable`, which hands it to the handle piece by piece. FIN goes the same way (`_final`).
What is written before there is a connection waits for it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from trio.lowlevel import enable_ki_protection

from ._completion import Completion
from ._errors import error
from ._lifetime import Callback
from ._loop import call_unprotected
from ._socket_facts import Described
from ._socket_timeout import IdleTimeout
from ._streams import Written
from ._writable import WRITTEN


class SocketWriting(IdleTimeout, Described):
    """The writing side of a `Socket`."""

    _connection_number: int = 0  # a socket may connect again when it was destroyed

    def _when_connected(self, callback: Callable[..., object], *args: Any) -> None:
        """Call back when this connection is made; not when another one is made after it."""
        number = self._connection_number

        def connected() -> None:
            if number == self._connection_number:
                callback(*args)

        self.once("connect", connected)

    @enable_ki_protection
    def write(
        self, chunk: Any, encoding: str | None = None, callback: Callback | None = None
    ) -> Completion:
        # Nothing waits and the kernel takes it whole: all that `Writable` would do in between
        # comes to one tick for the callback (2 µs less for each response of a server).
        if (
            chunk.__class__ is bytes
            and len(chunk) < self._write_high_water_mark
            and not (self._writing or self._corked or self._ending or self.destroyed)
            and self._handle is not None
            and not self.connecting
            and self._errored is None
        ):
            handle, sent = self._handle, 0
            if not chunk or handle.keep(chunk) or (sent := handle.send_now(chunk)) == len(chunk):
                if callback is not None:
                    loop = self._loop
                    if loop is not None and loop._stepping:
                        loop._ticks.append((call_unprotected, (callback,)))
                    else:
                        self._tick(call_unprotected, callback)
                return Completion.FLUSHED
            chunk = chunk[sent:]
        return super().write(chunk, encoding, callback)

    def _keep(self, chunk: bytes) -> bool:
        handle = self._handle
        return (
            handle is not None
            and not (self._writing or self._corked or self._ending or self.destroyed)
            and not self.connecting
            and self._errored is None
            # A program that has put a write() of its own in its place is to see it all.
            and getattr(self.write, "__func__", None) is _OUR_WRITE
            and (not chunk or handle.keep(chunk))
        )

    def _write(self, chunk: Any, encoding: str, callback: Callback) -> object:
        if self.connecting:
            self._when_connected(self._write_late, chunk, encoding, callback)
            return None
        handle = self._handle
        if handle is None:
            callback(error("ERR_SOCKET_CLOSED"))
            return None
        try:
            written = handle.write(chunk, partial(self._written, callback))
        except OSError as failure:
            self._written(callback, failure)
        else:
            if written:
                return WRITTEN
        return None

    def _written(self, callback: Callback, failure: Exception | None) -> None:
        if failure is None:
            callback()
        else:
            self.destroy(failure, callback)

    def _write_late(self, chunk: Any, encoding: str, callback: Callback) -> None:
        if self._write(chunk, encoding, callback) is WRITTEN:
            callback()

    def _writev(self, chunks: list[Written], callback: Callback) -> object:
        # One system call: joining costs less than a second packet.
        return self._write(b"".join([entry.chunk for entry in chunks]), "buffer", callback)

    def _final(self, callback: Callback) -> None:
        if self.connecting:
            self._when_connected(self._final, callback)
        elif self._handle is None:
            if not self.destroyed:  # what was destroyed before its end has no 'finish'
                callback()
        else:
            self._handle.shutdown(lambda failure: self._shut_down(failure, callback))

    def _shut_down(self, failure: Exception | None, callback: Callback) -> None:
        if failure is not None:
            self.destroy(failure)
            return
        callback()
        if not self.destroyed and (self._end_emitted or not self.readable):
            self.destroy()

    def destroy_soon(self) -> None:
        """End, and destroy when everything is written."""
        if self.writable:
            self.end()
        if self._finished:
            self.destroy()
        else:
            self._add_all((("finish", self._destroy_when_finished),))

    def _destroy_when_finished(self) -> None:
        self._remove_all((("finish", self._destroy_when_finished),))
        self.destroy()


_OUR_WRITE: Final = SocketWriting.write
