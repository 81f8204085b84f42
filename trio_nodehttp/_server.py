"""`Server`: Node's ``http.Server``; options, timeouts, and who owns the handlers' tasks.

A `net.Server` whose connections speak HTTP: each accepted socket, or stream that is injected with
``emit('connection', stream)``, gets a `ServerConnection`. What is here concerns all connections:
the options that they read, the tasks of async handlers, and how they end with the server's block.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Hashable
from functools import partial
from typing import Any, Final, Literal, TypeVar

import trio
from trio.lowlevel import enable_ki_protection

from ._handler_failures import listener_failed
from ._incoming import IncomingMessage
from ._listener import Server as NetServer
from ._options import validate_boolean, validate_integer, validate_one_of, validate_timeout
from ._parser import resolve_parser
from ._response import ServerResponse
from ._server_connection import ServerConnection
from ._socket import Socket
from .events import EventEmitter

_Self = TypeVar("_Self", bound="Server")

Handler = Callable[[Any, Any], object]

# What v14.10.1 prints for http.maxHeaderSize.
MAX_HEADER_SIZE: Final = 16384

_HANDLED: Final = frozenset({"request", "checkContinue", "checkExpectation"})
_HANDED_OVER: Final = frozenset({"connect", "upgrade"})


class Server(NetServer):
    """An HTTP server (Node's ``http.Server``); see `net.Server` for listening, closing, owning.

    Emits ``'request'`` (req, res), ``'checkContinue'`` and ``'checkExpectation'`` (req, res;
    instead of ``'request'``), ``'connect'`` and ``'upgrade'`` (req, socket, head: bytes),
    ``'clientError'`` (error, socket), ``'timeout'`` (socket), and what a `net.Server` emits.

    A listener of ``'request'`` may be async: each call is a task of the server's nursery. What it
    raises is logged (logger ``trio_nodehttp``) and answered with ``500 Internal Server Error``, or
    ends its connection if a header was sent.

    Leaving its ``async with`` block stops accepting, closes idle connections and waits for the
    others; leaving it by an exception or by cancellation destroys them all.

    Args:
        request_listener: a listener of ``'request'``.
        nursery: the owner, instead of ``async with``.
        IncomingMessage, ServerResponse: the classes of the messages.
        insecure_http_parser: accept what a lenient parser accepts (llhttp only).
        max_header_size: bytes of one request's head beyond which it is refused with 431.
        parser: ``"llhttp"`` or ``"h11"``; None for llhttp where it is installed.
        handler_errors: ``"respond"``, or ``"raise"``: they leave through the nursery.
        cancel_on_abort: cancel a handler when its client goes away.
        require_host_header: refuse an HTTP/1.1 request without ``Host``.
        allow_half_open: go on answering a client that has ended its side.

    Raises:
        TypeError, ValueError: a wrong option (``ERR_INVALID_ARG_TYPE``,
            ``ERR_INVALID_OPT_VALUE``, ``ERR_OUT_OF_RANGE``).

    Attributes:
        timeout: milliseconds without activity after which ``'timeout'`` is emitted and, where
            nobody listens to it, the connection destroyed; 0 (the default) for never.
        keep_alive_timeout: milliseconds that an idle connection is kept for another request (5000).
        headers_timeout: milliseconds for a request's header block (60000).
        max_headers_count: header fields kept of a request (2000); 0 for all.
    """

    timeout: float = 0
    keep_alive_timeout: float = 5000
    headers_timeout: float = 60000
    max_headers_count: int = 2000

    # The block is being left normally: whatever becomes idle is closed.
    _is_leaving: bool = False

    def __init__(
        self,
        request_listener: Handler | None = None,
        *,
        nursery: trio.Nursery | None = None,
        IncomingMessage: type[IncomingMessage] = IncomingMessage,
        ServerResponse: type[ServerResponse] = ServerResponse,
        insecure_http_parser: bool = False,
        max_header_size: int | None = None,
        parser: str | None = None,
        handler_errors: Literal["respond", "raise"] = "respond",
        cancel_on_abort: bool = False,
        require_host_header: bool = True,
        allow_half_open: bool = False,
    ) -> None:
        super().__init__(allow_half_open=allow_half_open, nursery=nursery)
        self.IncomingMessage = IncomingMessage
        self.ServerResponse = ServerResponse
        self.insecure_http_parser = validate_boolean(
            "options.insecure_http_parser", insecure_http_parser
        )
        self.max_header_size = (
            MAX_HEADER_SIZE
            if max_header_size is None
            else validate_integer("max_header_size", max_header_size)
        )
        self._parser = resolve_parser(parser, insecure_http_parser)
        self.handler_errors = validate_one_of(
            "handler_errors", handler_errors, ("respond", "raise")
        )
        self.cancel_on_abort = validate_boolean("options.cancel_on_abort", cancel_on_abort)
        self.require_host_header = validate_boolean(
            "options.require_host_header", require_host_header
        )
        self._http_connections: dict[ServerConnection, None] = {}
        self._upgraded: dict[Socket, None] = {}
        if request_listener is not None:
            self.on("request", request_listener)
        self.on("connection", self._on_connection)

    @enable_ki_protection
    def set_timeout(
        self: _Self, msecs: float = 0, callback: Callable[[Any], object] | None = None
    ) -> _Self:
        """Set ``timeout`` for connections to come; ``callback`` listens for ``'timeout'``.

        Args:
            msecs: milliseconds; 0 for none.
        """
        self.timeout = validate_timeout("msecs", msecs)
        if callback is not None:
            self.on("timeout", callback)
        return self

    # Connections

    def emit(self, name: Hashable, /, *args: Any) -> bool:
        """As `EventEmitter.emit`; ``'connection'`` takes any ``trio.abc.Stream`` as well."""
        if name == "connection" and args and not isinstance(args[0], Socket):
            args = (self._socket_over(args[0]), *args[1:])
        return EventEmitter.emit(self, name, *args)  # not super(): 0.1 µs for each request

    def _socket_over(self, stream: trio.abc.Stream) -> Socket:
        nursery = self._owner_loop()._nursery()
        made = Socket.from_stream(stream, allow_half_open=True, nursery=nursery)
        made.server = self
        self._connections[made] = None
        return made

    def _on_connection(self, socket: Socket) -> None:
        self._http_connections[ServerConnection(self, socket)] = None

    def _handed_over(self, socket: Socket) -> None:
        """A listener of ``'connect'`` or ``'upgrade'`` has this socket now."""
        self._upgraded[socket] = None
        socket.once("close", lambda *_: self._upgraded.pop(socket, None))
        if self._is_leaving:
            socket.unref()

    # The tasks of async listeners

    def _start_listener(
        self, name: Hashable, coroutine: Coroutine[Any, Any, Any], args: tuple[Any, ...]
    ) -> None:
        on_error: Callable[[Exception], bool] | None = None
        started = coroutine
        if name in _HANDLED and len(args) == 2:
            res = args[1]
            connection = getattr(res, "_connection", None)
            if connection is not None:
                on_error = res._handler_failed
                if self.cancel_on_abort:
                    started = _until_abort(connection, res, coroutine)
        elif name in _HANDED_OVER and len(args) == 3:
            on_error = partial(listener_failed, args[1])
            started = self._holding(coroutine)
        try:
            if on_error is None or self.handler_errors == "raise" or self._loop is None:
                super()._start_listener(name, started, args)
            else:
                self._loop.start_listener(started, on_error)
        except BaseException:
            coroutine.close()  # inside a wrapper that was never started
            raise

    async def _holding(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        """Run the listener of a socket that was handed over; it keeps the loop, the socket not."""
        loop = self._owner_loop()
        loop.hold()
        try:
            await coroutine
        finally:
            loop.release()

    # The end

    def _opened(self) -> None:
        self._is_leaving = False

    def _leaving(self) -> None:
        self._is_leaving = True
        super()._leaving()
        for connection in list(self._http_connections):
            if connection.is_idle:
                connection.socket.destroy_soon()
            elif connection.is_receiving_head and self.headers_timeout:
                # Its client may never send the rest.
                self._owner_loop().timer(self.headers_timeout, connection.cut_off, ref=False)
        for socket in self._upgraded:
            socket.unref()


async def _until_abort(
    connection: ServerConnection, res: ServerResponse, coroutine: Coroutine[Any, Any, Any]
) -> None:
    """Run a handler until it is done or its client goes away."""
    with trio.CancelScope() as scope:
        if connection.scopes is None:
            connection.scopes = {}
        connection.scopes[res] = scope
        try:
            await coroutine
        finally:
            connection.scopes.pop(res, None)


def create_server(
    request_listener: Handler | None = None,
    *,
    nursery: trio.Nursery | None = None,
    **options: Any,
) -> Server:
    """Make a `Server` (reference, `http.createServer`); the options are those of the class.

    Args:
        request_listener: a listener of ``'request'``.
        nursery: the owner, instead of ``async with``.
        options: ``IncomingMessage``, ``ServerResponse``, ``insecure_http_parser``,
            ``max_header_size``, ``parser``, ``handler_errors``, ``cancel_on_abort``,
            ``require_host_header``, ``allow_half_open``.

    ::

        async with create_server(on_request) as server:
            await server.listen(8080, "127.0.0.1")
    """
    return Server(request_listener, nursery=nursery, **options)
