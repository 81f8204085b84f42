"""`StreamHandle`: what a `net.Socket` over any ``trio.abc.Stream`` is made of.

A reader and a writer task in the owner's nursery await the stream; their results arrive in the loop
as I/O steps of their own, so that nothing above can tell the difference from a `SocketHandle`. The
reader never reads ahead of what was delivered.
"""

from __future__ import annotations

import errno
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import trio

from ._errors import ConnectionLostError, connection_reset, system_error
from ._handle import HandleOwner, WriteCallback, drop, set_keep_alive, set_no_delay
from ._loop import Loop

_log = logging.getLogger("trio_nodehttp")

# What the writer's task is given: what to await, its name in Node's words, who is told.
_Job = tuple[Callable[[], Awaitable[object]], str, WriteCallback]


class StreamHandle:
    """Any ``trio.abc.Stream``: a reader and a writer task hand their results to the loop."""

    is_connecting = False
    reads_full = False

    def __init__(self, loop: Loop, stream: trio.abc.Stream, owner: HandleOwner) -> None:
        self.loop = loop
        self.stream = stream
        self._owner = owner
        self.on_read: Callable[[bytes], object] = drop
        self.reading = False
        self.referenced = True
        self.activity = loop.now
        self.bytes_read = 0
        self.bytes_written = 0
        self.unsent = 0  # bytes of the unfinished write
        self.is_closed = False
        self._scopes = (trio.CancelScope(), trio.CancelScope())
        self._wanted = trio.Event()  # set while the reader reads
        self._arrived: bytes | Exception | None = None  # read, not yet delivered
        # At most a write and, behind it, the end.
        self._jobs, jobs = trio.open_memory_channel[_Job](2)
        self._unfinished = 0
        loop.attach(self)
        loop.start_task(self._read_task)
        loop.start_task(self._write_task, jobs)

    def step(self, mask: int) -> None:
        raise AssertionError("not in a selector")

    def connect(self, address: Any, callback: Callable[[int], object]) -> None:
        raise OSError(errno.EISCONN, "connect")

    # Reading

    async def _read_task(self) -> None:
        with self._scopes[0]:
            while True:
                await self._wanted.wait()
                try:
                    self._arrived = bytes(await self.stream.receive_some())
                except Exception as failure:
                    self._arrived = _in_nodes_words(failure, "read")
                self._wanted = trio.Event()
                self.loop.call_on_io_phase(self._deliver)

    def _deliver(self) -> None:
        arrived = self._arrived
        if self.is_closed or not self.reading or arrived is None:
            return  # paused: read_start() comes back to it
        self._arrived = None
        self.activity = self.loop.now
        if isinstance(arrived, Exception):
            self._owner._read_failed(arrived)
        elif arrived:
            self.bytes_read += len(arrived)
            self.on_read(arrived)
            if self.reading:
                self._wanted.set()
        else:
            self.reading = False
            self._owner._eof_arrived()

    def read_start(self) -> None:
        if not self.reading:
            self.reading = True
            if self._arrived is not None:
                self.loop.call_on_io_phase(self._deliver)
            else:
                self._wanted.set()

    def read_stop(self) -> None:
        self.reading = False

    def read_at_once(self) -> None:
        raise AssertionError("reads are the reader's task's")

    # Writing

    async def _write_task(self, jobs: trio.MemoryReceiveChannel[_Job]) -> None:
        with self._scopes[1]:
            async for work, syscall, callback in jobs:
                failure: Exception | None = None
                try:
                    await work()
                except Exception as broken:
                    failure = _in_nodes_words(broken, syscall)
                self.loop.call_on_io_phase(self._done, callback, failure)

    def _add_job(self, *job: Any) -> None:
        # What was asked for is finished even if nothing else holds the loop (Node's requests).
        self.loop.hold()
        self._unfinished += 1
        self._jobs.send_nowait(job)

    def _done(self, callback: WriteCallback, failure: Exception | None) -> None:
        if not self.is_closed:
            self._unfinished -= 1
            self.loop.release()
            self.activity = self.loop.now
            callback(failure)

    def keep(self, data: bytes) -> bool:
        return False

    def send_now(self, data: bytes) -> int:
        return 0  # nothing is sent outside the writer's task

    def write(self, data: bytes, callback: WriteCallback) -> bool:
        self.loop.check_caller()
        self.unsent = len(data)
        self.activity = self.loop.time()
        self._add_job(partial(self.stream.send_all, data), "write", partial(self._sent, callback))
        return False

    def _sent(self, callback: WriteCallback, failure: Exception | None) -> None:
        if failure is None:
            self.bytes_written += self.unsent
        self.unsent = 0
        callback(failure)

    def shutdown(self, callback: WriteCallback) -> None:
        self._add_job(self._send_eof, "shutdown", callback)

    async def _send_eof(self) -> None:
        if isinstance(self.stream, trio.abc.HalfCloseableStream):
            await self.stream.send_eof()

    # Closing

    def close(self) -> None:
        if not self.is_closed:
            self.is_closed = True
            self.on_read = drop
            self._jobs.close()
            for scope in self._scopes:
                scope.cancel()
            for _ in range(self._unfinished):
                self.loop.release()
            self.loop.detach(self)
            self.loop.start_task(self._close_stream)

    async def _close_stream(self) -> None:
        try:
            await trio.aclose_forcefully(self.stream)
        except (OSError, trio.BrokenResourceError, trio.ClosedResourceError) as failure:
            # The connection is over for us: there is nobody whom that still concerns.
            _log.debug("closing %r: %r", self.stream, failure)

    def abandon(self) -> None:
        try:
            self._owner._abandon()
        finally:
            self.close()  # whatever a subclass makes of being destroyed

    # Options and addresses: those of the socket beneath, where there is one

    def _socket(self) -> Any:
        stream: Any = self.stream
        while stream is not None and not hasattr(stream, "socket"):
            stream = getattr(stream, "transport_stream", None)
        return None if stream is None else stream.socket

    def set_no_delay(self, no_delay: bool) -> None:
        sock = self._socket()
        if sock is not None:
            set_no_delay(sock, no_delay)

    def set_keep_alive(self, enable: bool, seconds: int) -> None:
        sock = self._socket()
        if sock is not None:
            set_keep_alive(sock, enable, seconds)

    def local_address(self) -> Any:
        return self._address("getsockname")

    def remote_address(self) -> Any:
        return self._address("getpeername")

    def _address(self, which: str) -> Any:
        sock = self._socket()
        try:
            return None if sock is None else getattr(sock, which)()
        except OSError:
            return None


def _in_nodes_words(failure: Exception, syscall: str) -> Exception:
    """A broken Trio stream is a lost connection, with the code of the ``OSError`` behind it."""
    if not isinstance(failure, (trio.BrokenResourceError, trio.ClosedResourceError)):
        return failure
    cause = failure.__cause__
    if isinstance(cause, OSError) and cause.errno:
        lost = system_error(cause.errno, syscall)
        if isinstance(lost, ConnectionLostError):
            return lost
    return connection_reset(f"{syscall} ECONNRESET")
