"""`ServerResponse`: what a server answers, from the status line to ``'close'``.

Adds to `OutgoingMessage` what only an answer has: the status line, the interim responses, and the
rule when there is a body at all. It reports to its `ServerConnection` when it is finished, which
then takes the socket away, closes the exchange and goes on to the next response.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

import trio
from trio.lowlevel import enable_ki_protection

from ._errors import error
from ._header_fields import Headers, pairs_of
from ._headers import find_invalid_char
from ._outgoing import Callback, OutgoingMessage
from ._socket import Socket
from ._status import STATUS_CODES
from ._writable import Writable

if TYPE_CHECKING:
    from ._server_connection import ServerConnection

_Self = TypeVar("_Self", bound="ServerResponse")

_says_chunked: Callable[[str], object] = re.compile(
    r"(?:^|\W)chunked(?:$|\W)", re.IGNORECASE
).search


def _may_have_body(code: int) -> bool:
    return code >= 200 and code not in (204, 304)


# Code → status line, reason phrase, and whether there may be a body: for answers that say no more.
_USUAL_HEADS: Final[dict[Any, tuple[str, str, bool]]] = {
    code: (f"HTTP/1.1 {code} {message}\r\n", message, _may_have_body(code))
    for code, message in STATUS_CODES.items()
}


class ServerResponse(OutgoingMessage):
    """The answer to one request; given to the listeners of ``'request'`` (reference,
    `http.ServerResponse`).

    Awaiting it waits for ``'finish'`` and raises where ``'close'`` comes without it.

    Emits ``'finish'`` (everything was handed to the operating system), ``'close'``, ``'drain'``,
    ``'timeout'`` (socket), and what `OutgoingMessage` emits.

    Args:
        req: the request; its method and version decide how the answer is framed.

    Attributes:
        status_code: sent if `write_head` does not say otherwise.
        status_message: the reason phrase; None or empty for the code's own.
        req: the request.
    """

    status_code: int = 200
    status_message: str | None = None
    send_date = True

    _connection: ServerConnection | None = None
    _expects_continue: bool = False
    _sent_continue: bool = False
    _foreign_stream: trio.abc.Stream | None = None  # what `assign_socket` was given

    def __init__(self, req: Any) -> None:
        # What every answer reads or writes is set here, though its default stands on the class: an
        # attribute of the instance is read three times as fast, and Python shares the layout of
        # instances only for names that the first few of them had (0.7 µs a request).
        self.req = req
        self.socket = None
        self.status_message = None
        self.finished = False
        self.should_keep_alive = True
        self._events = None
        self._header = None
        self._header_sent = False
        self._headers = None
        self._chunked = False
        self._last = False
        self._has_body = True
        self._content_length = None
        self._output = None
        self._need_drain = False
        self._batch = None
        self._waiters = None
        self._finish_emitted = False
        self._close_emitted = False
        self._expects_continue = False
        self._removed = 0
        if req.method == "HEAD":
            self._has_body = False
        if not req.http_version_minor or not req.http_version_major:
            self.use_chunked_encoding_by_default = bool(_says_chunked(req.headers.get("te", "")))
            self.should_keep_alive = False

    # The head

    @enable_ki_protection
    def write_head(
        self: _Self,
        status_code: int,
        status_message: str | Headers | None = None,
        headers: Headers | None = None,
    ) -> _Self:
        """Settle status and headers; they are sent with the first piece of the body.

        Args:
            status_code: 100 to 999.
            status_message: the reason phrase; may be left out, ``write_head(200, {…})``.
            headers: a mapping or a list of pairs; they go before those of `set_header` with the
                same name.

        Returns:
            The response.

        Raises:
            NodeError: the head is settled already (``ERR_HTTP_HEADERS_SENT``).
            ValueError: ``ERR_HTTP_INVALID_STATUS_CODE``.
            TypeError: ``ERR_INVALID_CHAR`` in the message; a header that is refused, see
                `set_header`.
        """
        if self._header is not None:
            raise error("ERR_HTTP_HEADERS_SENT", "set" if self._headers else "write")
        if status_message is not None and not isinstance(status_message, str):
            status_message, headers = None, status_message
        usual = _USUAL_HEADS.get(status_code) if type(status_code) is int else None
        if usual is not None and status_message is None and not self.status_message:
            status_line, self.status_message, has_body = usual
            self.status_code = status_code
        else:
            status_line, has_body = self._settle_status(status_code, status_message)
        if not has_body:
            self._has_body = False
        if headers is not None and self._headers is not None:
            for name, value in pairs_of(headers):
                if name:
                    self.set_header(name, value)
            headers = None
        if self._expects_continue and not self._sent_continue:
            # The client may or may not send its body now: nobody can tell what comes next.
            self.should_keep_alive = False
        self._store_header(status_line, headers)
        return self

    def _settle_status(self, status_code: Any, message: str | None) -> tuple[str, bool]:
        """Check status and message. Returns the status line, and whether a body may follow."""
        code = status_code if type(status_code) is int else _whole(status_code)
        if not 100 <= code <= 999:
            raise error("ERR_HTTP_INVALID_STATUS_CODE", status_code)
        if message is None:
            message = self.status_message or STATUS_CODES.get(code, "unknown")
        self.status_message = message
        self.status_code = code
        if not isinstance(message, str) or find_invalid_char(message):
            raise error("ERR_INVALID_CHAR", "status_message")
        return f"HTTP/1.1 {code} {message}\r\n", _may_have_body(code)

    def _implicit_header(self) -> None:
        self.write_head(self.status_code)

    @enable_ki_protection
    def write_continue(self, callback: Callback | None = None) -> None:
        """Send ``100 Continue``: the client should send its body.

        Args:
            callback: called when it was handed to the operating system.

        Raises:
            NodeError: the headers were sent (``ERR_HTTP_HEADERS_SENT``).
        """
        self._write_interim(b"HTTP/1.1 100 Continue\r\n\r\n", callback)
        self._sent_continue = True

    @enable_ki_protection
    def write_processing(self, callback: Callback | None = None) -> None:
        """Send ``102 Processing``: the answer will take a while.

        Args:
            callback: called when it was handed to the operating system.

        Raises:
            NodeError: the headers were sent (``ERR_HTTP_HEADERS_SENT``).
        """
        self._write_interim(b"HTTP/1.1 102 Processing\r\n\r\n", callback)

    def _write_interim(self, head: bytes, callback: Callback | None) -> None:
        if self._header is not None:
            raise error("ERR_HTTP_HEADERS_SENT", "write")
        self._write_raw(head, callback)

    # The socket

    @enable_ki_protection
    def assign_socket(self, socket: Any) -> None:
        """Send this response on ``socket`` from now on, what waited for it at once.

        Args:
            socket: a `Writable` (a `net.Socket` is one), or any ``trio.abc.Stream``, which is put
                into a `net.Socket` of the owner that runs now; nothing is read from it.

        Raises:
            AssertionError: another response has it.
        """
        assert getattr(socket, "_http_message", None) is None, "the socket has a response already"
        if self._connection is None:
            if _is_foreign(socket):
                socket = self._socket_over(socket)
            if self._loop is None:
                self._loop = socket._loop
            socket.on("close", self._socket_closed)
        socket._http_message = self
        self.socket = socket
        if self._events is not None:
            self.emit("socket", socket)
        if self._output is not None or self.finished:
            self._flush()

    @enable_ki_protection
    def detach_socket(self, socket: Any) -> None:
        """Take the socket away; a response that is not finished waits for the next one."""
        if socket is self._foreign_stream:
            self._foreign_stream = None
            socket = self.socket
        assert socket._http_message is self, "the socket is not this response's"
        socket._http_message = None
        self.socket = None
        if self._connection is None:
            socket.remove_listener("close", self._socket_closed)

    def _socket_over(self, stream: trio.abc.Stream) -> Any:
        self._foreign_stream = stream
        nursery = None if self._loop is None else self._loop._nursery()
        return Socket._over(stream, nursery).unref()

    def _socket_closed(self, had_error: bool = False) -> None:
        """A socket that no server's connection looks after is closed."""
        self._emit_close()

    def _on_pending_data(self, amount: int) -> None:
        if self._connection is not None:
            self._connection.pending_bytes += amount

    # The end

    @enable_ki_protection
    def _flushed(self, failure: BaseException | None = None) -> None:
        if failure is None:
            if self._connection is not None:
                self._connection.response_finished(self)
            self._emit_finish()

    def _unhandled_error(self, failure: object) -> None:
        connection = self._connection
        if (
            connection is None
            or connection.server.handler_errors == "raise"
            or not isinstance(failure, Exception)
        ):
            super()._unhandled_error(failure)
        else:
            connection.handler_failed(self, failure)

    def _handler_failed(self, failure: Exception) -> bool:
        connection = self._connection
        return connection is not None and connection.handler_failed(self, failure)

    def _begin_again(self) -> None:
        """Forget what was said, as long as nothing was sent."""
        for name in (
            "_header",
            "_headers",
            "_chunked",
            "_last",
            "_content_length",
            "_trailer",
            "_removed",
            "send_date",
            "status_message",
        ):
            vars(self).pop(name, None)
        self._has_body = self.req.method != "HEAD"


def _is_foreign(stream: object) -> bool:
    """Whether it is a Trio stream without Node's methods."""
    return isinstance(stream, trio.abc.Stream) and not isinstance(stream, Writable)


def _whole(value: Any) -> int:
    """A number as JavaScript makes an integer of it; 0 for what is none."""
    try:
        return int(float(value))
    except (TypeError, ValueError, OverflowError):
        return 0
