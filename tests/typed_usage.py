# pyright: strict
"""A user's program that touches the whole public face, for the type checkers: it is never run.

`mypy --strict` and pyright read it as they would read a user's own file. What a user has to be told
by the types is written down as an annotated assignment, so that a lost type fails the check.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import trio

import trio_nodehttp as http
from trio_nodehttp import events, net

# The module

methods: tuple[str, ...] = http.METHODS
phrase: str = http.STATUS_CODES[404]
limit: int = http.max_header_size
shared: http.Agent = http.global_agent
http.validate_header_name("X-Name")
http.validate_header_value("X-Name", ["a", 1, True])


# Servers


async def on_request(req: http.IncomingMessage, res: http.ServerResponse) -> None:
    method: str | None = req.method
    url: str = req.url
    headers: dict[str, Any] = req.headers
    raw: list[str] = req.raw_headers + req.raw_trailers
    trailers: dict[str, Any] = req.trailers
    version: str | None = req.http_version
    complete: bool = req.complete and not req.aborted
    res.write_head(200, {"Content-Type": "text/plain"})
    async for chunk in req:
        accepted: bool = bool(res.write(chunk))
        await res.write(chunk)
        if not accepted or res.writable_need_drain:
            await res.drained()
    res.add_trailers([("X-Trailer", "1")])
    await res.end()
    print(method, url, headers, raw, trailers, version, complete)


def sync_listener(req: http.IncomingMessage, res: http.ServerResponse) -> None:
    req.on("data", res.write).on("end", lambda: res.end())
    req.set_timeout(1000, lambda: req.destroy()).pause().resume()
    req.set_encoding("utf8").unpipe()
    same: http.ServerResponse = req.pipe(res)
    res.status_code = 404
    res.status_message = "Not Here"
    res.send_date = False
    res.set_header("X-Number", 1)
    res.set_header("X-Many", ["a", "b"])
    names: list[str] = res.get_header_names()
    value: Any = res.get_header("x-number")
    had: bool = res.has_header("x-many")
    res.remove_header("x-many")
    copied: dict[str, Any] = res.get_headers()
    res.write_continue(callback=lambda *_: None)
    res.write_processing()
    res.cork()
    res.uncork()
    res.flush_headers()
    ended: http.ServerResponse = res.set_timeout(5).write_head(200, "OK", {"A": 1}).end("x", "utf8")
    flags: tuple[bool, bool, bool, bool] = (
        res.headers_sent,
        res.writable_ended,
        res.writable_finished,
        res.finished,
    )
    sizes: tuple[int, int, int] = (
        res.writable_length,
        res.writable_high_water_mark,
        res.writable_corked,
    )
    print(same, names, value, had, copied, ended, flags, sizes)


class Request(http.IncomingMessage):
    user: str = "nobody"


class Response(http.ServerResponse):
    def send_json(self, value: object) -> Response:
        self.set_header("Content-Type", "application/json")
        return self.end(repr(value))


async def serve(nursery: trio.Nursery) -> None:
    server: http.Server = http.create_server(
        on_request,
        nursery=nursery,
        IncomingMessage=Request,
        ServerResponse=Response,
        insecure_http_parser=False,
        max_header_size=8192,
        parser="h11",
        handler_errors="raise",
        cancel_on_abort=True,
        require_host_header=False,
        allow_half_open=True,
    )
    listening: http.Server = await_less(server.listen(0, "127.0.0.1", backlog=5, reuse_port=True))
    await server.listen(path="/run/socket", callback=lambda: None)
    address: net.Address | str | None = server.address()
    if isinstance(address, net.Address):
        where: tuple[str, str, int] = (address.address, address.family, address.port)
        print(where)
    server.headers_timeout = server.keep_alive_timeout = server.timeout = 1000
    server.max_headers_count = 100
    server.max_connections = None
    count: int = server.get_connections()
    is_listening: bool = server.listening

    @server.on("clientError")
    def on_client_error(error: http.NodeError, socket: net.Socket) -> None:
        print(error.code)
        socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")

    @server.on("upgrade")
    async def on_upgrade(req: http.IncomingMessage, socket: net.Socket, head: bytes) -> None:
        async with socket:
            await socket.send_all(head)

    server.set_timeout(1000, lambda socket: socket.destroy())
    server.on("request", sync_listener).off("request", sync_listener)
    await server.close(callback=lambda error: print(error))
    await nursery.start(server.serve, 8080, "127.0.0.1")
    print(listening, count, is_listening, on_client_error, on_upgrade)


def await_less(server: http.Server) -> http.Server:
    return server


# Clients


class Pooled(http.Agent):
    def create_connection(
        self, options: Mapping[str, Any], callback: Callable[..., object] | None = None
    ) -> net.Socket:
        return net.create_connection(options["port"], options["host"])

    def keep_socket_alive(self, socket: net.Socket) -> bool:
        return super().keep_socket_alive(socket)

    def reuse_socket(self, socket: net.Socket, request: http.ClientRequest) -> None:
        super().reuse_socket(socket, request)

    def get_name(self, options: Mapping[str, Any] | None = None) -> str:
        return super().get_name(options)


async def ask(url: str) -> object:
    async with http.create_server(on_request) as server:
        own: http.Server = server
    async with http.Agent(
        keep_alive=True,
        keep_alive_msecs=500,
        max_sockets=math.inf,
        max_total_sockets=100,
        max_free_sockets=10,
        scheduling="lifo",
        timeout=1000,
        parser="llhttp",
        local_address="127.0.0.1",
    ) as agent:
        pools: dict[str, list[Any]] = {**agent.sockets, **agent.free_sockets}
        waiting: dict[str, list[http.ClientRequest]] = agent.requests
        agent.max_sockets = agent.max_free_sockets = agent.max_total_sockets = 5

        req: http.ClientRequest = http.request(url, method="POST", agent=agent, headers={"A": "b"})
        req.set_no_delay()
        req.set_socket_keep_alive(True, 1000)
        req.set_timeout(1000, callback=lambda: req.destroy())
        req.max_headers_count = 10
        what: tuple[str, str, str, str] = (req.method, req.path, req.host, req.protocol)
        was: tuple[bool, bool, bool] = (req.aborted, req.destroyed, req.reused_socket)
        await req.write("hello, ", "latin1", callback=lambda *_: None)
        res: http.IncomingMessage = await req.end("world")
        status: int | None = res.status_code
        reason: str | None = res.status_message
        body: bytes = await res.body(limit=1000)
        text: str = await res.text()
        data: Any = await res.json()

        @req.on("information")
        def on_information(info: http.Information) -> None:
            numbers: tuple[int, int, int] = (
                info.status_code,
                info.http_version_major,
                info.http_version_minor,
            )
            texts: tuple[str, str] = (info.status_message, info.http_version)
            fields: tuple[dict[str, Any], list[str]] = (info.headers, info.raw_headers)
            print(numbers, texts, fields)

        try:
            async with http.get(url, lambda res: res.resume(), agent=Pooled()) as answer:
                entered: http.IncomingMessage = answer
                stream: trio.abc.ReceiveStream = answer
        except (http.NodeTypeError, http.NodeRangeError, http.ConnectionLostError) as failure:
            code: str = failure.code
            return code
        sink: trio.abc.SendStream = req
        req.abort()
        agent.destroy()
        found = own, pools, waiting, what, was, status, reason, body, text, data
        return found, entered, stream, sink


# Sockets


async def sockets(nursery: trio.Nursery, stream: trio.abc.Stream) -> object:
    socket: net.Socket = net.connect(80, "example.com", nursery=nursery, family=4, timeout=1000)
    connected: net.Socket = await socket
    half_closeable: trio.abc.HalfCloseableStream = connected
    over: net.Socket = net.Socket.from_stream(stream, allow_half_open=True, nursery=nursery)
    ends: tuple[str | None, int | None, str | None, int | None, str | None] = (
        over.local_address,
        over.local_port,
        over.remote_address,
        over.remote_port,
        over.remote_family,
    )
    counts: tuple[int, int] = (over.bytes_read, over.bytes_written)
    states: tuple[bool, bool, bool, bool] = (
        over.connecting,
        over.destroyed,
        over.readable,
        over.writable,
    )
    chained: net.Socket = over.set_timeout(5).set_no_delay().set_keep_alive(True, 10).ref().unref()
    chained.pause().resume().end(b"x").destroy()
    address: net.Address | None = over.address()
    server: net.Server = net.create_server(lambda socket: socket.end(), nursery=nursery)
    await server.listen(0)
    version: int = net.is_ip("::1")
    return half_closeable, ends, counts, states, address, server, version


# Events


async def bridged(req: http.ClientRequest, nursery: trio.Nursery) -> None:
    emitter: events.EventEmitter = events.EventEmitter(nursery=nursery)

    @emitter.on("ping")
    async def on_ping(number: int) -> None: ...

    @emitter.once("ping")
    def on_first(number: int) -> None: ...

    had: bool = emitter.emit("ping", 1)
    emitter.add_listener("a", print).prepend_listener("a", print).remove_all_listeners("a")
    emitter.prepend_once_listener("a", print).remove_listener("a", print).set_max_listeners(20)
    counts: tuple[int, float] = (emitter.listener_count("a"), emitter.get_max_listeners())
    lists: tuple[list[Any], list[Any]] = (emitter.listeners("a"), emitter.raw_listeners("a"))
    events.next_tick(print, 1)
    events.set_immediate(print).cancel()
    async with events.EventBridge(max_buffer=100) as bridge:
        follow = {"response": ("data", "end")}
        bridge.watch(req, "response", "error", follow=follow)
        async for event in bridge:
            source: events.EventEmitter = event.source
            arguments: tuple[Any, ...] = event.args
            print(source, event.name, arguments)
        bridge.close()
    async with events.on(req, "close") as closes:
        first: events.Event = await closes.__anext__()
    (socket,) = await events.once(req, "socket")
    completion: http.Completion = req.write("x")
    settled: bool = completion.is_settled
    print(had, counts, lists, first, socket, settled, on_ping, on_first)
