"""`SocketHandle`: what a `net.Socket` is made of, a non-blocking descriptor in the loop's selector.

A handle gives the socket above it what arrives (`on_read`, and the methods of `HandleOwner`), takes
what it writes, and closes. It does its I/O in the loop's own steps, with plain non-blocking calls;
`_stream_handle` does the same for any Trio stream. It knows no events and no buffers; there is at
most one unfinished write.
"""

from __future__ import annotations

import errno
import socket
import sys
from collections.abc import Callable
from typing import Any, Final, Protocol

from ._errors import system_error
from ._loop import READ, WRITE, Loop

WriteCallback = Callable[["Exception | None"], object]

# libuv's own size for one read; larger ones only cost memory.
READ_SIZE: Final = 65536
# How many full reads one step does before other handles get their turn (libuv's number).
_READS: Final = range(32)
# Unsent bytes that the kernel keeps for one socket. Without it a fast writer fills the kernel's
# whole send buffer in one go; with it large downloads are about 1.4 times faster.
NOTSENT_LOWAT: Final = 128 * 1024

_WOULD_BLOCK = (BlockingIOError, InterruptedError)
# What a connect() answers that goes on; Windows has a number of its own for that.
_CONNECTING = frozenset({0, errno.EINPROGRESS, getattr(errno, "WSAEWOULDBLOCK", 0)})


# What is kept of one socket until the end of a wake-up (a stream's high-water mark: beyond it, how
# much the kernel takes is what the writer has to know).
GATHERED_AT_MOST: Final = 16384

# Says that more follows at once: the kernel waits for it with a packet that is not full.
_MORE: Final = getattr(socket, "MSG_MORE", 0)


class HandleOwner(Protocol):
    """Who gets what a handle reads: `net.Socket`."""

    def _eof_arrived(self) -> None: ...
    def _read_failed(self, failure: Exception) -> None: ...
    def _write_failed(self, failure: Exception) -> None: ...
    def _abandon(self) -> None: ...


class SocketHandle:
    """A non-blocking stream socket in the loop's selector.

    Attributes:
        on_read: who gets the bytes of each read; the HTTP rooms put their parser here.
        activity: when bytes last moved, in seconds of Trio's clock.
    """

    __slots__ = (
        "_connecting",
        "_descriptor",
        "_gathered",
        "_gathered_size",
        "_is_shut",
        "_mask",
        "_on_connect",
        "_on_shutdown",
        "_on_written",
        "_outgoing",
        "_owner",
        "activity",
        "bytes_read",
        "bytes_written",
        "loop",
        "on_read",
        "reading",
        "reads_full",
        "referenced",
        "socket",
    )

    def __init__(self, loop: Loop, sock: socket.socket, owner: HandleOwner) -> None:
        self.loop = loop
        self.socket = sock
        self._descriptor = sock.fileno()
        self._mask = 0
        self._owner = owner
        self.on_read: Callable[[bytes], object] = drop
        self.reading = False
        self.reads_full = False
        self.referenced = True
        self.activity = loop.now
        self.bytes_read = 0
        self.bytes_written = 0
        self._connecting = False
        self._gathered: list[bytes] = []
        self._gathered_size = 0
        self._outgoing: memoryview | None = None
        self._on_connect: Callable[[int], object] | None = None
        self._on_written: WriteCallback | None = None
        self._on_shutdown: WriteCallback | None = None
        self._is_shut = False  # FIN was sent
        loop.attach(self)

    @property
    def is_connecting(self) -> bool:
        return self._connecting

    @property
    def is_closed(self) -> bool:
        return self._descriptor < 0

    # Stepping

    def step(self, mask: int) -> None:
        if mask & WRITE:
            self._step_both(mask)
            return
        reads = self.reading
        if not reads:
            if self._mask & READ:
                self._set_mask(self._mask & ~READ)  # read_stop() was meant
            return
        for _ in _READS:
            try:
                data = self.socket.recv(READ_SIZE)
            except _WOULD_BLOCK:
                return
            except OSError as failure:
                self._set_mask(self._mask & ~READ)
                self._owner._read_failed(system_error(failure.errno or 0, "read"))
                return
            self.activity = self.loop.now
            if not data:
                self._set_mask(self._mask & ~READ)
                self.reading = False
                self._owner._eof_arrived()
                return
            self.bytes_read += len(data)
            self.on_read(data)
            if len(data) < READ_SIZE:
                return
            self.reads_full = True
            self.loop.drain_ticks()
            if not self.reading:
                return

    def read_at_once(self) -> None:
        """Read for a task that asks for data, while reads come full: more has arrived meanwhile.

        So it has its next 64 KiB with no wake-up of the loop, which is not called for what the
        task has yet to take either: 20 µs of 50 that such a chunk costs.
        """
        if self._is_shut and self._on_shutdown is not None:
            return  # that comes first
        before = self.bytes_read
        self.step(READ)
        if self.bytes_read - before < READ_SIZE:
            self.reads_full = False
        if not self.reading:
            self._set_mask(self._mask & ~READ)

    def _step_both(self, mask: int) -> None:
        if mask & READ and self._mask & READ:
            self.step(READ)
            self.loop.drain_ticks()
        if self._mask & WRITE:
            self._make_progress()

    def _make_progress(self) -> None:
        if self._connecting:
            self._connecting = False
            self._set_mask(READ if self.reading else 0)
            on_connect, self._on_connect = self._on_connect, None
            assert on_connect is not None
            on_connect(self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR))
            return
        failure: OSError | None = None
        if self._outgoing is not None:
            try:
                sent = self.socket.send(self._outgoing)
            except _WOULD_BLOCK:
                return
            except OSError as refused:
                failure = system_error(refused.errno or 0, "write")
            else:
                self.activity = self.loop.now
                self.bytes_written += sent
                if sent < len(self._outgoing):
                    self._outgoing = self._outgoing[sent:]
                    return
            self._outgoing = None
            on_written, self._on_written = self._on_written, None
            if self._on_shutdown is None or failure is not None:
                self._set_mask(self._mask & ~WRITE)
            if on_written is not None:
                on_written(failure)
                self.loop.drain_ticks()
        elif self._on_shutdown is not None:
            self._set_mask(self._mask & ~WRITE)
            self._send_fin()

    def _set_mask(self, mask: int) -> None:
        changed = mask ^ self._mask
        if not changed:
            return
        if changed & WRITE:
            # What was asked for is finished even if nothing else holds the loop (Node's requests).
            if mask & WRITE:
                self.loop.hold()
            else:
                self.loop.release()
        if not self._mask:
            self.loop.register(self._descriptor, mask, self)
        elif mask:
            self.loop.modify(self._descriptor, mask, self)
        else:
            self.loop.unregister(self._descriptor)
        self._mask = mask

    # What the socket asks for

    def connect(self, address: Any, callback: Callable[[int], object]) -> None:
        """Connect; ``callback(errno)``, 0 for success, comes as an I/O step.

        What libuv finds out at once is raised, but for two cases that it reports later.

        Raises:
            OSError: the operating system refused at once.
        """
        number = self.socket.connect_ex(address)
        if number in _CONNECTING:
            self._connecting = True
            self._on_connect = callback
            self._set_mask(self._mask | WRITE)
        elif number == errno.ECONNREFUSED or self.socket.family == getattr(socket, "AF_UNIX", None):
            self._connecting = True
            self._on_connect = callback
            self.loop.call_on_io_phase(self._connect_refused, number)
        else:
            raise OSError(number, "connect")

    def _connect_refused(self, number: int) -> None:
        if self._on_connect is not None:
            self._on_connect(number)

    def read_start(self) -> None:
        if not self.reading:
            self.reading = True
            if not self._connecting:
                self._set_mask(self._mask | READ)

    def read_stop(self) -> None:
        # The descriptor is unregistered only when more arrives: a reader that keeps up pauses and
        # resumes at every chunk, and would pay two system calls for it (5 µs of a 64 KiB chunk).
        self.reading = False

    def keep(self, data: bytes) -> bool:
        """Keep ``data`` until `send_gathered`, if it is what little a step of the loop sends.

        It counts as sent then. Each send wakes the peer's process if that sleeps (6 µs on
        loopback), those of all sockets of a wake-up in one go wake it once: a server's response
        costs 18.5 µs of CPU so, else 25.5.
        """
        loop = self.loop
        length = len(data)
        size = self._gathered_size + length
        if not loop.gathers or size > GATHERED_AT_MOST or self._outgoing is not None:
            return False
        self.activity = loop.now
        self.bytes_written += length
        self._gathered_size = size
        self._gathered.append(data)  # a packet of its own, as in Node
        if size == length:
            loop.gather(self)  # it may send what is there
        return True

    def send_now(self, data: bytes) -> int:
        """Send what the kernel takes of ``data``; how much that was. Errors are for `write`."""
        if self._outgoing is not None:
            return 0  # the kernel has not taken what is before it
        if self._gathered_size:
            self.send_gathered()
            if self.unsent:
                return 0
        now = self.loop.time()
        try:
            sent = self.socket.send(data)
        except OSError:
            return 0
        self.activity = now
        self.bytes_written += sent
        return sent

    def send_gathered(self) -> None:
        """Send what `keep` has kept. What the kernel does not take waits until it is ready.

        With the end behind it, FIN goes in the packet of the last bytes: one that the kernel has
        not to send, nor the peer to wake up for (a sixth of what a connection per request costs).
        That it is sent is told in the next wake-up, as in Node, but before anything is read then:
        what the peer makes of the end must not be heard of before it.
        """
        gathered = self._gathered
        self._gathered_size = 0
        is_ending = self._on_shutdown is not None and bool(gathered)
        while gathered:
            data = gathered.pop(0)
            try:
                sent = self.socket.send(data, _MORE if is_ending and not gathered else 0)
            except _WOULD_BLOCK:
                sent = 0
            except OSError as refused:
                gathered.clear()
                failure = system_error(refused.errno or 0, "write")
                self.loop.call_on_io_phase(self._gathered_refused, failure)
                return
            if sent < len(data):
                rest = b"".join((data[sent:], *gathered))
                gathered.clear()
                self.bytes_written -= len(rest)
                self._outgoing = memoryview(rest)
                self._set_mask(self._mask | WRITE)
                return
        if is_ending:
            self._shut_down()  # an error comes again in _send_fin()
            self.loop.call_before_io(self._send_fin)

    def _gathered_refused(self, failure: OSError) -> None:
        if not self.is_closed:
            self._owner._write_failed(failure)

    def write(self, data: bytes, callback: WriteCallback) -> bool:
        """Send ``data``. Whether the kernel took it whole; if not, ``callback(error)`` comes later.

        Raises:
            ConnectionLostError: the connection is gone.
        """
        if self._gathered_size:
            self.send_gathered()
        if self._outgoing is not None:  # gathered, and not taken: it goes first
            self._outgoing = memoryview(b"".join((self._outgoing, data)))
            self._on_written = callback
            return False
        now = self.loop.time()
        try:
            sent = self.socket.send(data) if data else 0
        except _WOULD_BLOCK:
            sent = 0
        except OSError as failure:
            raise system_error(failure.errno or 0, "write") from None
        self.activity = now
        self.bytes_written += sent
        if sent == len(data):
            return True
        self._outgoing = memoryview(data)[sent:]
        self._on_written = callback
        self._set_mask(self._mask | WRITE)
        return False

    @property
    def unsent(self) -> int:
        """How many bytes of the unfinished write the kernel has not taken."""
        return 0 if self._outgoing is None else len(self._outgoing)

    def shutdown(self, callback: WriteCallback) -> None:
        """Send FIN behind what is written; ``callback(error)`` comes as an I/O step."""
        self._on_shutdown = callback
        if self._outgoing is None and not self._connecting:
            # In the next wake-up, as in Node, but without asking the selector (10 µs less).
            self.loop.call_on_next_io_phase(self._send_fin)
        else:
            self._set_mask(self._mask | WRITE)

    def _send_fin(self) -> None:
        if self._outgoing is not None:
            self._set_mask(self._mask | WRITE)
            return
        on_shutdown, self._on_shutdown = self._on_shutdown, None
        if on_shutdown is None:
            return  # closed meanwhile, or told before
        on_shutdown(None if self._is_shut else self._shut_down())

    def _shut_down(self) -> OSError | None:
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError as refused:
            if refused.errno != errno.ENOTCONN:
                return system_error(refused.errno or 0, "shutdown")
        self._is_shut = True
        return None

    def close(self) -> None:
        """Unregister, then close; nothing is called any more."""
        if self._descriptor >= 0:
            self.loop.send_gathered()  # what was written before this end, here and elsewhere
            self._set_mask(0)
            self._descriptor = -1
            self.socket.close()
            self.on_read = drop
            self.reading = False
            self._outgoing = self._on_written = self._on_shutdown = self._on_connect = None
            self.loop.detach(self)

    def abandon(self) -> None:
        # A child process, or whoever duplicated it, may hold the descriptor: closing ours alone
        # would leave the peer waiting for an owner that is gone.
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # not connected any more, or not yet
        try:
            self._owner._abandon()
        finally:
            self.close()  # whatever a subclass makes of being destroyed

    # Options and addresses

    def set_no_delay(self, no_delay: bool) -> None:
        set_no_delay(self.socket, no_delay)

    def set_keep_alive(self, enable: bool, seconds: int) -> None:
        set_keep_alive(self.socket, enable, seconds)

    def local_address(self) -> Any:
        try:
            return self.socket.getsockname()
        except OSError:
            return None

    def remote_address(self) -> Any:
        try:
            return self.socket.getpeername()
        except OSError:
            return None


def drop(data: bytes) -> None:
    """Nobody reads any more."""


def _is_tcp(sock: Any) -> bool:
    return sock.family in (socket.AF_INET, socket.AF_INET6)


def set_no_delay(sock: Any, no_delay: bool) -> None:
    """``TCP_NODELAY``, where there is such a thing."""
    if _is_tcp(sock):
        _set_option(sock, socket.IPPROTO_TCP, socket.TCP_NODELAY, int(no_delay))


def set_keep_alive(sock: Any, enable: bool, seconds: int) -> None:
    """TCP keep-alive; ``seconds`` until the first probe, 0 for the system's own."""
    if _is_tcp(sock):
        _set_option(sock, socket.SOL_SOCKET, socket.SO_KEEPALIVE, int(enable))
        idle = getattr(socket, "TCP_KEEPIDLE", getattr(socket, "TCP_KEEPALIVE", None))
        if enable and seconds and idle is not None:
            _set_option(sock, socket.IPPROTO_TCP, idle, seconds)


def _set_option(sock: Any, level: int, option: int, value: int) -> None:
    try:
        sock.setsockopt(level, option, value)
    except OSError:
        pass  # the connection is gone: its own error says so


def tune(sock: socket.socket) -> None:
    """Options of every TCP socket; accepted ones inherit their listener's, at no system call."""
    if _is_tcp(sock):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        lowat = getattr(socket, "TCP_NOTSENT_LOWAT", 25 if sys.platform == "linux" else None)
        if lowat is not None:
            try:
                sock.setsockopt(socket.IPPROTO_TCP, lowat, NOTSENT_LOWAT)
            except OSError:  # pragma: no cover - an old kernel
                pass
