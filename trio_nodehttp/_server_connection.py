"""`ServerConnection`: one client's connection, from its first byte to its ``'close'``.

Data goes one way through it: the socket's bytes → the parser's events → two messages and
``'request'``; and back: each response is given the socket in the order of the requests, and when it
is finished the connection is kept, handed to the next response, or closed.

It decides when a request may be emitted, when reading pauses, what a broken message is answered,
and in which order the messages of a connection that is gone end. It never writes a header and never
parses a byte; what a handler's exception does is here, since it ends at this connection.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

import trio

from ._handler_failures import listener_failed, report
from ._incoming import IncomingMessage
from ._parser import End, RequestHead, create_parser
from ._response import ServerResponse
from ._socket import Socket

if TYPE_CHECKING:
    from ._server import Server

_says_continue: Callable[[str], object] = re.compile(
    r"(?:^|\W)100-continue(?:$|\W)", re.IGNORECASE
).search

# Requests of one connection that may wait for their answers before reading pauses. Node counts
# bytes only, and runs 5,000 handlers for 5,000 pipelined requests.
MOST_PENDING_REQUESTS: Final = 100

_BAD_REQUEST: Final = b"400 Bad Request"
_REFUSALS: Final = {"HPE_HEADER_OVERFLOW": b"431 Request Header Fields Too Large"}


class ServerConnection:
    """The HTTP side of one accepted socket.

    Attributes:
        incoming: requests that are not answered yet, oldest first.
        outgoing: responses that wait for the socket.
        current: the request whose body is arriving, or that arrived last.
        pending_bytes: what waits in ``outgoing``.
        scopes: the cancel scopes of handlers, where `cancel_on_abort` asks for them.
    """

    __slots__ = (
        "_head_since",
        "_held",
        "_is_kept_alive",
        "_loop",
        "_reading_paused",
        "_watches_close",
        "current",
        "incoming",
        "outgoing",
        "parser",
        "pending_bytes",
        "scopes",
        "server",
        "socket",
    )

    def __init__(self, server: Server, socket: Socket) -> None:
        self.server = server
        # A Socket; None once it is closed, which its listeners, late handlers and timers may find.
        # Any, because a response hangs itself on it as `_http_message`, as in Node.
        self.socket: Any = socket
        assert socket._loop is not None
        self._loop = socket._loop
        self.parser = create_parser(
            "request",
            server._parser,
            max_header_size=server.max_header_size,
            max_headers_count=server.max_headers_count,
            insecure=server.insecure_http_parser,
            require_host=server.require_host_header,
        )
        # Lists: they are short, and an empty deque takes 600 bytes of every idle connection.
        self.incoming: list[IncomingMessage] = []
        self.outgoing: list[ServerResponse] = []
        self.current: IncomingMessage | None = None
        self.pending_bytes = 0
        self.scopes: dict[ServerResponse, trio.CancelScope] | None = None
        self._held: list[Any] | None = None
        self._head_since: float | None = None
        self._is_kept_alive = False
        self._reading_paused = False
        self._watches_close = False

        socket.allow_half_open = True
        socket._http_message = None  # type: ignore[attr-defined]
        if server.timeout:
            socket.set_timeout(server.timeout)
        socket._add_all(self._own_listeners())
        socket._consume(self.receive)

    def _own_listeners(self) -> tuple[tuple[str, Callable[..., object]], ...]:
        return (
            ("timeout", self._on_timeout),
            ("error", self._on_error),
            ("end", self._on_end),
            ("close", self._on_close),
            ("drain", self._on_drain),
        )

    @property
    def is_idle(self) -> bool:
        """No request is being received or answered."""
        return not (self.incoming or self.socket._http_message or self._held) and (
            self.parser.is_idle
        )

    @property
    def is_receiving_head(self) -> bool:
        """A header block is arriving, and nothing else is being done."""
        return self.parser.is_in_head and not (self.incoming or self.socket._http_message)

    def cut_off(self) -> None:
        """End the connection if its header block has not come."""
        if self.socket is not None and self.is_receiving_head:
            self.socket.destroy()

    # In: bytes → events → messages

    def receive(self, data: bytes) -> None:
        """The socket has read these bytes."""
        if self.socket is None:
            return
        if self._is_kept_alive:
            self._is_kept_alive = False
            timeout = self.server.timeout
            if timeout:
                self.socket._restart_timeout(timeout)
            else:
                self.socket.timeout = timeout
        if self._head_since is not None and self._is_head_late():
            return
        events = self.parser.feed(data)
        if events:
            self._deliver(events)
        elif self._head_since is None and self.parser.is_in_head:
            self._head_since = self._loop.now

    def _deliver(self, events: Sequence[Any]) -> None:
        """Hand out what the bytes completed. Each piece of a body is a callback of its own."""
        socket = self.socket
        if self._held is not None:
            self._held.extend(events)
            return
        rest = iter(events)
        for event in rest:
            kind = type(event)
            if kind is RequestHead:
                if socket.destroyed:
                    return
                if self.incoming and self._is_full():
                    self._held = [event, *rest]
                    self._pause_reading()
                    return
                self._begin(event)
            elif kind is bytes:
                req = self.current
                assert req is not None
                if not req._dumped and not req.push(event):
                    self._pause_reading()
                if socket._consumer is not None:
                    self._loop.drain_ticks()
            elif kind is End:
                assert self.current is not None
                self.current._take_end(event.raw_trailers)
                if self._reading_paused:
                    self._resume_reading()
            elif not socket.destroyed:
                self._fail(event.error, events)

    def _begin(self, head: RequestHead) -> None:
        """Make the two messages of a request and emit it."""
        server = self.server
        socket = self.socket
        self._head_since = None
        req: IncomingMessage = server.IncomingMessage(socket)
        req.method = head.method
        req.url = head.url
        req.http_version_major = 1
        req.http_version_minor = head.version_minor
        req._fields = head.raw_headers
        req.upgrade = False
        if head.upgrade and (head.method == "CONNECT" or server.listener_count("upgrade")):
            self._hand_over(req)
            return
        self.incoming.append(req)
        self.current = req

        res: ServerResponse = server.ServerResponse(req)
        res._loop = self._loop
        res._connection = self
        res._keep_alive_timeout = server.keep_alive_timeout
        res.should_keep_alive = head.should_keep_alive
        if server._is_leaving:
            res.should_keep_alive = False
        if socket._http_message is None:
            if not self._watches_close:
                # Here, not with the others: behind the listeners of 'connection', as in Node.
                self._watches_close = True
                socket._add_all((("close", self._close_response),))
            res.assign_socket(socket)
        else:
            self.outgoing.append(res)

        event = "request"
        if head.expects and head.version_minor == 1:
            event = self._meet_expectation(req, res)
        if event:
            try:
                server.emit(event, req, res)
            except Exception as failure:
                if server.handler_errors == "raise":
                    raise
                self.handler_failed(res, failure)
        if head.ended:
            req._take_end(None)
        if head.upgrade:
            self._deliver(self.parser.decline_upgrade())

    def _meet_expectation(self, req: IncomingMessage, res: ServerResponse) -> str:
        """What to emit for a request with ``Expect``; empty when it is answered here."""
        if _says_continue(req.headers["expect"]):
            res._expects_continue = True
            if self.server.listener_count("checkContinue"):
                return "checkContinue"
            res.write_continue()
            return "request"
        if self.server.listener_count("checkExpectation"):
            return "checkExpectation"
        res.write_head(417)
        res.end()
        return ""

    def _hand_over(self, req: IncomingMessage) -> None:
        """CONNECT or an upgrade: from now on the socket is the listener's."""
        server = self.server
        socket = self.socket
        req.upgrade = True
        rest = self.parser.upgrade()
        self._let_go()
        # It does not flow until somebody listens, and nobody has asked for data so far.
        socket._flowing = None
        socket._paused = False
        req._take_end(None)
        event = "connect" if req.method == "CONNECT" else "upgrade"
        if not server.listener_count(event):
            socket.destroy()
            return
        server._handed_over(socket)
        try:
            server.emit(event, req, socket, rest)
        except Exception as failure:
            if server.handler_errors == "raise":
                raise
            listener_failed(socket, failure)

    def _fall_silent(self) -> None:
        """The socket is closed. Its listeners stay, as in Node, and do nothing without it; with it
        they would be a circle that only the collector finds (8 µs for each connection)."""
        socket = self.socket
        if socket is not None and socket.destroyed:
            socket._consumer = None
            self.socket = self.current = None
            self.outgoing.clear()

    def _let_go(self) -> None:
        """Leave the socket as if it had never carried HTTP."""
        socket = self.socket
        socket._remove_all(
            (*self._own_listeners(), ("data", self.receive), ("close", self._close_response))
        )
        socket._unconsume()
        self.server._http_connections.pop(self, None)

    # Back-pressure

    def _is_full(self) -> bool:
        """Whether so much waits for its answer that no further request may be emitted."""
        socket = self.socket
        return (
            len(self.incoming) >= MOST_PENDING_REQUESTS
            or self.pending_bytes >= socket.writable_high_water_mark
            or socket._need_drain
        )

    def _pause_reading(self) -> None:
        self._reading_paused = True
        self.socket._pause_reading()

    def _resume_reading(self) -> None:
        self._reading_paused = False
        self.socket._resume_reading()

    def _release(self) -> None:
        """Something was answered: hand out what was held back, as far as that goes."""
        held, self._held = self._held, None
        if held is not None and not self.socket.destroyed:
            self._deliver(held)
            if self._held is None:
                self._resume_reading()

    # Out: responses in order

    def response_finished(self, res: ServerResponse) -> None:
        """A response was handed to the operating system; its ``'finish'`` listeners come next."""
        socket = self.socket
        server = self.server
        req: IncomingMessage = res.req
        if self.incoming and self.incoming[0] is req:
            self.incoming.pop(0)
        if not req._consumed:
            req._dump()
        res.socket = None
        if socket is not None:
            socket._http_message = None
        self._close_request(req)
        if res._events is None and res._waiters is None and not self._loop._ticks:
            # Nobody listens, and no tick comes that could begin to: ours would only be counted.
            res._close_emitted = True
        else:
            self._loop.next_tick(res._emit_close)
        if socket is None:
            pass  # closed; the response was given another
        elif res._last:
            socket.destroy_soon()
        elif self.outgoing:
            self.outgoing.pop(0).assign_socket(socket)
        elif server._is_leaving and not self.incoming and self.is_idle:
            socket.destroy_soon()
        elif server.keep_alive_timeout:
            self._is_kept_alive = True
            socket._restart_timeout(server.keep_alive_timeout)
        if self._held is not None:
            self._loop.call_on_io_phase(self._release)

    def _close_request(self, req: IncomingMessage) -> None:
        """The exchange is over for this request, once its body was read."""
        if self.current is req:
            if not req._end_emitted:
                req._on_end_emitted = self._close_request
                return
            self.current = None
        if req._events is None:
            req._message_closed = True
        else:
            req._emit_message_close()

    # The socket's events

    def _on_drain(self) -> None:
        if self.socket is None:
            return
        res = self.socket._http_message
        if res is not None and res._need_drain and not res.finished:
            res._emit_drain()
        if self._held is not None:
            self._loop.call_on_io_phase(self._release)

    def _on_timeout(self) -> None:
        socket = self.socket
        if socket is None:
            return
        req = self.current
        res = socket._http_message
        noticed = req is not None and not req.complete and req.emit("timeout", socket)
        noticed = (res is not None and res.emit("timeout", socket)) or noticed
        noticed = self.server.emit("timeout", socket) or noticed
        if not noticed:
            socket.destroy()

    def _is_head_late(self) -> bool:
        """Whether a header block takes longer than `headers_timeout` allows; ends it if so."""
        limit = self.server.headers_timeout
        assert self._head_since is not None
        if not limit or self._loop.now - self._head_since <= limit / 1000:
            return False
        self._head_since = None
        if not self.server.emit("timeout", self.socket):
            self.socket.destroy()
        return bool(self.socket.destroyed)

    def _on_end(self) -> None:
        """The client has ended its side."""
        socket = self.socket
        if socket is None:
            return
        failed: Any
        for failed in self.parser.feed_eof():
            self._fail(failed.error)
            return
        if not self.server.allow_half_open:
            self._abort_incoming()
            if socket.writable:
                socket.end()
        elif self.outgoing:
            self.outgoing[-1]._last = True
        elif socket._http_message is not None:
            socket._http_message._last = True
        elif socket.writable:
            socket.end()

    def _fail(self, failure: Exception, events: Sequence[Any] = ()) -> None:
        """The client sent what is refused, behind ``events`` of the same read."""
        if not self.server.listener_count("clientError"):
            # Requests that came complete in this read are answered first; then the end.
            res = self._last_complete(sum(type(event) is RequestHead for event in events))
            if res is not None:
                res._last = True
                res.should_keep_alive = False
                self._pause_reading()
                return
        self._on_error(failure)

    def _last_complete(self, count: int) -> ServerResponse | None:
        """Of the ``count`` newest responses, the last one whose request has arrived whole."""
        first = self.socket._http_message
        waiting: list[ServerResponse] = [res for res in (first, *self.outgoing) if res is not None]
        for res in reversed(waiting[-count:] if count else ()):
            if res.req.complete:
                return res
        return None

    def _on_error(self, failure: BaseException) -> None:
        """The connection failed, or carries no HTTP: ``'clientError'``, once."""
        socket = self.socket
        if socket is None:
            return
        socket.remove_listener("error", self._on_error)
        socket.on("error", _ignore)
        if not self.server.emit("clientError", failure, socket):
            if socket.writable and not socket.bytes_written:
                status = _REFUSALS.get(getattr(failure, "code", ""), _BAD_REQUEST)
                socket.write(b"HTTP/1.1 %b\r\nConnection: close\r\n\r\n" % status)
            socket.destroy(failure)

    def _on_close(self, had_error: bool = False) -> None:
        """The socket is closed: what was not answered is aborted."""
        if self.socket is None:
            return
        self._loop.next_tick(self._fall_silent)  # when all have heard of it
        self._held = None
        self.server._http_connections.pop(self, None)
        if self.scopes:
            for res, scope in self.scopes.items():
                if not res._finish_emitted:
                    scope.cancel()
        current = self.current
        self._abort_incoming()
        if current is not None and not current.complete and not current.aborted:
            current._cut_short()
        for waiting in self.outgoing:
            waiting._abandon()

    def _close_response(self, had_error: bool = False) -> None:
        res = None if self.socket is None else self.socket._http_message
        if res is not None:
            res._emit_close()

    def _abort_incoming(self) -> None:
        while self.incoming:
            req = self.incoming.pop(0)
            req._abort()
            req._emit_message_close()

    # Handlers that fail

    def handler_failed(self, res: ServerResponse, failure: Exception) -> bool:
        """A handler raised: answer 500 if nothing was sent, else end the connection.

        Returns:
            True: it has been dealt with.
        """
        socket = self.socket
        is_gone = socket is None or socket.destroyed
        report(failure, is_gone, f"handler of {res.req.method} {res.req.url}")
        if not (res.finished or is_gone):
            if res._header_sent:
                self.socket.destroy()
            else:
                res._begin_again()
                res.status_code = 500
                res.end()
        return True


def _ignore(failure: BaseException) -> None:
    """The first error was reported; what follows from it is not."""
