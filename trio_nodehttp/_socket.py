"""`Socket`: one connection, as Node's ``net.Socket``.

Bytes come from a handle (a descriptor in the owner's loop, or any Trio stream) and go to one of two
places: the `Readable` that a socket is, or, on an HTTP connection, straight to the parser that has
taken the socket over (`_consume`). Writes go to the handle at once where the kernel takes them.

A socket is not destroyed by its streams' ends (Node's ``autoDestroy: false``) but by its own rule:
when both directions have ended. ``'close'`` belongs to the loop's close phase.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Generator, Hashable
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

import trio
from trio.lowlevel import enable_ki_protection

from . import _connect
from ._completion import Completion
from ._emitter import silent
from ._errors import error
from ._handle import SocketHandle, tune
from ._lifetime import Callback
from ._loop import Loop
from ._socket_writing import SocketWriting
from ._stream_handle import StreamHandle

if TYPE_CHECKING:
    from ._listener import Server

_Self = TypeVar("_Self", bound="Socket")


# What belongs to one connection and is forgotten when the socket makes another.
_OF_ONE_CONNECTION: Final = (
    *("destroyed", "_errored", "_error_emitted", "_error_held", "_close_emitted"),
    *("_connected", "_handle", "_keep_alive", "_local", "_remote", "_closed_by_task"),
    *("_bytes_read", "_bytes_written"),
    # Reading
    *("_buffer", "_length", "_reading", "_sync", "_need_readable", "_emitted_readable"),
    *("_reading_more", "_resume_scheduled", "_ended_by_peer", "_ended", "_end_scheduled"),
    *("_end_emitted", "_read_error"),
    # Writing
    *("_queue", "_write_length", "_writing", "_write_sync", "_in_hook", "_in_hook_callback"),
    *("_in_hook_completions", "_failed_at_once", "_after_write_tick", "_pending_callbacks"),
    *("_need_drain", "_clearing", "_corked", "_ending", "_final_called", "_prefinished"),
    "_finished",
)


class Socket(SocketWriting):
    """A TCP or Unix connection, or any ``trio.abc.Stream`` (Node's ``net.Socket``).

    Emits ``'connect'``, ``'ready'``, ``'lookup'`` (error, address, family, host), ``'data'``,
    ``'end'``, ``'drain'``, ``'timeout'``, ``'error'``, and ``'close'`` (had_error) exactly once.

    Awaiting a socket waits for its connection and returns it; it raises what ``'error'`` carries.

    Args:
        fd: a connected descriptor to take over.
        allow_half_open: keep the writable side open when the other end has finished sending.
        nursery: the owner. Without one, a socket belongs to the owner whose listener makes it.

    Attributes:
        connecting: whether the connection is being made.
        timeout: milliseconds without activity after which ``'timeout'`` is emitted; 0: never.
        server: the server that accepted it, else None.
        allow_half_open: whether the writable side stays open when the other end has finished.
    """

    _auto_destroy = False
    _emit_close = False

    server: Server | None = None

    _connected: Completion | None = None
    _consumer: Callable[[bytes], object] | None = None
    _referenced: bool = True
    _keep_alive: tuple[bool, int] = (False, 0)
    _ended_by_peer: bool = False  # EOF was read, whatever is still buffered
    _closing_soon: bool = False  # it was destroyed, its 'close' is still to come

    def __init__(
        self,
        *,
        fd: int | None = None,
        allow_half_open: bool = False,
        nursery: trio.Nursery | None = None,
    ) -> None:
        if nursery is not None:
            self._loop = Loop.of(nursery)
        self.allow_half_open = allow_half_open
        # What every exchange on it asks, as in `ServerResponse`.
        self.destroyed = False
        self.connecting = False
        self._errored = None
        self._ending = False
        self._writing = False
        self._corked = 0
        self._writable = True
        self._write_high_water_mark = type(self)._write_high_water_mark
        self._write_length = 0
        self._add_all((("end", self._on_end),))
        if fd is not None:
            self._owner_loop()  # without an owner the descriptor stays the caller's
            sock = socket.socket(fileno=fd)
            sock.setblocking(False)
            tune(sock)
            self._attach_descriptor(sock)
            self.read(0)

    @classmethod
    def from_stream(
        cls: type[_Self],
        stream: trio.abc.Stream,
        *,
        allow_half_open: bool = False,
        nursery: trio.Nursery | None = None,
    ) -> _Self:
        """A socket over any Trio stream, which it owns from now on."""
        made = cls._over(stream, nursery)
        made.allow_half_open = allow_half_open
        made.read(0)
        return made

    @classmethod
    def _over(cls: type[_Self], stream: trio.abc.Stream, nursery: trio.Nursery | None) -> _Self:
        """As `from_stream`, without beginning to read."""
        made = cls(allow_half_open=True, nursery=nursery)
        made._use(StreamHandle(made._owner_loop(), stream, made))
        return made

    @classmethod
    def _accepted(
        cls, loop: Loop, sock: socket.socket, remote: Any, allow_half_open: bool
    ) -> Socket:
        """A connection that a server accepted. Reading has not begun."""
        made = cls(allow_half_open=allow_half_open)
        made._loop = loop
        made._remote = remote
        made._attach_descriptor(sock)
        return made

    def _begin_reading(self) -> None:
        """What ``read(0)`` comes to on a new connection."""
        if self._handle is not None:
            self._reading = self._need_readable = True
            self._sync = False
            self._handle.read_start()

    def _attach_descriptor(self, sock: socket.socket) -> SocketHandle:
        """Give this socket its descriptor, which is closed if there is no owner any more."""
        try:
            handle = SocketHandle(self._owner_loop(), sock, self)
        except BaseException:
            sock.close()
            raise
        self._use(handle)
        return handle

    def _use(self, handle: SocketHandle | StreamHandle) -> None:
        self._handle = handle
        handle.on_read = self._on_bytes
        if not self._referenced:
            handle.loop.set_referenced(handle, False)

    def _owner_loop(self) -> Loop:
        if self._loop is None:
            self._loop = Loop.current()
        return self._loop

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.ready_state} {self.remote_address or ''}>"

    # Connecting

    @enable_ki_protection
    def connect(
        self: _Self,
        port: int | str | None = None,
        host: str | None = None,
        *,
        path: str | None = None,
        callback: Callable[[], object] | None = None,
        **options: Any,
    ) -> _Self:
        """Connect to ``host:port``, or to the Unix socket ``path``; see `net.connect`."""
        asked = _connect.ConnectOptions.checked(port=port, host=host, path=path, **options)
        self._owner_loop().check_caller()
        if self._closing_soon:
            # Node begins at once, and the late 'close' of the old connection ends the new one.
            again = partial(self.connect, port, host, path=path, callback=callback, **options)
            return self.once("close", lambda had_error: again())
        if self.destroyed:
            self._begin_again()
        if callback is not None:
            self.once("connect", callback)
        if asked.timeout:
            self.set_timeout(asked.timeout)
        self.connecting = True
        self._touch()
        _connect.begin(self, asked)
        return self

    def _begin_again(self) -> None:
        """A destroyed socket may connect once more: everything that says otherwise goes."""
        self._connection_number += 1
        for name in _OF_ONE_CONNECTION:
            vars(self).pop(name, None)
        if self._events is not None and silent in self._events.get("end", ()):
            listeners = list(self._events["end"])
            listeners[listeners.index(silent)] = self._on_end
            self._events["end"] = tuple(listeners)

    def _on_connected(self) -> None:
        """The handle is connected. Emits ``'connect'`` and ``'ready'``."""
        self.connecting = False
        self._touch()
        if self._connected is not None:
            self._connected.settle(self)
        self.emit("connect")
        self.emit("ready")
        if not self.destroyed and not self.is_paused():
            self.read(0)

    def _wait_for_connection(self) -> Completion:
        if self._connected is None:
            self._connected = Completion()
            if self._errored is not None:
                # Its tick may be still to come: the task that awaits has it first.
                self._error_held = self._errored
                self._connected.fail(self._errored)
            elif self.destroyed:
                self._connected.fail(error("ERR_SOCKET_CLOSED"))
            elif self._handle is not None and not self.connecting:
                self._connected.settle(self)
        return self._connected

    def __await__(self) -> Generator[Any, Any, Socket]:
        return self._wait_for_connection().__await__()

    def _end_waiters(self, failure: BaseException | None = None) -> None:
        if (
            self._waiters
            or self._closing
            or self._reader is not None
            or self._in_hook_completions
            or self._queue
            or self._connected is not None
        ):
            super()._end_waiters(failure)
        else:
            self._close_emitted = True  # nobody waits: no error need be made (1.5 µs)

    def _give_error_to_tasks(self, failure: BaseException) -> bool:
        given = super()._give_error_to_tasks(failure)
        if self._connected is not None and not self._connected.is_settled:
            # It was awaited: the error is kept for the next await too.
            self._connected.fail(failure)
            given = True
        return given

    # Reading

    def _read(self, size: int) -> None:
        if self.connecting or self._handle is None:
            if not self.destroyed:
                self._when_connected(self._read, size)
        else:
            self._handle.read_start()

    def _on_bytes(self, data: bytes) -> None:
        if not self.push(data) and self._handle is not None:
            self._handle.read_stop()

    def _eof_arrived(self) -> None:
        self._ended_by_peer = True
        self.push(None)
        self.read(0)

    def _write_failed(self, failure: Exception) -> None:
        self.destroy(failure)

    def _read_failed(self, failure: Exception) -> None:
        self.destroy(failure)

    def _on_end(self) -> None:
        if not self.allow_half_open:
            if self.writable:
                self.end()
        if self._finished:
            self.destroy()  # else when the other direction has finished: _shut_down()

    def _after_end(self) -> None:
        pass  # the listener above has done it, as Node's does

    def _consume(self, on_bytes: Callable[[bytes], object]) -> None:
        """Give each read straight to ``on_bytes``, past the `Readable` (Node's parser.consume).

        ``on_bytes`` becomes a ``'data'`` listener as well; it is what gets the bytes when somebody
        else listens to ``'data'`` or ``'readable'`` too, from when on the socket reads normally.
        """
        if (
            self._flowing is None
            and not self._length
            and self._handle is not None
            and not self.listener_count("data")
        ):
            # What `on("data")` comes to on a socket that nobody has read from, without the tick
            # that makes it flow: nothing will come that way (4 µs less for each connection).
            self._add_all((("data", on_bytes),))
            self._flowing = True
            self._consumer = on_bytes
            self._handle.on_read = on_bytes
            self._handle.read_start()
            return
        self.on("data", on_bytes)
        if self.listener_count("data") == 1 and not self._length and self._handle is not None:
            self._consumer = on_bytes
            self._handle.on_read = on_bytes
            self._handle.read_start()

    def _unconsume(self) -> None:
        """Read normally again."""
        if self._consumer is not None:
            self._consumer = None
            if self._handle is not None:
                self._handle.on_read = self._on_bytes

    def _listener_added(self, name: Hashable, prepended: bool) -> None:
        if self._consumer is not None:
            self._unconsume()
        super()._listener_added(name, prepended)

    def _pause_reading(self) -> None:
        """Back-pressure from whoever consumes: no more reads, so the peer's window fills."""
        if self._handle is not None:
            self._handle.read_stop()

    def _resume_reading(self) -> None:
        handle = self._handle
        if handle is not None and not (handle.reading or self._ended):
            handle.read_start()

    def _read_at_once(self) -> None:
        handle = self._handle
        if handle is not None and handle.reads_full:
            handle.loop.tick_now(handle.read_at_once)

    # The end

    def _destroy(self, failure: BaseException | None, callback: Callback) -> None:
        was_open = self._handle is not None or self.connecting
        self.connecting = False
        self._closing_soon = True
        self._disarm_timer()
        handle = self._handle
        if handle is not None:
            self._bytes_read = handle.bytes_read
            self._bytes_written = handle.bytes_written + handle.unsent
            handle.close()
            self._handle = None
        if was_open and self._loop is not None:
            self._loop.call_on_close_phase(self._emit_closed, failure is not None)
            callback(failure)
        else:
            callback(failure)
            self._tick(self._emit_closed, failure is not None)
        if self.server is not None:
            self.server._connection_ended(self)

    def _emit_closed(self, had_error: bool) -> None:
        self._closing_soon = False
        if self._connected is not None:
            self._connected.fail(self._errored or error("ERR_SOCKET_CLOSED"))
        self._end_waiters(self._errored)  # first: a listener may connect again
        self.emit("close", had_error)
        if self.destroyed:
            # Nothing of ours may refer to it in a circle: waiting for the collector cost 8 µs for
            # each connection of a server.
            self._silence("end", self._on_end)

    def _abandon(self) -> None:
        """The owner ends."""
        self.destroy()

    # Options

    def set_no_delay(self: _Self, no_delay: bool = True) -> _Self:
        """Send small writes at once (``TCP_NODELAY``, on from the start) or let them gather."""
        if self._handle is None:
            self.once("connect", lambda: self.set_no_delay(no_delay))
        else:
            self._handle.set_no_delay(bool(no_delay))
        return self

    def set_keep_alive(self: _Self, enable: bool = False, initial_delay: float = 0) -> _Self:
        """TCP keep-alive; first probe after ``initial_delay`` milliseconds (0: the system's)."""
        if self._handle is None:
            self.once("connect", lambda: self.set_keep_alive(enable, initial_delay))
            return self
        wanted = (bool(enable), int(initial_delay / 1000))
        if wanted != self._keep_alive:
            # A pooled socket is told so after each request: two system calls, once.
            self._keep_alive = wanted
            self._handle.set_keep_alive(*wanted)
        return self

    def ref(self: _Self) -> _Self:
        """Let this socket keep its owner's loop alive (the default)."""
        return self._set_referenced(True)

    def unref(self: _Self) -> _Self:
        """Do not let it: the socket is destroyed when nothing else holds the loop."""
        return self._set_referenced(False)

    def _set_referenced(self: _Self, referenced: bool) -> _Self:
        self._referenced = referenced
        handle = self._handle
        if handle is not None and handle.referenced != referenced:
            handle.loop.set_referenced(handle, referenced)
        return self
