"""Expectations, CONNECT and upgrades: with and without listeners, and whose the socket is then."""

from __future__ import annotations

from typing import Any

import pytest
import trio
import trio.testing
import trio_websocket
from trio_websocket import open_websocket_url, wrap_server_stream

from .serving import GET, Recorder, answer_to, body_of, dial, port_of, request, serving

UPGRADE = request("GET", "/chat", "Connection: Upgrade", "Upgrade: echo")
CONNECT = b"CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"


def refuse(req: Any, res: Any) -> None:
    raise AssertionError("this is no ordinary request")


# Expect


def expecting(value: str, version: str = "1.1") -> bytes:
    return (
        f"POST / HTTP/{version}\r\nHost: a\r\nExpect: {value}\r\n"
        "Connection: close\r\nContent-Length: 2\r\n\r\n"
    ).encode()


@pytest.mark.parametrize("value", ["100-continue", "100-Continue", "100-continue, tea"])
async def test_an_expected_continue_is_sent_before_the_request(parser: str, value: str) -> None:
    async def handler(req: Any, res: Any) -> None:
        res.end(await req.body())

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        await peer.send(expecting(value))
        assert await peer.receive_head() == b"HTTP/1.1 100 Continue\r\n\r\n"
        await peer.send(b"ok")
        assert await body_of(peer) == b"ok"


@pytest.mark.parametrize("value", ["tea", "", "100-continued"])
async def test_another_expectation_is_refused(parser: str, value: str) -> None:
    async with serving(refuse, parser=parser) as server:
        data = await answer_to(server, expecting(value) + b"ok")
    assert data.startswith(b"HTTP/1.1 417 Expectation Failed\r\n")


async def test_http_1_0_expects_nothing(parser: str) -> None:
    def handler(req: Any, res: Any) -> None:
        res.end("fine")

    async with serving(handler, parser=parser) as server:
        data = await answer_to(server, expecting("tea", "1.0") + b"ok")
    assert data.startswith(b"HTTP/1.1 200 OK\r\n")


async def test_check_continue_decides(parser: str) -> None:
    async with serving(refuse, parser=parser) as server:

        @server.on("checkContinue")
        async def check(req: Any, res: Any) -> None:
            if req.url == "/no":
                res.write_head(413)
                res.end()
            else:
                res.write_continue()
                res.end(await req.body())

        async with await dial(server) as peer:
            head = (
                "POST {} HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
            )
            await peer.send(head.format("/yes").encode())
            assert await peer.receive_head() == b"HTTP/1.1 100 Continue\r\n\r\n"
            await peer.send(b"ok")
            assert await body_of(peer) == b"ok"
            await peer.send(head.format("/no").encode())
            data = await peer.receive_all()
        assert data.startswith(b"HTTP/1.1 413 Payload Too Large\r\n")
        # Nobody can tell whether the body comes now, so the connection ends.
        assert b"Connection: close\r\n" in data


async def test_check_expectation_decides(parser: str) -> None:
    async with serving(refuse, parser=parser) as server:
        server.on("checkExpectation", lambda req, res: res.end(req.headers["expect"]))
        assert (await answer_to(server, expecting("tea") + b"ok")).endswith(b"\r\n\r\ntea")


# CONNECT and Upgrade


@pytest.mark.parametrize(("event", "head"), [("connect", CONNECT), ("upgrade", UPGRADE)])
async def test_the_socket_is_the_listeners(parser: str, event: str, head: bytes) -> None:
    recorder = Recorder()
    async with serving(refuse, parser=parser) as server:

        @server.on(event)
        def take(req: Any, socket: Any, first: bytes) -> None:
            assert req.socket is socket
            assert req.upgrade
            assert req.complete
            assert socket.listener_count("data") == 0
            assert socket.readable_flowing is None
            recorder.add(first)
            socket.write(b"HTTP/1.1 101 Go\r\n\r\n")
            socket.on("data", lambda data: socket.write(data.upper()))
            socket.on("end", socket.end)
            recorder.watch(socket, "socket", "end", "close")

        async with await dial(server) as peer:
            await peer.send(head + b"first bytes")
            assert await peer.receive_head() == b"HTTP/1.1 101 Go\r\n\r\n"
            await peer.send(b"more")
            assert await peer.receive_exactly(4) == b"MORE"
            await peer.send_eof()
            assert await peer.receive_all() == b""
        await recorder.seen("socket close")
    assert recorder.log == [b"first bytes", "socket end", "socket close"]


@pytest.mark.parametrize(("event", "head"), [("connect", CONNECT), ("upgrade", UPGRADE)])
async def test_a_task_uses_the_socket_as_a_trio_stream(
    parser: str, event: str, head: bytes
) -> None:
    async with serving(refuse, parser=parser) as server:

        @server.on(event)
        async def take(req: Any, socket: Any, first: bytes) -> None:
            async with socket:
                socket.unshift(first)
                await socket.send_all(b"HTTP/1.1 101 Go\r\n\r\n")
                async for data in socket:  # a client that half-closed still gets its answer
                    await socket.send_all(data[::-1])

        async with await dial(server) as peer:
            await peer.send(head + b"abc")
            await peer.send_eof()
            assert await peer.receive_all() == b"HTTP/1.1 101 Go\r\n\r\ncba"


async def test_connect_without_a_listener_is_closed_silently(parser: str) -> None:
    async with serving(refuse, parser=parser) as server:
        assert await answer_to(server, CONNECT) == b""


async def test_an_upgrade_without_a_listener_is_an_ordinary_request(parser: str) -> None:
    urls: list[str] = []

    def handler(req: Any, res: Any) -> None:
        urls.append(req.url)
        assert not req.upgrade
        res.end(req.url)

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        await peer.send(UPGRADE + GET)
        assert await body_of(peer) == b"/chat"
        assert await body_of(peer) == b"/"
    assert urls == ["/chat", "/"]


async def test_bytes_behind_an_upgrade_with_a_body_are_head(parser: str) -> None:
    heads: list[bytes] = []
    async with serving(refuse, parser=parser) as server:

        @server.on("upgrade")
        def take(req: Any, socket: Any, head: bytes) -> None:
            heads.append(head)
            socket.end()

        lines = ("Connection: Upgrade", "Upgrade: echo")
        await answer_to(server, request("POST", "/", *lines, body=b"body") + b"\x00\xff more")
    assert heads == [b"body\x00\xff more"]


@pytest.mark.parametrize("is_async", [False, True])
async def test_a_listener_that_raises_ends_its_connection_only(
    parser: str, is_async: bool, caplog: pytest.LogCaptureFixture
) -> None:
    def take(req: Any, socket: Any, head: bytes) -> None:
        raise KeyError("a bug")

    async def take_later(req: Any, socket: Any, head: bytes) -> None:
        raise KeyError("a bug")

    async with serving(lambda req, res: res.end("fine"), parser=parser) as server:
        server.on("upgrade", take_later if is_async else take)
        async with await dial(server) as other:
            assert await answer_to(server, UPGRADE) == b""
            await other.send(GET)
            assert await body_of(other) == b"fine"
    (record,) = [record for record in caplog.records if record.name == "trio_nodehttp"]
    assert record.exc_info is not None
    assert record.exc_info[0] is KeyError


async def test_leaving_waits_for_the_task_of_an_upgraded_socket_only(parser: str) -> None:
    done: list[str] = []
    upgraded = trio.Event()
    go_on = trio.Event()

    async def take(req: Any, socket: Any, head: bytes) -> None:
        await socket.send_all(b"HTTP/1.1 101 Go\r\n\r\n")
        if req.url != "/chat":
            upgraded.set()
            return
        await go_on.wait()
        await socket.send_all(b"still here")
        done.append("task")

    async with trio.open_nursery() as nursery:
        async with serving(refuse, parser=parser) as server:
            server.on("upgrade", take)
            chat, idle = await dial(server), await dial(server)
            await chat.send(UPGRADE)
            await chat.receive_head()
            await idle.send(UPGRADE.replace(b"/chat", b"/idle"))
            await upgraded.wait()

            @nursery.start_soon
            async def later() -> None:
                await trio.testing.wait_all_tasks_blocked()
                go_on.set()

        assert done == ["task"]
        assert await chat.receive_all() == b"still here"
        assert (await idle.receive_all()).startswith(b"HTTP/1.1 101")
    for peer in (chat, idle):
        await peer.stream.aclose()


async def test_a_websocket_library_runs_on_an_upgraded_socket(parser: str) -> None:
    """trio-websocket speaks to its own client over our socket."""
    async with serving(refuse, parser=parser) as server:

        @server.on("upgrade")
        async def take(req: Any, socket: Any, head: bytes) -> None:
            # The library wants to read the request itself: give back what was taken.
            lines = [f"{req.method} {req.url} HTTP/1.1"]
            raw = iter(req.raw_headers)
            lines += [f"{name}: {value}" for name, value in zip(raw, raw, strict=True)]
            socket.unshift("\r\n".join([*lines, "", ""]).encode("latin-1") + head)
            async with trio.open_nursery() as nursery:
                asked = await wrap_server_stream(nursery, socket)
                connection = await asked.accept()
                try:
                    while True:
                        await connection.send_message((await connection.get_message()).upper())
                except trio_websocket.ConnectionClosed:
                    pass

        url = f"ws://127.0.0.1:{port_of(server)}/chat"
        async with open_websocket_url(url) as client:
            for text in ("hello", "world"):
                await client.send_message(text)
                assert await client.get_message() == text.upper()


async def test_after_connect_the_socket_can_carry_http_again(parser: str) -> None:
    async with serving(lambda req, res: res.end(req.url), parser=parser) as server:

        @server.on("connect")
        def take(req: Any, socket: Any, head: bytes) -> None:
            socket.write(b"HTTP/1.1 200 OK\r\n\r\n")
            if head:
                socket.unshift(head)
            server.emit("connection", socket)

        async with await dial(server) as peer:
            await peer.send(CONNECT)
            assert await peer.receive_head() == b"HTTP/1.1 200 OK\r\n\r\n"
            await peer.send(request("GET", "/inside"))
            assert await body_of(peer) == b"/inside"
            await peer.send(CONNECT + request("GET", "/deeper"))
            assert await peer.receive_head() == b"HTTP/1.1 200 OK\r\n\r\n"
            assert await body_of(peer) == b"/deeper"
