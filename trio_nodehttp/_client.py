"""`ClientRequest`, `request` and `get`: a request, from its options to the end of its response.

    options → header block → (agent) socket → bytes out … bytes in → 'response'

A request is an `OutgoingMessage` whose socket comes later: until then its bytes wait in it. Which
socket that is, is the agent's business; what arrives on it, `_client_connection`'s. Here is what
the program sees: the events of the request in Node's order, each exactly once, and what a task gets
that awaits or enters it.

Every started request ends with one ``'close'``; whatever waits for the request ends there at the
latest.
"""

from __future__ import annotations

import math
import sys
import warnings
from collections.abc import Callable, Generator, Mapping
from types import TracebackType
from typing import Any, TypeVar

import outcome
import trio
from trio.lowlevel import enable_ki_protection

from ._agent import Agent, Pool, as_socket, connect
from ._client_connection import ClientConnection, ClientResponse
from ._client_options import (
    BODILESS_METHODS,
    DEFAULT_HOST,
    DEFAULT_PORT,
    basic_authorization,
    host_header,
    is_header_list,
    method_of,
    parser_options,
    path_of,
)
from ._completion import Completion
from ._errors import connection_reset, error
from ._header_block import pairs_of
from ._incoming import IncomingMessage
from ._loop import Loop
from ._options import (
    validate_callable,
    validate_host,
    validate_integer,
    validate_port,
    validate_timeout,
)
from ._outgoing import Callback, OutgoingMessage
from ._url import options_of

_Self = TypeVar("_Self", bound="ClientRequest")

_DORMANT = (
    "no agent is open for this request: write `async with http.get(…) as response:`, or open an agent around it"
    " (`async with http.Agent() as agent:` and agent=agent, or `async with http.global_agent:`), or pass nursery="
)


def default_agent() -> Agent:
    """`trio_nodehttp.global_agent` as it is now: the one look upstairs, so that it can be assigned."""
    agent: Agent = sys.modules[__package__ or "trio_nodehttp"].global_agent
    return agent


class ClientRequest(OutgoingMessage):
    """A request in progress, made by `request` and `get` (reference, `http.ClientRequest`).

    Its header can be changed until the first `write`, `end` or `flush_headers`. Awaiting it waits
    for the response and returns the `IncomingMessage` (for an upgrade or CONNECT the message whose
    ``socket`` is the stream), and raises what ``'error'`` carries; if the last task that awaits it
    is cancelled, the request is destroyed. ``async with`` enters the response and leaves nothing of
    the request behind.

    Emits ``'socket'``, ``'information'``, ``'continue'``, ``'response'``, ``'upgrade'``,
    ``'connect'``, ``'timeout'``, ``'abort'``, ``'finish'``, ``'drain'``, ``'error'``, ``'close'``.

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
    res: ClientResponse | None = None
    timeout: float | None = None
    socket_path: str | None = None

    _max_headers_count: int = 2000
    _ended: bool = False  # the response was read to its end
    _waits_in: Pool | None = None
    _timeout_listener: Callable[[], object] | None = None
    _flushing: bool = False
    _parser_options: tuple[str | None, int, bool] = (None, 16384, False)

    # Tasks
    _waiting: list[trio.lowlevel.Task] | None = None
    _is_awaited: bool = False  # a task has awaited or entered it: errors are its own
    _answer: IncomingMessage | None = None  # what awaiting it gives
    _failure: BaseException | None = None
    _start_later: _Dormant | None = None
    _block_agent: Agent | None = None

    def __init__(
        self,
        url_or_options: object = None,
        callback: Callable[[IncomingMessage], object] | None = None,
        **options: Any,
    ) -> None:
        if url_or_options is not None:
            options = {**options_of(url_or_options), **options}
        nursery: trio.Nursery | None = options.pop("nursery", None)
        agent = self._choose_agent(options, nursery)

        protocol = options.get("protocol") or "http:"
        expected = getattr(agent, "protocol", None) or "http:"
        path = path_of(options)
        if protocol != expected:
            raise error("ERR_INVALID_PROTOCOL", protocol, expected)
        self.protocol: str = protocol
        default_port = options.get("default_port") or getattr(agent, "default_port", None)
        port = options.get("port")
        if port is None or port != port or port == "" or port == 0 and port is not False:
            port = default_port or DEFAULT_PORT
        port = port if type(port) is int and 0 < port < 65536 else validate_port(port)
        host = (
            validate_host("options.hostname", options.get("hostname"))
            or validate_host("options.host", options.get("host"))
            or DEFAULT_HOST
        )
        self.host: str = host
        options["port"] = port
        options["host"] = host
        socket_path = options.get("socket_path")
        if socket_path:
            self.socket_path = socket_path
        if "timeout" in options:
            self.timeout = options["timeout"] = validate_timeout("timeout", options["timeout"])
        self.method: str = method_of(options)
        self._parser_options = parser_options(options, agent)
        self.path: str = path
        if callback is not None:
            validate_callable(callback)
            self.once("response", callback)
        if self.method in BODILESS_METHODS:
            self.use_chunked_encoding_by_default = False
        if agent is not None:
            self.agent = agent
            if not getattr(agent, "keep_alive", False) and not math.isfinite(
                getattr(agent, "max_sockets", math.inf)
            ):
                self.should_keep_alive = False

        self._take_headers(options, host, port, default_port)
        self._begin(options)

    # Options

    def _choose_agent(self, options: dict[str, Any], nursery: trio.Nursery | None) -> Any:
        """The option ``agent``, and with it the loop that this request belongs to."""
        agent = options.get("agent")
        if agent is None or agent is False:
            standard = default_agent()
            if agent is None and callable(options.get("create_connection")):
                if nursery is not None:
                    self._loop = Loop.of(nursery)
                elif standard.is_open:
                    self._loop = standard._loop
                else:
                    self._start_later = _Dormant()
                return None
            if agent is None and nursery is None and standard.is_open:
                self._loop = standard._loop
                return standard
            once = type(standard)() if agent is False else _like(standard)
            if nursery is not None:
                once._loop = Loop.of(nursery)
            elif standard.is_open:
                once._loop = standard._loop
            else:
                self._start_later = _Dormant()
            self._loop = once._loop
            return once
        if not callable(getattr(agent, "add_request", None)):
            raise error(
                "ERR_INVALID_ARG_TYPE",
                "options.agent",
                "an Agent-like object, None or False",
                agent,
            )
        if nursery is not None:
            self._loop = Loop.of(nursery)
        else:
            self._loop = getattr(agent, "_loop", None) or Loop.current()
        if isinstance(agent, Agent):
            agent._owner_loop()
        return agent

    def _take_headers(
        self, options: dict[str, Any], host: str, port: int, default_port: int | None
    ) -> None:
        headers = options.get("headers")
        listed: list[tuple[str, object]] | None = None
        if headers is not None:
            if is_header_list(headers):
                listed = [(name, value) for name, value in pairs_of(headers)]
                present = {str(name).lower() for name, _ in listed}
            else:
                for name, value in headers.items():
                    self.set_header(name, value)
        own: list[tuple[str, str]] = []
        fields = self._headers or {}
        if options.get("set_host", True) is True or options["set_host"]:
            given = "host" in present if listed is not None else fields.get("host", ("", ""))[1]
            if not given:
                own.append(("Host", host_header(host, port, default_port or DEFAULT_PORT)))
        if options.get("auth"):
            given = "authorization" in present if listed is not None else "authorization" in fields
            if not given:
                own.append(("Authorization", basic_authorization(options["auth"])))
        if listed is not None:
            self._store_header(self._request_line(), listed + own)  # type: ignore[operator]
            return
        if self._headers is None:
            self._headers = {}
        for field in own:
            self._headers[field[0].lower()] = field
        if self.get_header("expect"):
            # A body is about to come: it is framed, whatever the method.
            self._frame_body()
            self._store_header(self._request_line(), None)

    def _request_line(self) -> str:
        return f"{self.method} {self.path} HTTP/1.1\r\n"

    # Starting

    def _begin(self, options: dict[str, Any]) -> None:
        later = self._start_later
        if later is not None:
            later.options = options
            self._loop = later  # type: ignore[assignment]
        else:
            self._start(options)

    def _start(self, options: dict[str, Any]) -> None:
        """Ask for a socket."""
        agent = self.agent
        if agent is not None:
            agent.add_request(self, options)
            return
        self._last = True
        self.should_keep_alive = False
        loop = self._loop
        assert loop is not None
        called = False

        def created(failure: BaseException | None = None, stream: Any = None) -> None:
            nonlocal called
            if not called:
                called = True
                socket = None if failure is not None else as_socket(stream, loop)
                self.on_socket(socket, failure)

        create = options["create_connection"]
        if create is connect:
            made = connect(options, loop)
        else:
            made = create(options, created)
        if hasattr(made, "__await__") and not isinstance(made, trio.abc.AsyncResource):
            from ._agent import _call_back

            loop.spawn(_call_back, made, created)
        elif made is not None:
            created(None, made)

    # The socket

    def on_socket(self, socket: Any, failure: BaseException | None = None) -> None:
        """The agent's answer: a socket, or why there is none. The rest happens in a tick."""
        self._loop.next_tick(self._take_socket, socket, failure)  # type: ignore[union-attr]

    def _take_socket(self, socket: Any, failure: BaseException | None) -> None:
        if self.destroyed:
            # Destroyed while it waited: the socket goes back unused.
            if socket is not None:
                if self.agent is not None:
                    socket.emit("free")
                else:
                    socket.destroy(self._error)
            return
        if failure is not None:
            self.destroyed = True
            self._emit_error(failure)
            self._emit_close()
            return
        ClientConnection.of(socket).attach(self)
        agent = self.agent
        if self.timeout is not None or (
            agent is not None and getattr(agent, "options", {}).get("timeout")
        ):
            self._listen_for_timeout()
        if self._events is not None:
            self.emit("socket", socket)
        if self.socket is socket and not self.destroyed:
            if socket.writable:
                self._flush()
            else:
                socket.once("connect", self._flush)

    def _implicit_header(self) -> None:
        if not self.use_chunked_encoding_by_default and (
            self._content_length or (self._content_length is None and not self._flushing)
        ):
            self._frame_body()
        self._store_header(self._request_line(), None)
        if self._flushing and not self.use_chunked_encoding_by_default:
            framed = {"content-length", "transfer-encoding"} & set(self._headers or ())
            # Sent without framing: a body now would be taken for the next request.
            self._has_body = bool(framed) or self.method == "CONNECT"

    def _frame_body(self) -> None:
        """A body on GET, HEAD, DELETE, OPTIONS or TRACE is framed like any other.

        Node sends it unframed, and the server takes it for the next request.
        """
        if self.method != "CONNECT":
            self.use_chunked_encoding_by_default = True

    def flush_headers(self) -> None:
        """Send the header block now, without waiting for the body."""
        self._flushing = True
        try:
            super().flush_headers()
        finally:
            self._flushing = False

    def _finish(self) -> None:
        super()._finish()
        if self._ended and self.should_keep_alive:
            connection = getattr(self.socket, "_client_connection", None)
            if connection is not None and connection.request is self:
                connection.keep_alive(self)

    # What the program may ask and set

    @property
    def max_headers_count(self) -> int:
        """How many header fields of the response are kept (2000); 0: all."""
        return self._max_headers_count

    @max_headers_count.setter
    def max_headers_count(self, count: int | None) -> None:
        limit = 2000 if count is None else validate_integer("max_headers_count", count)
        self._max_headers_count = limit
        connection = getattr(self.socket, "_client_connection", None)
        if connection is not None and connection.request is self:
            connection.limit_headers(limit)

    def set_no_delay(self, no_delay: bool = True) -> None:
        """Call the socket's `set_no_delay` once there is one."""
        self._with_socket(lambda socket: socket.set_no_delay(no_delay))

    def set_socket_keep_alive(self, enable: bool = False, initial_delay: float = 0) -> None:
        """Call the socket's `set_keep_alive` once there is one; ``initial_delay`` in milliseconds."""
        self._with_socket(lambda socket: socket.set_keep_alive(enable, initial_delay))

    def _with_socket(self, action: Callable[[Any], object]) -> None:
        if self.socket is not None:
            action(self.socket)
        else:
            self.once("socket", action)

    @enable_ki_protection
    def set_timeout(self: _Self, timeout: float, callback: Callback | None = None) -> _Self:
        """Emit ``'timeout'`` when the socket is idle; the request goes on.

        Args:
            timeout: milliseconds, set on the socket once it is connected; 0 for none.
            callback: a one-time listener of ``'timeout'``.

        Raises:
            TypeError, ValueError: ``ERR_INVALID_ARG_TYPE``, ``ERR_OUT_OF_RANGE``.
        """
        if self._ended:
            return self
        self._listen_for_timeout()
        milliseconds = validate_timeout("msecs", timeout)
        if callback is not None:
            validate_callable(callback)
            self.once("timeout", callback)

        def apply(socket: Any) -> None:
            if socket.connecting:
                socket.once("connect", lambda: socket.set_timeout(milliseconds))
            else:
                socket.set_timeout(milliseconds)

        self._with_socket(apply)
        return self

    def clear_timeout(self, callback: Callback | None = None) -> None:
        """`set_timeout` with 0."""
        self.set_timeout(0, callback)

    def _listen_for_timeout(self) -> None:
        if self._timeout_listener is not None:
            return
        self._timeout_listener = self._on_timeout
        self._with_socket(lambda socket: socket.once("timeout", self._on_timeout))

    def _on_timeout(self) -> None:
        if self._events is not None:
            self.emit("timeout")

    def _stop_timeout(self, socket: Any) -> None:
        """The socket leaves this request."""
        if self._timeout_listener is not None:
            self._timeout_listener = None
            socket.set_timeout(0, self._on_timeout)

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
        if self.res is not None:
            self.res._dump()
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
        if self._error is not None:
            self._emit_error(self._error)
        elif not self.aborted:
            self._emit_error(connection_reset())
        self._emit_close()

    def _emit_error(self, failure: BaseException) -> None:
        if self._failure is None:
            self._failure = failure
        if self._waiting is not None:
            self._wake(outcome.Error(failure))
        self.emit("error", failure)

    def _unhandled_error(self, failure: object) -> None:
        agent = self.agent
        if self._is_awaited or self._block_agent is not None:
            return  # kept for the next await, or for the end of the block
        if agent is not None and getattr(agent, "is_ending", False):
            return  # its owner ends, and that is no news
        super()._unhandled_error(failure)

    def _emit_close(self) -> None:
        if not self._close_emitted:
            super()._emit_close()
            if self._waiting is not None:
                self._wake(outcome.Error(self._failure or connection_reset()))

    # Answers

    def _emit_response(self, response: ClientResponse) -> bool:
        """``'response'``. Whether anybody wants it."""
        heard = self._events is not None and self.emit("response", response)
        return self._give_answer(response) or heard

    def _emit_upgrade(
        self, name: str, response: ClientResponse, socket: Any, head: bytes, has_listener: bool
    ) -> None:
        if has_listener:
            self.emit(name, response, socket, head)
        elif head:
            socket.unshift(head)
        self._give_answer(response)

    def _give_answer(self, response: IncomingMessage) -> bool:
        self._answer = response
        if self._waiting is None:
            return self._is_awaited
        self._wake(outcome.Value(response))
        return True

    def _wake(self, answer: outcome.Outcome[IncomingMessage]) -> None:
        waiting, self._waiting = self._waiting, None
        for task in waiting or ():
            trio.lowlevel.reschedule(task, answer)

    def __await__(self) -> Generator[Any, Any, IncomingMessage]:  # type: ignore[override]
        """Wait for the response."""
        return self._wait().__await__()

    @enable_ki_protection
    async def _wait(self) -> IncomingMessage:
        if self._start_later is not None:
            raise RuntimeError(_DORMANT)
        self._is_awaited = True
        if self._failure is not None or self._answer is not None or self._close_emitted:
            await trio.lowlevel.checkpoint()
        else:
            task = trio.lowlevel.current_task()
            if self._waiting is None:
                self._waiting = []
            self._waiting.append(task)

            def abort(_: object) -> trio.lowlevel.Abort:
                assert self._waiting is not None
                self._waiting.remove(task)
                return trio.lowlevel.Abort.SUCCEEDED

            try:
                answer: IncomingMessage = await trio.lowlevel.wait_task_rescheduled(abort)
                return answer
            except trio.Cancelled:
                if not self._waiting:
                    self._waiting = None
                    if self._answer is None:
                        self.destroy()
                raise
        if self._failure is not None:
            raise self._failure.with_traceback(None)
        if self._answer is None:
            raise connection_reset()
        return self._answer

    @property
    def _is_left_unread(self) -> bool:
        """A task has got the response, and nobody reads it."""
        response = self._answer
        return (
            self._is_awaited
            and response is not None
            and response._flowing is not True
            and response._reader is None
            and not response.listener_count("readable")
        )

    # As a block

    async def __aenter__(self) -> IncomingMessage:  # type: ignore[override]
        """Wait for the response of a request that was ended; opens an agent for it if none is open."""
        if not self.finished:
            raise RuntimeError("enter a request after end(): until then there is no response")
        later = self._start_later
        if later is not None:
            agent = self.agent if isinstance(self.agent, Agent) else Agent()
            await agent.__aenter__()
            self._block_agent = agent
            try:
                assert agent._loop is not None
                later.start(self, agent._loop)
                return await self
            except BaseException as failure:
                await self._leave_block(failure)
                raise
        self._is_awaited = True
        return await self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        raised: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._leave_block(raised)
        if raised is None and self._failure is not None:
            raise self._failure.with_traceback(None)

    async def _leave_block(self, raised: BaseException | None) -> None:
        response = self.res
        if response is None or not response.readable_ended:
            self.destroy()
        agent, self._block_agent = self._block_agent, None
        if agent is not None:
            await agent.__aexit__(
                type(raised) if raised else None, raised, raised.__traceback__ if raised else None
            )
        else:
            await trio.lowlevel.checkpoint()


class _Dormant:
    """A request that nobody owns yet: what it defers is recorded, and runs when it is entered."""

    def __init__(self) -> None:
        self.options: dict[str, Any] = {}
        self.ticks: list[tuple[Callable[..., object], tuple[Any, ...]]] = []
        self.is_started = False

    def next_tick(self, callback: Callable[..., object], *args: Any) -> None:
        self.ticks.append((callback, args))

    def start_listener(self, coroutine: Any, on_error: object = None) -> None:
        coroutine.close()
        raise RuntimeError(_DORMANT)

    def start(self, request: ClientRequest, loop: Loop) -> None:
        self.is_started = True
        request._start_later = None
        request._loop = loop
        request._is_awaited = True
        request._start(self.options)
        for callback, args in self.ticks:
            loop.next_tick(callback, *args)

    def __del__(self) -> None:
        if not self.is_started:
            warnings.warn(f"a request was never sent: {_DORMANT}", RuntimeWarning, stacklevel=2)


def _like(agent: Agent) -> Agent:
    """A one-time agent with the settings of ``agent``."""
    made = type(agent)()
    made.__dict__.update(
        {
            name: value
            for name, value in agent.__dict__.items()
            if name
            in (
                "keep_alive",
                "keep_alive_msecs",
                "max_sockets",
                "max_total_sockets",
                "max_free_sockets",
                "scheduling",
                "parser",
                "options",
                "default_port",
                "protocol",
            )
        }
    )
    return made


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
    """
    return ClientRequest(url_or_options, callback, **options)


def get(
    url_or_options: str | Mapping[str, Any] | object = None,
    callback: Callable[[IncomingMessage], object] | None = None,
    **options: Any,
) -> ClientRequest:
    """Make a GET request and `end` it (reference, `http.get`). Arguments and errors: see `request`."""
    options["method"] = "GET"
    made = ClientRequest(url_or_options, callback, **options)
    made.end()
    return made
