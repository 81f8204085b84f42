"""A client's end of a connection: one socket, one parser, and the request that uses them now.

    bytes → parser → events → the response: head, body, end → `Agent`, for the next request

A `ClientConnection` is made when a socket carries its first request and stays with it: parser and
bound methods are made once, and what a request costs is one swap of listeners each way. A whole
read is one callback of the loop (as in Node): all its events are delivered before any tick.

Which socket a request gets, and what becomes of it afterwards, is the agent's; what the request
says of it all to the program is `ClientRequest`'s. Nothing here parses.
"""

from __future__ import annotations

import errno
import select
import socket as _socket
from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final
from weakref import ref

from ._client_options import ParserOptions
from ._client_response import ClientResponse, Information
from ._errors import connection_reset
from ._headers import merge_headers
from ._parser import End, Event, ParseFailed, Parser, ResponseHead, create_parser

if TYPE_CHECKING:
    from ._agent import Agent
    from ._agent_pool import Membership, Pool
    from ._client import ClientRequest

Events = dict[Any, tuple[Callable[..., object], ...]]

_WOULD_BLOCK: Final = (errno.EAGAIN, errno.EWOULDBLOCK, errno.EINTR)


def _has_something(sock: _socket.socket) -> bool:
    """What `select.poll` says, on systems without it."""
    try:
        sock.recv(1, _socket.MSG_PEEK)
    except OSError as refused:
        return refused.errno not in _WOULD_BLOCK
    return True


class ClientConnection:
    """What stands between one socket and the requests that it carries, one after the other.

    Attributes:
        socket: the `net.Socket`; it knows this object as ``_client_connection``.
        request: who uses it now; None while it is idle.
        agent: who pools it; None without one, and after ``'agentRemove'``.
        pool: the agent's pool that it counts in.
        options: what it was made with; the second argument of the agent's ``'free'``.
        is_spoiled: bytes came that belong to no request: it must not carry another one.
        requests: how many it has carried.
    """

    __slots__ = (
        "_busy",
        "_busy_copy",
        "_bytes_read",
        "_complete",
        "_had_error",
        "_parser",
        "_parser_options",
        "_paused",
        "_poll",
        "_polls",
        "_quiet",
        "_quiet_copy",
        "agent",
        "is_spoiled",
        "loop",
        "membership",
        "options",
        "pool",
        "request",
        "requests",
        "socket",
    )

    def __init__(self, socket: Any) -> None:
        self.socket = socket
        self.loop = socket._loop
        self.request: ClientRequest | None = None
        self.agent: Agent | None = None
        self.pool: Pool | None = None
        self.membership: Membership | None = None
        self.options: dict[str, Any] = {}
        self.is_spoiled = False
        self.requests = 0
        self._parser: Parser | None = None
        self._parser_options: ParserOptions | None = None
        self._complete = False  # all of the response has arrived
        self._had_error = False  # the request was told of one
        self._paused = False  # the response is full: nothing is read
        self._bytes_read = 0  # what the socket had read when its last request was through
        self._poll: Any = None  # made for `_polls`, the socket's handle
        self._polls: Any = None
        # The socket's listeners without a request and with one, and copies that show whether the
        # program has changed anything: swapped whole, since adding and removing costs 4 µs.
        self._quiet: Events = {}
        self._quiet_copy: Events | None = None
        self._busy: Events = {}
        self._busy_copy: Events = {}
        socket._client_connection = self
        socket._http_message = None

    @staticmethod
    def of(socket: Any) -> ClientConnection:
        """The connection that this socket is part of, made at the first call."""
        connection: ClientConnection | None = getattr(socket, "_client_connection", None)
        return ClientConnection(socket) if connection is None else connection

    # A request comes and goes

    def attach(self, request: ClientRequest) -> None:
        """``request`` has the socket from now on."""
        socket = self.socket
        self.request = request
        self.requests += 1
        self._complete = self._had_error = False
        wanted = request._parser_options
        parser = self._parser
        if parser is None or wanted != self._parser_options:
            name, size, insecure = self._parser_options = wanted
            parser = self._parser = create_parser(
                "response", name, max_header_size=size, insecure=insecure
            )
        if parser.max_headers_count != request._max_headers_count:
            parser.max_headers_count = request._max_headers_count
        parser.response_to(request.method)
        socket._http_message = request
        request.socket = socket
        if socket._events is self._quiet and self._quiet == self._quiet_copy:
            socket._events = self._busy
        else:
            self._listen()

    def _listen(self) -> None:
        """Add our listeners one by one: at the first request, and where the program changed any."""
        socket = self.socket
        for name, own in self._own_listeners():
            if own not in socket.listeners(name):
                socket.on(name, own)
        if self._on_data not in socket.listeners("data"):
            socket._consume(self._on_data)
        if self.requests == 1 and socket.connecting:
            socket.once("connect", self._take_over)

    def _unlisten(self) -> None:
        """Remove them one by one, and prepare both states for the requests to come."""
        socket = self.socket
        for name, own in self._own_listeners():
            if name != "error":  # an idle socket keeps that: nobody else expects its loss
                socket.remove_listener(name, own)
        quiet: Events = socket._events
        if "newListener" in quiet or "removeListener" in quiet:
            self._quiet_copy = None  # somebody watches
            return
        data = quiet.get("data", ())
        if data == (self._on_data,):
            del quiet["data"]  # not remove_listener(): reads still come straight here
        self._quiet, self._quiet_copy = quiet, dict(quiet)
        busy = {name: (*quiet.get(name, ()), own) for name, own in self._own_listeners()}
        self._busy = {**quiet, **busy, "error": quiet["error"], "data": data}
        self._busy_copy = dict(self._busy)

    def _own_listeners(self) -> tuple[tuple[str, Callable[..., object]], ...]:
        return (
            ("error", self._on_error),
            ("end", self._on_end),
            ("close", self._on_close),
            ("drain", self._on_drain),
        )

    def _take_over(self) -> None:
        """Connected: reads come straight here from now on, unless somebody else listens too."""
        socket = self.socket
        if socket.listener_count("data") == 1 and not socket.destroyed:
            socket.remove_listener("data", self._on_data)
            socket._consume(self._on_data)

    def release(self) -> None:
        """The socket leaves HTTP for good (upgrade, CONNECT): nothing of ours stays on it."""
        socket = self.socket
        self.request = None
        socket._unconsume()
        socket.remove_listener("data", self._on_data)
        socket.remove_listener("connect", self._take_over)
        for name, own in self._own_listeners():
            socket.remove_listener(name, own)
        socket._client_connection = None
        socket._http_message = None
        socket._flowing = None
        socket._paused = False

    @property
    def is_stale(self) -> bool:
        """Whether the server has closed, or sent something, while the socket was idle.

        Asks the operating system: what has arrived and was not read yet counts.
        """
        socket = self.socket
        handle = socket._handle
        if (
            handle is None
            or not socket.writable
            or self.is_spoiled
            or socket._ended_by_peer
            or handle.bytes_read != self._bytes_read
        ):
            return True
        poll = self._poll
        if poll is None or self._polls is not handle:
            sock = getattr(handle, "socket", None)
            if sock is None:
                return False  # a stream of the program's: there is nothing to ask
            if not hasattr(select, "poll"):
                return _has_something(sock)
            # Made once: a poll() takes a third of a recv() that would block (0.4 of 1.3 µs).
            self._polls = handle
            poll = self._poll = select.poll()
            poll.register(sock, select.POLLIN)
        return bool(poll.poll(0))

    # What the socket says

    def _on_data(self, data: bytes) -> None:
        request = self.request
        parser = self._parser
        if request is None or parser is None:
            # A server has nothing to say before the next request: whatever this is, it would be
            # taken for that one's response (Node drops it and reuses the socket).
            self.is_spoiled = True
            self.socket.destroy()
        elif self._complete:
            self.is_spoiled = True
        else:
            self._deliver(parser.feed(data))

    def _deliver(self, events: Sequence[Event]) -> None:
        if len(events) == 3 and self._take_whole(*events):
            return
        for event in events:
            request = self.request
            if request is None:
                return
            if type(event) is bytes:
                response = request.res
                if response is None or self._complete or response._dumped:
                    pass  # of a response that nobody asked for
                elif not response.push(event):
                    self._paused = True
                    self.socket._pause_reading()
            elif type(event) is End:
                if not self._complete:
                    self._end_response(request, event.raw_trailers)
            elif type(event) is ParseFailed:
                self.is_spoiled = True
                self._had_error = True
                self.socket.destroy()
                request._emit_error(event.error)
            else:
                self._begin_response(request, event)  # type: ignore[arg-type]

    def _take_whole(self, head: Event, body: Event, end: Event) -> bool:
        """Deliver a response that came in one read and that nobody listens to, as to a task's.

        What the long way comes to then, at half its price (2 µs). Whether this was one.
        """
        request = self.request
        if (
            request is None
            or request._events is not None
            or not request._is_awaited
            or request.res is not None
            or request.aborted
        ):
            return False
        if type(head) is not ResponseHead or head.status_code < 200 or head.upgrade:
            return False
        if type(body) is not bytes or type(end) is not End or end.raw_trailers:
            return False
        response = self._make_response(request, head)
        request._give_answer(response)
        response._buffer = deque((body,))
        response._length = len(body)
        response.complete = response._ended = self._complete = True
        return True

    def _begin_response(self, request: ClientRequest, head: ResponseHead) -> None:
        if request.res is not None:
            # A second response to one request: none of it can be trusted.
            self.is_spoiled = True
            self.socket.destroy()
            return
        if head.status_code < 200 and head.status_code != 101 and not head.upgrade:
            self._inform(request, head)
            return
        response = self._make_response(request, head)
        if head.upgrade:
            self._switch_protocol(request, response)
            return
        # A body that ends with the head ends after the program has seen the head.
        if request.aborted or not request._emit_response(response):
            response._dump()
        if head.ended:
            self._end_response(request, ())

    def _make_response(self, request: ClientRequest, head: ResponseHead) -> ClientResponse:
        response = ClientResponse(self.socket)
        response.http_version_minor = head.version_minor
        response.status_code = head.status_code
        response.status_message = head.status_message
        response._fields = head.raw_headers
        response._request = ref(request)
        request.res = response
        if not head.upgrade:
            response._connection = self
            if not head.should_keep_alive:
                request.should_keep_alive = False
        return response

    def _inform(self, request: ClientRequest, head: ResponseHead) -> None:
        """A 1xx: ``'continue'`` for 100, ``'information'`` for all."""
        if request._events is None:
            return
        if head.status_code == 100:
            request.emit("continue")
        if request.listener_count("information"):
            raw = list(head.raw_headers)
            request.emit(
                "information",
                Information(
                    head.status_code,
                    head.status_message,
                    f"1.{head.version_minor}",
                    1,
                    head.version_minor,
                    merge_headers(raw),
                    raw,
                ),
            )

    def _end_response(self, request: ClientRequest, raw_trailers: Any) -> None:
        """The last byte of the response has arrived."""
        self._complete = True
        if self._paused:
            # The response asks for no more; the next one, or the server's FIN, must be seen.
            self._paused = False
            self.socket._resume_reading()
        response = request.res
        if response is not None:
            response._take_end(raw_trailers)

    def _switch_protocol(self, request: ClientRequest, response: ClientResponse) -> None:
        """The answer to an upgrade or to CONNECT: the socket is the listener's from now on."""
        assert self._parser is not None
        head = self._parser.upgrade()
        self._parser = None
        name = "connect" if request.method == "CONNECT" else "upgrade"
        response.upgrade = True
        socket = self.socket
        if not request.listener_count(name) and not request._is_awaited:
            socket.destroy()
            return
        request._stop_timeout(socket)
        socket.emit("agentRemove")
        self.release()
        response._take_end(())
        request._emit_upgrade(name, response, socket, head)

    def limit_headers(self, count: int) -> None:
        """How many header fields of the response are kept."""
        if self._parser is not None:
            self._parser.max_headers_count = count

    def response_read(self, response: ClientResponse) -> None:
        """The program has read the response to its end; ``'end'`` is about to be emitted."""
        request = self.request
        if request is None or request.res is not response:
            return
        request._ended = True
        if not request.should_keep_alive:
            socket = self.socket
            if socket.writable:
                socket.destroy_soon()
        elif request.finished:
            self.keep_alive(request)

    def keep_alive(self, request: ClientRequest) -> None:
        """Request and response are through: the socket can carry the next request."""
        socket = self.socket
        self.request = None
        handle = socket._handle
        if handle is not None:
            self._bytes_read = handle.bytes_read
        if request._timeout_listener is not None:
            request._stop_timeout(socket)
        if socket._events is self._busy and self._busy == self._busy_copy:
            socket._events = self._quiet
        else:
            self._unlisten()
        request.destroyed = True
        response = request.res
        if response is not None:
            if response._hears_timeout:
                socket.remove_listener("timeout", response._on_timeout)
            response.socket = None
        loop = self.loop
        if loop._stepping:
            loop._ticks.append((self._give_back, (request, response)))  # next_tick()
        else:
            loop.next_tick(self._give_back, request, response)

    def _give_back(self, request: ClientRequest, response: ClientResponse | None) -> None:
        if request._error is not None and not self._had_error:
            # `destroy` was given it while the end of the response was on its way to the program.
            request._emit_error(request._error)
        request._emit_close()
        if response is not None:
            if response._events is None:
                response._message_closed = True
            else:
                response._emit_message_close()
        if self.membership is not None and self.membership.free():
            return
        socket = self.socket
        if not socket.emit("free") and self.agent is None:
            socket.unref()  # nobody pools it ('agentRemove'): it must not keep the owner open

    def _on_drain(self) -> None:
        request = self.request
        if request is not None and request._need_drain and not request.finished:
            request._emit_drain()

    def _on_end(self) -> None:
        request = self.request
        if request is None or self._complete:
            return
        if request.res is None and not self._had_error:
            self._had_error = True
            request._emit_error(connection_reset())
        if self._parser is not None and self.request is request:
            # A truncated response is 'aborted', no 'error'.
            events = self._parser.feed_eof()
            self._deliver([event for event in events if type(event) is not ParseFailed])
        self.socket.destroy()
        self.socket.destroy()  # before a response that only this ends has its 'end', as in Node

    def _on_error(self, failure: BaseException) -> None:
        request = self.request
        if request is not None:
            self._had_error = True
            request._emit_error(failure)

    def _on_close(self, had_error: bool = False) -> None:
        request, self.request = self.request, None
        if request is None:
            return
        request.destroyed = True
        response = request.res
        if response is None:
            try:
                if not self._had_error:
                    self._had_error = True
                    request._emit_error(connection_reset())
            finally:
                request._emit_close()
            return
        if not response.complete:
            response._abort()
        request._emit_close()
        if response.complete and response.readable:
            # What was not read yet can still be read; 'close' follows its 'end'.
            response.once("end", response._emit_message_close)
        else:
            response._emit_message_close()
