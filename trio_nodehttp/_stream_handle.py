"""`StreamHandle`: what a `net.Socket` over any ``trio.abc.Stream`` is made of.

A reader and a writer task in the owner's nursery await the stream; their results arrive in the loop
as I/O steps of their own, so that nothing above can tell the difference from a `SocketHandle`. The
reader never reads ahead of what was delivered.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import trio

from ._errors import ConnectionLostError, connection_reset, system_error
from ._handle import HandleOwner, WriteCallback, drop
from ._loop import Loop


class StreamHandle:
    """Any ``trio.abc.Stream``: a reader and a writer task hand their results to the loop."""

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
        self.is_closed = False
        self._scopes = (trio.CancelScope(), trio.CancelScope())
        self._wanted = trio.Event()  # the reader may read
        self._arrived: bytes | Exception | None = None  # read, not yet delivered
        self._has_work = trio.Event()  # the writer has something to do
        self._outgoing: bytes = b""
        self._sent = False  # the writer has seen it
        self._on_written: WriteCallback | None = None
        self._on_shutdown: WriteCallback | None = None
        loop.attach(self)
        loop.start_task(self._read_task)
        loop.start_task(self._write_task)

    def step(self, mask: int) -> None:
        raise AssertionError("not in a selector")

    # Reading

    async def _read_task(self) -> None:
        with self._scopes[0]:
            while True:
                await self._wanted.wait()
                self._wanted = trio.Event()
                try:
                    self._arrived = bytes(await self.stream.receive_some())
                except (trio.BrokenResourceError, trio.ClosedResourceError) as failure:
                    self._arrived = _as_lost(failure, "read")
                except Exception as failure:
                    self._arrived = failure
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
            self._wanted.set()
            self.on_read(arrived)
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

    # Writing

    async def _write_task(self) -> None:
        with self._scopes[1]:
            while True:
                await self._has_work.wait()
                self._has_work = trio.Event()
                failure: Exception | None = None
                if self._on_written is not None and not self._sent:
                    self._sent = True
                    try:
                        await self.stream.send_all(self._outgoing)
                    except (trio.BrokenResourceError, trio.ClosedResourceError) as broken:
                        failure = _as_lost(broken, "write")
                    except Exception as broken:
                        failure = broken
                    self.loop.call_on_io_phase(self._written, failure)
                elif self._on_written is None and self._on_shutdown is not None:
                    try:
                        if isinstance(self.stream, trio.abc.HalfCloseableStream):
                            await self.stream.send_eof()
                    except (trio.BrokenResourceError, trio.ClosedResourceError) as broken:
                        failure = _as_lost(broken, "shutdown")
                    except Exception as broken:
                        failure = broken
                    self.loop.call_on_io_phase(self._shut_down, failure)

    def _written(self, failure: Exception | None) -> None:
        callback, self._on_written = self._on_written, None
        self._sent = False
        if callback is not None:
            self.activity = self.loop.now
            if failure is None:
                self.bytes_written += len(self._outgoing)
            self._outgoing = b""
            callback(failure)
            if self._on_shutdown is not None:
                self._has_work.set()

    def _shut_down(self, failure: Exception | None) -> None:
        callback, self._on_shutdown = self._on_shutdown, None
        if callback is not None:
            callback(failure)

    def send_now(self, data: bytes) -> int:
        return 0  # nothing is sent outside the writer's task

    def write(self, data: bytes, callback: WriteCallback) -> bool:
        self._outgoing = data
        self._on_written = callback
        self._has_work.set()
        return False

    @property
    def unsent(self) -> int:
        return len(self._outgoing)

    def shutdown(self, callback: WriteCallback) -> None:
        self._on_shutdown = callback
        self._has_work.set()

    # Closing

    def close(self) -> None:
        if not self.is_closed:
            self.is_closed = True
            self.on_read = drop
            self._on_written = self._on_shutdown = None
            for scope in self._scopes:
                scope.cancel()
            self.loop.detach(self)
            self.loop.start_task(trio.aclose_forcefully, self.stream)

    def abandon(self) -> None:
        self._owner._abandon()

    def set_referenced(self, referenced: bool) -> None:
        if referenced != self.referenced and not self.is_closed:
            self.referenced = referenced
            if referenced:
                self.loop.hold()
            else:
                self.loop.release()

    # Options and addresses: those of the socket beneath, where there is one

    def _socket(self) -> Any:
        stream: Any = self.stream
        while stream is not None and not hasattr(stream, "socket"):
            stream = getattr(stream, "transport_stream", None)
        return None if stream is None else stream.socket

    def set_no_delay(self, no_delay: bool) -> None:
        sock = self._socket()
        if sock is not None and sock.family in (socket.AF_INET, socket.AF_INET6):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, int(no_delay))

    def set_keep_alive(self, enable: bool, seconds: int) -> None:
        sock = self._socket()
        if sock is not None and sock.family in (socket.AF_INET, socket.AF_INET6):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, int(enable))

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

    @property
    def family(self) -> int | None:
        sock = self._socket()
        return None if sock is None else sock.family


def _as_lost(failure: Exception, syscall: str) -> ConnectionLostError:
    """A broken Trio stream in Node's words; the code is that of the ``OSError`` behind it."""
    cause = failure.__cause__
    if isinstance(cause, OSError) and cause.errno:
        lost = system_error(cause.errno, syscall)
        if isinstance(lost, ConnectionLostError):
            return lost
    return connection_reset(f"{syscall} ECONNRESET")
