"""What a server does with input that is no HTTP: `'clientError'`, 400 and 431, or silence."""

from __future__ import annotations

from typing import Any

import pytest
import trio
import trio.testing

from .serving import GET, Recorder, answer_to, body_of, dial, request, serving

BAD = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"
TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\n\r\n"
GARBAGE = b"\x00garbage\r\n\r\n"
BAD_CHUNK = request("POST", "/", "Transfer-Encoding: chunked") + b"3\r\nabc\r\nzz\r\n"


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        (GARBAGE, BAD),
        (b"GET / HTTP/1.1\r\nHost: a\r\nBroken\r\n\r\n", BAD),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 20000 + b"\r\n\r\n", TOO_LARGE),
        (b"GET /" + b"x" * 20000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", TOO_LARGE),
        (BAD_CHUNK, BAD),
    ],
)
async def test_without_a_listener_it_is_answered_and_closed(
    parser: str, data: bytes, answer: bytes
) -> None:
    async with serving(lambda req, res: None, parser=parser) as server:
        assert await answer_to(server, data) == answer


async def test_a_message_cut_off_is_answered_too(parser: str) -> None:
    async with serving(lambda req, res: None, parser=parser) as server:
        for data in (b"GET / HT", request("POST", "/", "Content-Length: 9") + b"half"):
            async with await dial(server) as peer:
                await peer.send(data)
                await peer.send_eof()
                assert await peer.receive_all() == BAD


async def test_a_listener_gets_the_error_and_owns_the_socket(parser: str) -> None:
    errors: list[Any] = []
    async with serving(parser=parser) as server:

        @server.on("clientError")
        def on_error(error: Any, socket: Any) -> None:
            errors.append(error)
            assert socket.writable
            socket.end("HTTP/1.1 400 Mine\r\n\r\n")

        assert await answer_to(server, GARBAGE) == b"HTTP/1.1 400 Mine\r\n\r\n"
    (error,) = errors
    assert error.code.startswith("HPE_")
    assert error.raw_packet == GARBAGE
    assert 0 <= error.bytes_parsed <= len(GARBAGE)


async def test_nothing_is_added_once_a_byte_was_written(parser: str) -> None:
    def handler(req: Any, res: Any) -> None:
        res.write_head(200, {"Content-Length": 100})
        res.write("begun")

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        await peer.send(GET)
        await peer.receive_until(b"begun")
        await peer.send(GARBAGE)
        assert await peer.receive_all() == b""


@pytest.mark.parametrize("is_async", [False, True])
async def test_what_came_complete_in_that_read_is_answered_first(
    parser: str, is_async: bool
) -> None:
    def handler(req: Any, res: Any) -> None:
        res.end(req.url)

    async def later(req: Any, res: Any) -> None:
        await trio.testing.wait_all_tasks_blocked()
        res.end(req.url)

    async with serving(later if is_async else handler, parser=parser) as server:
        async with await dial(server) as peer:
            await peer.send(request("GET", "/1") + request("GET", "/2") + GARBAGE)
            assert await body_of(peer) == b"/1"
            assert await body_of(peer) == b"/2"
            assert await peer.receive_all() == b""


async def test_the_request_whose_body_is_broken_is_aborted(parser: str) -> None:
    recorder = Recorder()
    begun = trio.Event()

    async def handler(req: Any, res: Any) -> None:
        recorder.watch(req, "req", "aborted", "close", "end")
        recorder.watch(res, "res", "finish", "close")
        begun.set()
        with pytest.raises(ConnectionResetError):
            await req.body()
        recorder.add("raised")

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        await peer.send(BAD_CHUNK[:-4])
        await begun.wait()
        await peer.send(BAD_CHUNK[-4:])
        assert await peer.receive_all() == BAD
        await recorder.seen("raised")
    assert sorted(recorder.log) == ["raised", "req aborted", "req close", "res close"]


async def test_a_reset_is_a_client_error(parser: str) -> None:
    recorder = Recorder()
    async with serving(lambda req, res: None, parser=parser) as server:
        server.on("clientError", lambda error, socket: recorder.add(error.code))
        async with await dial(server) as peer:
            await peer.send(request("POST", "/", "Content-Length: 9"))
            await trio.testing.wait_all_tasks_blocked()
            peer.reset()
        await recorder.seen("ECONNRESET")
        for socket in list(server._connections):
            socket.destroy()


@pytest.mark.parametrize("limit", [100, 8000, 40000])
async def test_the_limit_of_a_head_is_the_servers(parser: str, limit: int) -> None:
    async with serving(lambda req, res: res.end(), parser=parser, max_header_size=limit) as server:
        fits = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX: " + b"x" * (limit - 60)
        assert (await answer_to(server, fits + b"\r\n\r\n")).startswith(b"HTTP/1.1 200 OK")
        assert await answer_to(server, fits + b"x" * 100 + b"\r\n\r\n") == TOO_LARGE


async def test_other_connections_do_not_notice(parser: str) -> None:
    async with serving(lambda req, res: res.end("fine"), parser=parser) as server:
        async with await dial(server) as other:
            for data in (GARBAGE, BAD_CHUNK):
                await answer_to(server, data)
                await other.send(GET)
                assert await body_of(other) == b"fine"
