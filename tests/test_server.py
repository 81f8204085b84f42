"""`Server`: options, exchanges on one connection, the classes it makes, where it listens."""

from __future__ import annotations

import os
import re
import socket
from pathlib import Path
from typing import Any

import pytest
import trio
import trio.testing

import trio_nodehttp as http
from trio_nodehttp import net

from . import wire
from .serving import GET, Recorder, answer_to, body_of, dial, port_of, request, serving

DATE = re.compile(rb"Date: [A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT\r\n")


def hello(req: Any, res: Any) -> None:
    res.end("Hello, World!")


async def test_an_answer_is_nodes_byte_for_byte(parser: str) -> None:
    async with serving(hello, parser=parser) as server, await dial(server) as peer:
        await peer.send(GET)
        data = await peer.receive_until(b"Hello, World!")
    assert DATE.search(data)
    assert DATE.sub(b"", data) == (
        b"HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5\r\n"
        b"Content-Length: 13\r\n\r\nHello, World!"
    )


async def test_one_connection_serves_request_after_request(parser: str) -> None:
    sockets = set()

    def handler(req: Any, res: Any) -> None:
        sockets.add(req.socket)
        res.end(req.url)

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        for path in ("/1", "/2", "/3"):
            await peer.send(request("GET", path))
            assert await body_of(peer) == path.encode()
    assert len(sockets) == 1


@pytest.mark.parametrize(
    ("lines", "length_given", "stays"),
    [
        (b"GET / HTTP/1.1\r\nHost: a\r\n", False, True),
        (b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n", False, False),
        (b"GET / HTTP/1.1\r\nHost: a\r\nProxy-Connection: close\r\n", False, False),
        (b"GET / HTTP/1.0\r\n", True, False),
        (b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n", False, False),
        (b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n", True, True),
        (b"GET / HTTP/1.0\r\nConnection: keep-alive\r\nTE: chunked\r\n", False, True),
    ],
)
async def test_when_a_connection_is_kept(
    parser: str, lines: bytes, length_given: bool, stays: bool
) -> None:
    def handler(req: Any, res: Any) -> None:
        if length_given:
            res.set_header("Content-Length", 2)
        res.end("ok")

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        await peer.send(lines + b"\r\n")
        head = await peer.receive_head()
        assert (b"Connection: keep-alive\r\n" in head) is stays
        if stays:
            assert await peer.receive_exactly(2) == b"ok"
            await peer.send(lines + b"\r\n")
            await peer.receive_head()
        else:
            assert await peer.receive_all() == b"ok"


async def test_a_head_request_gets_the_head_only(parser: str) -> None:
    async with serving(hello, parser=parser) as server, await dial(server) as peer:
        await peer.send(request("HEAD") + GET)
        assert b"Content-Length" not in await peer.receive_head()
        assert await body_of(peer) == b"Hello, World!"


async def test_a_request_after_connection_close_is_not_emitted(parser: str) -> None:
    urls = []

    def handler(req: Any, res: Any) -> None:
        urls.append(req.url)
        res.end()

    async with serving(handler, parser=parser) as server:
        await answer_to(server, request("GET", "/1", "Connection: close") + request("GET", "/2"))
    assert urls == ["/1"]


async def test_async_and_sync_listeners_are_called_in_order(parser: str) -> None:
    order: list[str] = []

    async with serving(parser=parser) as server:

        @server.on("request")
        async def first(req: Any, res: Any) -> None:
            order.append("async")
            await trio.lowlevel.checkpoint()
            res.end("x")

        @server.on("request")
        def second(req: Any, res: Any) -> None:
            order.append("sync")

        async with await dial(server) as peer:
            await peer.send(GET)
            assert await body_of(peer) == b"x"
    assert order == ["sync", "async"]


async def test_messages_of_ones_own_classes(parser: str) -> None:
    class Incoming(http.IncomingMessage):
        @property
        def shouted(self) -> str:
            return self.url.upper()

    class Response(http.ServerResponse):
        def shout(self, text: str) -> None:
            self.end(text + "!")

    def handler(req: Any, res: Any) -> None:
        assert isinstance(req, Incoming)
        res.shout(req.shouted)

    async with serving(
        handler, parser=parser, IncomingMessage=Incoming, ServerResponse=Response
    ) as server:
        async with await dial(server) as peer:
            await peer.send(request("GET", "/abc"))
            assert await body_of(peer) == b"/ABC!"


async def test_users_may_hang_attributes_on_everything(parser: str) -> None:
    def handler(req: Any, res: Any) -> None:
        req.own = res.own = req.socket.own = server.own = 1  # type: ignore[attr-defined]
        req.url = "/rewritten"
        res.end(req.url)

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        await peer.send(GET)
        assert await body_of(peer) == b"/rewritten"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"parser": "picohttp"}, "ERR_INVALID_OPT_VALUE"),
        ({"handler_errors": "ignore"}, "ERR_INVALID_OPT_VALUE"),
        ({"max_header_size": -1}, "ERR_OUT_OF_RANGE"),
        ({"max_header_size": "1"}, "ERR_INVALID_ARG_TYPE"),
        ({"insecure_http_parser": 1}, "ERR_INVALID_ARG_TYPE"),
        ({"cancel_on_abort": "yes"}, "ERR_INVALID_ARG_TYPE"),
    ],
)
def test_a_wrong_option_is_refused(options: dict[str, Any], code: str) -> None:
    with pytest.raises((TypeError, ValueError)) as raised:
        http.create_server(**options)
    assert getattr(raised.value, "code", None) == code


def test_defaults_are_nodes() -> None:
    server = http.create_server()
    assert server.timeout == 0
    assert server.keep_alive_timeout == 5000
    assert server.headers_timeout == 60000
    assert server.max_headers_count == 2000
    assert server.max_connections is None
    assert not server.listening
    assert server.address() is None
    assert isinstance(server, net.Server)


async def test_a_server_that_is_not_open_says_what_to_do() -> None:
    with pytest.raises(RuntimeError, match="async with"):
        http.create_server().listen(0)


async def test_serve_is_the_one_liner(parser: str) -> None:
    async with trio.open_nursery() as nursery:
        server = http.create_server(hello, parser=parser)
        address = await nursery.start(server.serve, 0, "127.0.0.1")
        async with await wire.dial(address.port) as peer:
            await peer.send(GET)
            assert await body_of(peer) == b"Hello, World!"
        nursery.cancel_scope.cancel()


async def test_a_port_in_use_raises_from_the_await(parser: str) -> None:
    async with serving(hello, parser=parser) as server:
        async with http.create_server(hello) as second:
            with pytest.raises(OSError) as raised:
                await second.listen(port_of(server), "127.0.0.1")
            assert raised.value.code == "EADDRINUSE"  # type: ignore[attr-defined]
            assert not second.listening


async def test_a_port_in_use_is_an_error_event_otherwise(parser: str) -> None:
    recorder = Recorder()
    async with serving(hello, parser=parser) as server:
        async with http.create_server(hello) as second:
            second.on("error", lambda error: recorder.add(error.code))
            second.listen(port_of(server), "127.0.0.1")
            await recorder.seen("EADDRINUSE")


async def test_over_a_unix_socket(parser: str, tmp_path: Path) -> None:
    path = str(tmp_path / "http")
    async with http.create_server(hello, parser=parser) as server:
        await server.listen(path=path)
        assert server.address() == path
        async with wire.Wire(await trio.open_unix_socket(path)) as peer:
            await peer.send(GET)
            assert await body_of(peer) == b"Hello, World!"
    assert not os.path.exists(path)


async def test_on_an_inherited_descriptor(parser: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        async with http.create_server(hello, parser=parser) as server:
            await server.listen(fd=listener.fileno())
            async with await dial(server) as peer:
                await peer.send(GET)
                assert await body_of(peer) == b"Hello, World!"


async def test_a_memory_stream_is_a_connection_too(parser: str) -> None:
    async with http.create_server(parser=parser) as server:

        @server.on("request")
        async def handler(req: Any, res: Any) -> None:
            res.end(b"got " + await req.body())

        seen: list[Any] = []
        server.on("connection", seen.append)
        ours, theirs = trio.testing.memory_stream_pair()
        server.emit("connection", theirs)
        assert isinstance(seen[0], net.Socket)
        assert server.get_connections() == 1
        for body in (b"one", b"two"):
            await ours.send_all(request("POST", body=body))
            data = b""
            while not data.endswith(body):
                data += await ours.receive_some()
            assert data.startswith(b"HTTP/1.1 200 OK\r\n")
        await ours.send_eof()
        assert await ours.receive_some() == b""


async def test_max_connections_closes_the_others(parser: str) -> None:
    async with serving(hello, parser=parser) as server:
        server.max_connections = 1
        async with await dial(server) as first, await dial(server) as second:
            assert await second.receive_all() == b""
            await first.send(GET)
            assert await body_of(first) == b"Hello, World!"


async def test_close_lets_open_connections_go_on(parser: str) -> None:
    recorder = Recorder()
    async with serving(hello, parser=parser) as server:
        recorder.watch(server, "server", "close")
        async with await dial(server) as peer:
            await peer.send(GET)
            await body_of(peer)
            server.close()
            assert not server.listening
            await peer.send(GET)
            assert await body_of(peer) == b"Hello, World!"
            assert recorder.log == []
        await server
        assert recorder.log == ["server close"]


@pytest.mark.parametrize("kind", ["sync", "async"])
async def test_ten_thousand_fields_of_one_name_merge(parser: str, kind: str) -> None:
    """More header fields than are kept are dropped; the request is answered."""
    counts: list[tuple[int, int]] = []

    def handler(req: Any, res: Any) -> None:
        counts.append((len(req.headers), len(req.raw_headers)))
        res.end()

    async def later(req: Any, res: Any) -> None:
        handler(req, res)

    async with serving(handler if kind == "sync" else later, parser=parser) as server:
        server.max_headers_count = 10
        lines = [f"X-{i}: {i}" for i in range(50)]
        data = await answer_to(server, request("GET", "/", "Connection: close", *lines))
    assert data.startswith(b"HTTP/1.1 200 OK\r\n")
    assert counts == [(10, 20)]


async def test_a_request_without_host_is_refused_unless_allowed(parser: str) -> None:
    bare = b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n"
    async with serving(hello, parser=parser) as server:
        assert (await answer_to(server, bare)).startswith(b"HTTP/1.1 400 Bad Request\r\n")
    async with serving(hello, parser=parser, require_host_header=False) as server:
        assert (await answer_to(server, bare)).endswith(b"Hello, World!")


async def test_listeners_on_a_socket_do_not_grow_with_reuse(parser: str) -> None:
    counts = []

    def handler(req: Any, res: Any) -> None:
        names = ("close", "data", "drain", "end", "error", "timeout", "finish")
        counts.append([req.socket.listener_count(name) for name in names])
        res.end()

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        for _ in range(5):
            await peer.send(GET)
            await body_of(peer)
    assert counts[1:] == counts[:-1]


async def test_the_socket_is_taken_away_before_the_finish_listeners(parser: str) -> None:
    seen: list[Any] = []

    def handler(req: Any, res: Any) -> None:
        res.on("finish", lambda: seen.append((res.socket, res.writable_finished)))
        res.end()
        seen.append((res.socket is req.socket, res.writable_finished))

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        await peer.send(GET)
        await body_of(peer)
    assert seen == [(True, True), (None, True)]


async def test_allow_half_open_answers_a_client_that_ended_its_side(parser: str) -> None:
    async def handler(req: Any, res: Any) -> None:
        await req.body()
        await trio.testing.wait_all_tasks_blocked()
        assert not req.aborted
        res.end(req.url)

    async with serving(handler, parser=parser, allow_half_open=True) as server:
        async with await dial(server) as peer:
            await peer.send(request("GET", "/1") + request("POST", "/2", body=b"x"))
            await peer.send_eof()
            assert await body_of(peer) == b"/1"
            assert await body_of(peer) == b"/2"
            assert await peer.receive_all() == b""


async def test_listeners_added_in_a_tick_after_end_are_called(parser: str) -> None:
    order: list[str] = []

    def handler(req: Any, res: Any) -> None:
        def tick() -> None:
            order.append("tick")
            res.on("close", lambda: order.append("res close"))
            req.on("end", lambda: order.append("req end"))
            req.on("close", lambda: order.append("req close"))

        res.end("ok")
        http.events.next_tick(tick)

    async with serving(handler, parser=parser) as server:
        await answer_to(server, request("GET", "/", "Connection: close"))
    assert order[:2] == ["tick", "res close"]
    assert sorted(order[2:]) == ["req close", "req end"]
