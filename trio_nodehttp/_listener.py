"""`Server`: accepts connections, as Node's ``net.Server``, and owns the nursery that they live in.

A listening descriptor is a handle in the owner's loop; each connection that it accepts becomes a
`Socket` there, and ``'connection'`` is emitted. What goes wrong with one connection, or with
accepting, never ends the server.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Generator
from functools import partial
from typing import Any, TypeVar

import trio
from trio.lowlevel import enable_ki_protection

from ._completion import Completion
from ._connect import is_ip, look_up
from ._errors import error
from ._listening import Listener, bind_first, bind_unix, inherit, open_listening, refused, unlink
from ._options import validate_integer, validate_port, validate_string
from ._owner import Owner
from ._socket import Socket
from ._socket_facts import Address

_Self = TypeVar("_Self", bound="Server")


class Server(Owner):
    """Node's ``net.Server``.

    Emits ``'listening'``, ``'connection'`` (socket), ``'error'`` and ``'close'``, which comes when
    it no longer listens and its last connection has ended.

    It owns a nursery: entered with ``async with``, or given as ``nursery=``, in which case it is
    open at once. Leaving the block stops accepting and waits for the connections; leaving it by an
    exception or by cancellation destroys them.

    Awaiting a server waits for what was asked for last: after `listen` for ``'listening'``, after
    `close` for ``'close'``. It returns the server, or raises what ``'error'`` carries.

    Args:
        connection_listener: a listener of ``'connection'``.
        allow_half_open: as for `Socket`.
        pause_on_connect: do not read from a connection until it is resumed.
        nursery: the owner.

    Attributes:
        max_connections: connections beyond this number are closed at once; None (the default): no
            limit.
    """

    max_connections: int | None = None

    _referenced: bool = True

    def __init__(
        self,
        connection_listener: Callable[[Socket], object] | None = None,
        *,
        allow_half_open: bool = False,
        pause_on_connect: bool = False,
        nursery: trio.Nursery | None = None,
    ) -> None:
        super().__init__(nursery=nursery)
        self.allow_half_open = allow_half_open
        self._pause_on_connect = pause_on_connect
        self._listener: Listener | None = None
        self._unix_path: str | None = None
        self._starting = False  # listen() was called, its lookup is not done
        self._connections: dict[Socket, None] = {}
        self._transition: Completion | None = None
        self._closing: list[Completion] = []
        if connection_listener is not None:
            self.on("connection", connection_listener)

    # Listening

    @property
    def listening(self) -> bool:
        """Whether it listens for connections."""
        return self._listener is not None

    @enable_ki_protection
    def listen(
        self: _Self,
        port: int | str | None = 0,
        host: str | None = None,
        *,
        path: str | None = None,
        fd: int | None = None,
        backlog: int = 511,
        reuse_port: bool = False,
        ipv6_only: bool = False,
        exclusive: bool = False,
        callback: Callable[[], object] | None = None,
    ) -> _Self:
        """Start listening. Emits ``'listening'``, or ``'error'``.

        Args:
            port: 0 (or None) for any free port.
            host: an address or a name; none: all addresses, IPv6 and IPv4.
            path: a Unix socket instead.
            fd: a listening descriptor that was inherited, instead.
            backlog: connections that may wait to be accepted.
            reuse_port: several processes may listen on one port (``SO_REUSEPORT``).
            ipv6_only: with ``"::"``, do not take IPv4 as well.
            exclusive: Node's: do not share the descriptor with a cluster's workers. A process of
                this package never shares one, so both values mean the same.
            callback: a one-time listener of ``'listening'``.

        Raises:
            NodeError: it listens already (``ERR_SERVER_ALREADY_LISTEN``).
            ValueError: ``ERR_SOCKET_BAD_PORT``.
            RuntimeError: the server has no owner.
        """
        loop = self._owner_loop()
        if self._listener is not None or self._starting:
            raise error("ERR_SERVER_ALREADY_LISTEN")
        validate_integer("options.backlog", backlog, 0)
        number = 0 if port is None else validate_port(port, "options.port")
        if callback is not None:
            self.once("listening", callback)
        asked = self._transition = Completion()
        if fd is not None:
            validate_integer("options.fd", fd, 0)
            self._open_listener(partial(inherit, fd), backlog, f"fd:{fd}", None)
        elif path is not None:
            self._unix_path = validate_string("options.path", path)
            self._open_listener(partial(bind_unix, path), backlog, path, None)
        elif host:
            self._starting = True
            options = (number, host, backlog, reuse_port, ipv6_only)
            if is_ip(validate_string("options.host", host)):
                loop.next_tick(self._looked_up, asked, None, [host], *options)
            else:
                loop.spawn(self._look_up, asked, *options)
        else:
            # Node's own order: all addresses of both families, else those of IPv4.
            self._listen_on(["::", "0.0.0.0"], number, None, backlog, reuse_port, ipv6_only)
        return self

    async def _look_up(self, asked: Completion, port: int, host: str, *options: Any) -> None:
        failure, address, _ = await look_up(host, port)
        found = [] if address is None else [address]
        self._owner_loop().call_on_io_phase(
            self._looked_up, asked, failure, found, port, host, *options
        )

    def _looked_up(
        self, asked: Completion, failure: OSError | None, addresses: list[str], *options: Any
    ) -> None:
        if asked is not self._transition:
            return  # closed meanwhile
        if failure is not None:
            self._starting = False
            self._failed(asked, failure)
        else:
            self._listen_on(addresses, *options)

    def _listen_on(
        self,
        addresses: list[str],
        port: int,
        host: str | None,
        backlog: int,
        reuse_port: bool,
        ipv6_only: bool,
    ) -> None:
        self._starting = False
        bind = partial(bind_first, addresses, port, reuse_port, ipv6_only)
        self._open_listener(bind, backlog, addresses[0], port)

    def _open_listener(
        self,
        bind: Callable[[], socket.socket],
        backlog: int,
        address: str,
        port: int | None,
    ) -> None:
        loop = self._owner_loop()
        asked = self._transition
        try:
            sock = open_listening(bind, backlog or 511)
        except OSError as failure:
            loop.next_tick(self._failed, asked, refused(failure, address, port))
            return
        try:
            self._listener = Listener(loop, sock, self._referenced, self._on_accepted, self.close)
        except BaseException:
            sock.close()
            raise
        loop.next_tick(self._announce, asked)

    def _announce(self, asked: Completion) -> None:
        if self._listener is not None:
            asked.settle(self)
            self.emit("listening")

    def _failed(self, asked: Completion, failure: BaseException) -> None:
        asked.fail(failure)
        if self.listener_count("error") or not asked.is_awaited:
            self.emit("error", failure)

    def _on_accepted(self, sock: socket.socket, remote: Any) -> None:
        if self.max_connections and len(self._connections) >= self.max_connections:
            sock.close()
            return
        made = Socket._accepted(self._owner_loop(), sock, remote, self.allow_half_open)
        made.server = self
        self._connections[made] = None
        if self._pause_on_connect:
            made.pause()
        else:
            made._begin_reading()
        self.emit("connection", made)

    # Looking

    def address(self) -> Address | str | None:
        """Where it listens: an `Address`, the path of a Unix socket, ``None`` when it does not."""
        if self._listener is None or self._listener.socket is None:
            return None
        if self._unix_path is not None:
            return self._unix_path
        name = self._listener.socket.getsockname()
        return name if isinstance(name, str) else Address.of(name)

    def get_connections(self) -> int:
        """How many connections are open."""
        return len(self._connections)

    # The end

    @enable_ki_protection
    def close(
        self: _Self, callback: Callable[[BaseException | None], object] | None = None
    ) -> _Self:
        """Stop accepting; open connections go on. Emits ``'close'`` after the last one.

        Args:
            callback: called with ``None`` at ``'close'``, or with ``ERR_SERVER_NOT_RUNNING``.
        """
        was_listening = self._listener is not None or self._starting
        if callback is not None:
            given = None if was_listening else error("ERR_SERVER_NOT_RUNNING")
            self.once("close", lambda: callback(given))
        self._starting = False
        if self._listener is not None:
            self._listener.close()
            self._listener = None
            if self._unix_path is not None:
                unlink(self._unix_path)
                self._unix_path = None
        transition = self._transition
        if transition is not None and not transition.is_settled:
            transition.fail(error("ERR_SERVER_NOT_RUNNING"))
        self._transition = Completion()
        self._closing.append(self._transition)
        self._emit_close_if_drained()
        return self

    def _connection_ended(self, sock: Socket) -> None:
        self._connections.pop(sock, None)
        if self._listener is None:
            self._emit_close_if_drained()

    def _emit_close_if_drained(self) -> None:
        if self._listener is None and not self._connections and self._loop is not None:
            self._loop.next_tick(self._emit_close)

    def _emit_close(self) -> None:
        closing, self._closing = self._closing, []
        for completion in closing:
            completion.settle(self)
        self.emit("close")

    def ref(self: _Self) -> _Self:
        """Let listening keep the owner's loop alive (the default)."""
        return self._set_referenced(True)

    def unref(self: _Self) -> _Self:
        """Do not let it: the server is closed when nothing else holds the loop."""
        return self._set_referenced(False)

    def _set_referenced(self: _Self, referenced: bool) -> _Self:
        self._referenced = referenced
        if self._listener is not None:
            self._listener.loop.set_referenced(self._listener, referenced)
        return self

    # The Trio face

    def __await__(self) -> Generator[Any, Any, Server]:
        if self._transition is None:
            raise RuntimeError("nothing to wait for: call listen() or close() first")
        return self._transition.__await__()

    async def serve(
        self,
        port: int | str | None = 0,
        host: str | None = None,
        *,
        task_status: trio.TaskStatus[Any] = trio.TASK_STATUS_IGNORED,
        **options: Any,
    ) -> None:
        """Listen and serve until cancelled: ``await nursery.start(server.serve, port, host)``.

        Opens the server if it is not open. ``nursery.start`` returns the server's `address` once it
        listens.

        Args:
            options: the keyword options of `listen`.

        Raises:
            OSError: it could not listen.

        Cancelling it destroys every connection.
        """
        if not self.is_open:
            async with self:
                await self.serve(port, host, task_status=task_status, **options)
            return
        await self.listen(port, host, **options)
        task_status.started(self.address())
        await self._until_closed()

    async def _until_closed(self) -> None:
        closed = Completion()
        self._closing.append(closed)
        await closed

    def _leaving(self) -> None:
        if self.listening or self._starting:
            self.close()
