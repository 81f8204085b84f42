"""`ClientRequest`, `request` and `get`: a request, from its options to the end of its response.

    options → header block → (agent) socket → bytes out … bytes in → 'response'

A request is an `OutgoingMessage` whose socket comes later: until then its bytes wait in it. Which
socket that is, is the agent's business; what arrives on it, `_client_connection`'s; what tasks get
of it all, `_client_face`'s. Here is what the program sees: the events of the request in Node's
order, each exactly once.

Every started request ends with one ``'close'``.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import trio
from trio.lowlevel import enable_ki_protection

from ._agent import Agent
from ._agent_pool import Pool
from ._client_connection import ClientConnection
from ._client_face import Dormant
from ._client_options import (
    BESIDE_THE_TARGET,
    BODILESS_METHODS,
    Known,
    ParserOptions,
    Target,
    basic_authorization,
    is_header_list,
    known,
    method_of,
    parser_options,
    target_of,
)
from ._client_response import ClientResponse
from ._client_settings import RequestSettings
from ._client_sockets import create
from ._completion import Completion
from ._errors import connection_reset, error
from ._header_fields import field_of, pairs_of
from ._incoming import IncomingMessage
from ._loop import Loop
from ._options import validate_timeout
from ._outgoing import Callback
from ._url import options_of

_Self = TypeVar("_Self", bound="ClientRequest")


def default_agent() -> Agent:
    """`trio_nodehttp.global_agent` as it is now: the one look upstairs."""
    agent: Agent = sys.modules[__package__ or "trio_nodehttp"].global_agent
    return agent


class ClientRequest(RequestSettings):
    """A request in progress, made by `request` and `get` (reference, `http.ClientRequest`).

    Its header can be changed until the first `write`, `end` or `flush_headers`. Awaiting it waits
    for the response and returns the `IncomingMessage` (for an upgrade or CONNECT the message whose
    ``socket`` is the stream), and raises what ``'error'`` carries, which is kept once it or one of
    its writes was awaited; if the last task that awaits it is cancelled, the request is destroyed.
    ``async with`` enters the response and leaves nothing of the request behind.

    Emits ``'socket'`` (socket), ``'information'`` (`Information`), ``'continue'``, ``'response'``
    (message), ``'upgrade'`` and ``'connect'`` (message, socket, head: bytes), ``'timeout'``,
    ``'abort'``, ``'finish'``, ``'drain'``, ``'error'`` (exception), ``'close'`` exactly once.

    Attributes:
        method, path, host, protocol: as in the request line and the options.
        agent: who finds its socket; None with ``create_connection`` and no agent.
        timeout: the option, None unless given.
        res: the response, once it has come.
        reused_socket: whether the socket has carried another request before.
        aborted: whether `abort` was called.
    """

    aborted: bool = False
    reused_socket: bool = False
    timeout: float | None = None
    socket_path: str | None = None
    method: str
    path: str
    host: str
    protocol: str

    _parser_options: ParserOptions
    _usual: Known | None = None
    _whole: bytes | None = None  # all of it, ended before it had a socket
    _waits_in: Pool | None = None
    _flushing: bool = False
    _keeps_answer: bool = False  # a response that nobody has asked for yet

    @enable_ki_protection
    def __init__(
        self,
        url_or_options: object = None,
        callback: Callable[[IncomingMessage], object] | None = None,
        **options: Any,
    ) -> None:
        # What every request asks, as in `ServerResponse`.
        self._events = None
        self._waiting = None
        self.socket = None
        self.res = None
        self._header = None
        self.finished = self._last = self._chunked = False
        self.destroyed = self._ended = self._close_emitted = False
        agent: Any = options.get("agent")
        usual: Known | None = None
        if isinstance(agent, Agent) and "nursery" not in options:
            self._loop = agent._loop or agent._owner_loop()
            method = options.get("method")
            if (
                type(url_or_options) is str
                and (method is None or type(method) is str)
                and options.keys() <= BESIDE_THE_TARGET
            ):
                parser = options.get("parser")
                usual = known(
                    url_or_options,
                    method,
                    agent.parser if parser is None else parser,
                    agent.protocol or "http:",
                    agent.default_port,
                )
        else:
            options = {**options_of(url_or_options), **options}
            url_or_options = None
            agent = self._choose_agent(options)
        if usual is not None:
            self._usual = usual
            target = usual.target
            self.method = method = usual.method
            self._parser_options = usual.parser_options
        else:
            target, options = target_of(
                url_or_options,
                options,
                getattr(agent, "protocol", None) or "http:",
                getattr(agent, "default_port", None),
            )
            self.method = method = method_of(options)
        self.protocol = target.protocol
        self.path = target.path
        self.host = target.host
        if "timeout" in options:
            self.timeout = options["timeout"] = validate_timeout("timeout", options["timeout"])
        if usual is None:
            if "socket_path" in options:
                self.socket_path = options["socket_path"]
            self._parser_options = parser_options(options, agent)
        if callback is not None:
            self.once("response", callback)
        if method in BODILESS_METHODS:
            self.use_chunked_encoding_by_default = False
        if agent is not None:
            self.agent = agent
            # Reference, `new Agent`, on `keepAlive`: when `Connection: close` is the default.
            if not getattr(agent, "keep_alive", False) and not math.isfinite(
                getattr(agent, "max_sockets", math.inf)
            ):
                self.should_keep_alive = False
        if usual is None:
            self._take_headers(options, target)
        elif options.get("headers") is not None or "auth" in options:
            self._take_headers({"auth": usual.auth, **options}, target)
        else:
            self._headers = usual.fields.copy()
        if self._dormant is not None:
            self._dormant.options = options
        else:
            self._start(options)

    # Options

    def _choose_agent(self, options: dict[str, Any]) -> Any:
        """What the options ``agent`` and ``nursery`` say, and with it the loop of this request."""
        nursery: trio.Nursery | None = options.pop("nursery", None)
        agent = options.get("agent")
        if agent is not None and agent is not False:
            if not callable(getattr(agent, "add_request", None)):
                raise error(
                    "ERR_INVALID_ARG_TYPE",
                    "options.agent",
                    "an Agent-like object, None or False",
                    agent,
                )
            if isinstance(agent, Agent):
                self._loop = agent._owner_loop()
            else:
                self._loop = getattr(agent, "_loop", None) or _loop_of(nursery) or Loop.current()
            return agent

        standard = default_agent()
        loop = _loop_of(nursery) or standard._loop
        if agent is None and callable(options.get("create_connection")):
            if loop is None:
                self._sleep(Agent())
            else:
                self._loop = loop
            return None
        if agent is None and loop is standard._loop and loop is not None:
            self._loop = loop
            return standard
        once = type(standard)() if agent is False else standard.like()
        if loop is None:
            self._sleep(once)
        else:
            self._loop = once._loop = loop
        return once

    def _sleep(self, agent: Agent) -> None:
        """Nobody owns this request: it only records, until it is entered."""
        self._dormant = Dormant(agent)
        self._loop = self._dormant  # type: ignore[assignment]

    def _take_headers(self, options: Mapping[str, Any], target: Target) -> None:
        """The option ``headers``, and what is added to it."""
        headers = options.get("headers")
        added: list[tuple[str, str]] = []
        if headers is None:
            present: Any = ()
        elif is_header_list(headers):
            headers = list(pairs_of(headers))
            present = {str(name).lower() for name, value in headers if value != ""}
        else:
            for name, value in headers.items():
                self.set_header(name, value)
            present = {key for key, field in (self._headers or {}).items() if field[2] != ""}
        if "host" not in present and options.get("set_host", True):
            added.append(target.host_field)
        auth = options.get("auth")
        if auth is not None and auth != "" and "authorization" not in present:
            added.append(("Authorization", basic_authorization(auth)))
        if type(headers) is list:
            # As in Node, a list is rendered at once: the header cannot be changed any more.
            self._store_header(f"{self.method} {self.path} HTTP/1.1\r\n", [*headers, *added])
            return
        fields = self._headers
        if fields is None:
            fields = self._headers = {}
        for name, value in added:
            field = field_of(name, value)
            fields[field[0]] = field
        if present and "expect" in present:
            self.flush_headers()

    # The socket

    def _start(self, options: dict[str, Any]) -> None:
        agent = self.agent
        if agent is not None:
            usual = self._usual
            if usual is None:
                agent.add_request(self, options)
            elif (
                type(agent).add_request is Agent.add_request and "add_request" not in agent.__dict__
            ):
                agent._find_socket(self, options)
            else:
                agent.add_request(self, {**usual.target.options, **options})
            return
        self._last = True
        self.should_keep_alive = False
        assert self._loop is not None
        create(
            options["create_connection"],
            options,
            self._loop,
            lambda failure, socket: self.on_socket(socket, failure),
        )

    def on_socket(self, socket: Any, failure: BaseException | None = None) -> None:
        """The agent's answer: a socket, or why there is none. The rest happens in a tick."""
        loop = self._loop
        assert loop is not None
        if loop._stepping:
            loop._ticks.append((self._take_socket, (socket, failure)))  # next_tick()
        else:
            loop.next_tick(self._take_socket, socket, failure)

    def _take_socket(self, socket: Any, failure: BaseException | None) -> None:
        if self.destroyed:
            # Destroyed while it waited: the socket goes back unused.
            if socket is None:
                pass
            elif self.agent is not None:
                socket.emit("free")
            else:
                socket.destroy(self._error)
            return
        if failure is not None:
            self.destroyed = True
            try:
                self._emit_error(failure)
            finally:
                self._emit_close()
            return
        connection: ClientConnection | None = getattr(socket, "_client_connection", None)
        (connection or ClientConnection(socket)).attach(self)
        if self.timeout is not None or getattr(self.agent, "options", _NO_OPTIONS).get("timeout"):
            self._listen_for_timeout()
        # As in Node the bytes are on their way before the program hears of the socket.
        if socket.writable:
            self._flush()
        else:
            socket.once("connect", self._flush)
        if self._events is not None:
            self.emit("socket", socket)

    def _write_raw(self, data: bytes, callback: Callback | None = None) -> Completion:
        if self.socket is None and self._output is None and callback == self._flushed:
            # All of the request, ended before it has a socket, as most are: nobody can wait for
            # this write itself, so it is no list of writes (three objects less for each request
            # that waits for its turn, which the garbage collector would look through).
            self._whole = data
            self._output_size = len(data)
            return Completion.FLUSHED
        return super()._write_raw(data, callback)

    def _flush(self) -> None:
        socket, whole = self.socket, self._whole
        if whole is None or socket is None or not socket.writable:
            super()._flush()
        else:
            self._whole = None
            self._output_size = 0
            socket.write(whole, None, self._flushed)
            self._finish()

    @enable_ki_protection
    def _flushed(self, failure: BaseException | None = None) -> None:
        if failure is None:
            if self._waiters is None and self._events is None:
                self._finish_emitted = True  # and nobody hears of it
            else:
                self._emit_finish()

    def _implicit_header(self) -> None:
        if (
            not self.use_chunked_encoding_by_default
            and self.method != "CONNECT"
            and (self._content_length or (self._content_length is None and not self._flushing))
        ):
            # A body on GET, HEAD, DELETE, OPTIONS or TRACE is framed like any other. Node sends it
            # unframed, and the server takes it for the next request.
            self.use_chunked_encoding_by_default = True
        self._store_header(f"{self.method} {self.path} HTTP/1.1\r\n", None)

    @enable_ki_protection
    def flush_headers(self) -> None:
        """Send the header block now, without waiting for the body.

        A GET, HEAD, DELETE, OPTIONS or TRACE without ``Content-Length`` or ``Transfer-Encoding``
        has no body then: what is written is dropped, since the server would take it for the next
        request.
        """
        self._flushing = True
        try:
            super().flush_headers()
        finally:
            self._flushing = False
        if not self.use_chunked_encoding_by_default and self.method != "CONNECT":
            self._has_body = not {"content-length", "transfer-encoding"}.isdisjoint(
                self.get_header_names()
            )

    def _finish(self) -> None:
        if self._events is not None:
            self.emit("prefinish")
        if self._keeps_answer:
            self._tick(self._drop_answer)
        if self._ended and self.should_keep_alive:
            connection = getattr(self.socket, "_client_connection", None)
            if connection is not None and connection.request is self:
                connection.keep_alive(self)

    # The end

    @enable_ki_protection
    def abort(self) -> None:
        """Destroy the request; emits ``'abort'`` first, once. Deprecated since v14.1: use
        `destroy`.
        """
        if self.aborted:
            return
        self.aborted = True
        self._tick(self.emit, "abort")
        self.destroy()

    @enable_ki_protection
    def destroy(self: _Self, error: BaseException | None = None) -> _Self:
        """End the request now: the socket is destroyed, the rest of the response dropped.

        Emits ``'error'``, with ``error`` or, before the response, ``ECONNRESET`` "socket hang up"
        (not after `abort` of a request that has no socket), and ``'close'``. A request in an
        agent's queue leaves it at once.
        """
        if self.destroyed:
            return self
        self.destroyed = True
        if self._dormant is not None:
            self._dormant.forget()
        if self.res is not None:
            self.res._throw_away(error)
        self._error = error
        socket = self.socket
        if socket is not None:
            socket.destroy(error)
            return self
        pool, self._waits_in = self._waits_in, None
        if pool is not None:
            self.agent.leave_queue(self, pool)
        self._tick(self._end_without_socket)
        return self

    def _end_without_socket(self) -> None:
        try:
            if self._error is not None:
                self._emit_error(self._error)
            elif not self.aborted:
                self._emit_error(connection_reset())
        finally:
            self._emit_close()

    # Answers

    def _emit_response(self, response: ClientResponse) -> bool:
        """``'response'``. Whether anybody wants it."""
        heard = self._events is not None and self.emit("response", response)
        if heard and self._is_abandoned:
            self._is_abandoned = False  # it is the listener's
        if self._give_answer(response) or heard:
            return True
        # A task that is still writing may yet await it.
        self._keeps_answer = not self.finished
        return self._keeps_answer

    def _drop_answer(self) -> None:
        if not self._is_awaited and self.res is not None:
            self.res._dump()

    def _emit_upgrade(self, name: str, response: ClientResponse, socket: Any, head: bytes) -> None:
        """``'upgrade'`` or ``'connect'``, and the request's end: the socket goes its own way."""
        if not self.emit(name, response, socket, head) and head:
            socket.unshift(head)  # for the task that awaits it
        self._give_answer(response)
        self._emit_close()


_NO_OPTIONS: Mapping[str, Any] = {}


def _loop_of(nursery: trio.Nursery | None) -> Loop | None:
    return None if nursery is None else Loop.of(nursery)


def request(
    url_or_options: str | Mapping[str, Any] | object = None,
    callback: Callable[[IncomingMessage], object] | None = None,
    **options: Any,
) -> ClientRequest:
    """Make a request; it is sent with its `end` (reference, `http.request`).

    Args:
        url_or_options: a URL (text, a `urllib.parse` result), or a mapping of options.
        callback: a one-time listener of ``'response'``.
        options: win over the URL's parts: ``agent auth create_connection default_port family
            headers host hostname
            insecure_http_parser local_address lookup max_header_size method path port protocol
            set_host socket_path timeout``; and ours, ``parser`` (``"h11"`` or ``"llhttp"``) and
            ``nursery`` (the owner, when there is no agent). Others go to `Agent.create_connection`
            as they are.

    Raises:
        TypeError: ``ERR_INVALID_URL``, ``ERR_INVALID_PROTOCOL``, ``ERR_UNESCAPED_CHARACTERS``,
            ``ERR_INVALID_HTTP_TOKEN``, ``ERR_INVALID_ARG_TYPE``, what headers raise, what
            connecting raises at once.
        ValueError: ``ERR_SOCKET_BAD_PORT``, ``ERR_OUT_OF_RANGE``.
        RuntimeError: the agent is not open.
    """
    return ClientRequest(url_or_options, callback, **options)


def get(
    url_or_options: str | Mapping[str, Any] | object = None,
    callback: Callable[[IncomingMessage], object] | None = None,
    **options: Any,
) -> ClientRequest:
    """Make a GET request and `end` it (reference, `http.get`). See `request`."""
    options["method"] = "GET"
    made = ClientRequest(url_or_options, callback, **options)
    made.end()
    return made
