"""`IncomingMessage`, as a server's handler has it: what it says, and how its body is read."""

from __future__ import annotations

from typing import Any

import pytest
import trio
import trio.testing

import trio_nodehttp as http

from .serving import GET, Recorder, body_of, dial, request, serving

CHUNKED = request("POST", "/", "Transfer-Encoding: chunked")


async def test_the_head_is_what_was_sent(parser: str) -> None:
    seen: dict[str, Any] = {}

    def handler(req: Any, res: Any) -> None:
        seen.update(
            method=req.method,
            url=req.url,
            version=(req.http_version, req.http_version_major, req.http_version_minor),
            raw=req.raw_headers,
            headers=req.headers,
            same=(req.socket is req.connection, req.socket is res.socket),
            before=(req.complete, req.aborted, req.trailers, req.raw_trailers, req.status_code),
        )
        res.end()

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        await peer.send(
            b"PUT /a?b=%20 HTTP/1.1\r\nHost: a\r\nX-Case: One\r\nx-case: Two\r\n"
            b"Age: 1\r\nAge: 2\r\n"
            b"Set-Cookie: a=1\r\nCookie: a\r\ncookie: b\r\nL: \xe9\r\nConnection: close\r\n\r\n"
        )
        await peer.receive_all()
    assert seen["method"] == "PUT"
    assert seen["url"] == "/a?b=%20"
    assert seen["version"] == ("1.1", 1, 1)
    assert seen["raw"][2:6] == ["X-Case", "One", "x-case", "Two"]
    assert seen["headers"] == {
        "host": "a",
        "x-case": "One, Two",
        "age": "1",
        "set-cookie": ["a=1"],
        "cookie": "a; b",
        "l": "\xe9",
        "connection": "close",
    }
    assert seen["same"] == (True, True)
    assert seen["before"] == (False, False, {}, [], None)


async def test_trailers_are_there_at_the_end_only(parser: str) -> None:
    begun = trio.Event()

    async def handler(req: Any, res: Any) -> None:
        assert await req.receive_some() == b"abc"
        assert req.trailers == {}
        begun.set()
        assert await req.receive_some() == b""
        assert req.complete
        assert req.raw_trailers == ["X-Sum", "1", "x-sum", "2"]
        res.end(req.trailers["x-sum"])

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        await peer.send(CHUNKED + b"3\r\nabc\r\n")
        await begun.wait()
        await peer.send(b"0\r\nX-Sum: 1\r\nx-sum: 2\r\n\r\n")
        assert await body_of(peer) == b"1, 2"


@pytest.mark.parametrize(
    ("content_type", "data", "text"),
    [
        ("text/plain", "é".encode(), "é"),
        ("text/plain; charset=latin1", b"\xe9", "é"),
        ('text/plain;charset="ISO-8859-1"', b"\xe9", "é"),
        ("text/plain; charset=nobody-knows", "é".encode(), "é"),
        ("text/plain", b"a\xff", "a\ufffd"),
    ],
)
async def test_text_is_decoded_by_the_charset(
    parser: str, content_type: str, data: bytes, text: str
) -> None:
    async def handler(req: Any, res: Any) -> None:
        assert await req.text() == text
        res.end("same")

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        await peer.send(request("POST", "/", f"Content-Type: {content_type}", body=data))
        assert await body_of(peer) == b"same"


async def test_json_is_read_whole(parser: str) -> None:
    async def handler(req: Any, res: Any) -> None:
        res.end(str((await req.json())["a"]))

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        await peer.send(CHUNKED + b'4\r\n{"a"\r\n')
        await peer.send(b"4\r\n: 7}\r\n0\r\n\r\n")
        assert await body_of(peer) == b"7"


async def test_a_body_beyond_the_limit_raises_and_the_connection_goes_on(parser: str) -> None:
    async def handler(req: Any, res: Any) -> None:
        with pytest.raises(ValueError) as raised:
            await req.body(limit=5)
        assert http_code(raised.value) == "ERR_OUT_OF_RANGE"
        with pytest.raises(trio.ClosedResourceError):
            await req.receive_some()
        res.end("too long")

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        for _ in range(2):
            await peer.send(request("POST", body=b"123456"))
            assert await body_of(peer) == b"too long"


def http_code(error: BaseException) -> Any:
    return getattr(error, "code", None)


async def test_a_body_cut_short_raises_after_what_came(parser: str) -> None:
    chunks: list[bytes] = []
    raised: list[BaseException] = []
    done = trio.Event()

    async def handler(req: Any, res: Any) -> None:
        try:
            async for chunk in req:
                chunks.append(chunk)
        except ConnectionResetError as error:
            raised.append(error)
        assert req.aborted
        assert not req.complete
        done.set()

    async with serving(handler, parser=parser) as server:
        async with await dial(server) as peer:
            await peer.send(request("POST", "/", "Content-Length: 10") + b"12345")
            await peer.send_eof()
            await done.wait()
    assert chunks == [b"12345"]
    assert isinstance(raised[0], trio.BrokenResourceError)
    assert http_code(raised[0]) == "ECONNRESET"


async def test_a_cancelled_read_loses_nothing(parser: str) -> None:
    waiting = trio.Event()

    async def handler(req: Any, res: Any) -> None:
        with trio.CancelScope() as scope:
            waiting.set()
            scope.cancel()
            await req.receive_some()
        res.end(await req.body())

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        await peer.send(request("POST", "/", "Content-Length: 5"))
        await waiting.wait()
        await peer.send(b"hello")
        assert await body_of(peer) == b"hello"


async def test_cancelling_body_destroys_the_message(parser: str) -> None:
    async def handler(req: Any, res: Any) -> None:
        with trio.CancelScope() as scope:
            scope.cancel()
            await req.body()
        with pytest.raises(trio.ClosedResourceError):
            await req.receive_some()

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        await peer.send(request("POST", "/", "Content-Length: 5"))
        assert await peer.receive_all() == b""


async def test_aclose_discards_the_rest_and_the_next_request_follows(parser: str) -> None:
    async def handler(req: Any, res: Any) -> None:
        async with req:
            first = await req.receive_some(2)
        with pytest.raises(trio.ClosedResourceError):
            await req.receive_some()
        res.end(first)

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        await peer.send(request("POST", body=b"hello") + request("POST", body=b"world"))
        assert await body_of(peer) == b"he"
        assert await body_of(peer) == b"wo"


async def test_leaving_the_loop_closes_nothing(parser: str) -> None:
    async def handler(req: Any, res: Any) -> None:
        parts = []
        async for chunk in req:
            parts.append(chunk)
            break
        async for chunk in req:
            parts.append(chunk)
        res.end(b"|".join(parts))

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        await peer.send(CHUNKED + b"1\r\na\r\n1\r\nb\r\n0\r\n\r\n")
        assert (await body_of(peer)).replace(b"|", b"") == b"ab"


async def test_two_tasks_cannot_read_at_once(parser: str) -> None:
    async def handler(req: Any, res: Any) -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(req.receive_some)
            await trio.testing.wait_all_tasks_blocked()
            with pytest.raises(trio.BusyResourceError):
                await req.receive_some()
            nursery.cancel_scope.cancel()
        res.end("busy")

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        await peer.send(request("POST", "/", "Content-Length: 5"))
        assert await body_of(peer) == b"busy"


async def test_text_is_whole_across_chunk_borders(parser: str) -> None:
    def handler(req: Any, res: Any) -> None:
        parts: list[str] = []
        req.set_encoding("utf8").on("data", parts.append).on(
            "end", lambda: res.end(str(parts).encode("ascii", "backslashreplace"))
        )

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        await peer.send(CHUNKED + b"2\r\na\xc3\r\n1\r\n\xa9\r\n0\r\n\r\n")
        assert await body_of(peer) == b"['a', '\\xe9']"


async def test_a_slow_handler_pauses_the_client(parser: str) -> None:
    """Of 64 MiB, what a handler does not read stays with the client."""
    size = 64 * 2**20
    go_on = trio.Event()

    async def handler(req: Any, res: Any) -> None:
        first = await req.receive_some()
        await go_on.wait()
        held = req.readable_length
        total = len(first)
        async for chunk in req:
            total += len(chunk)
        res.end(f"{held < 2**20} {total == size}")

    async def upload(peer: Any) -> None:
        block = bytes(2**20)
        for _ in range(size // len(block)):
            await peer.send(block)

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        await peer.send(request("POST", "/", f"Content-Length: {size}"))
        async with trio.open_nursery() as nursery:
            nursery.start_soon(upload, peer)
            await trio.testing.wait_all_tasks_blocked(0.05)
            go_on.set()
            assert await body_of(peer) == b"True True"


async def test_an_unread_body_does_not_hold_up_the_next_request(parser: str) -> None:
    def handler(req: Any, res: Any) -> None:
        res.end(req.url)

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        await peer.send(request("POST", "/1", f"Content-Length: {2**20}"))
        assert await body_of(peer) == b"/1"
        await peer.send(bytes(2**20) + request("GET", "/2"))
        assert await body_of(peer) == b"/2"


async def test_end_and_close_come_once_for_a_listener(parser: str) -> None:
    recorder = Recorder()

    def handler(req: Any, res: Any) -> None:
        recorder.watch(req, "req", "end", "close", "aborted")
        recorder.watch(res, "res", "finish", "close")
        res.end()

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        await peer.send(GET)
        await recorder.seen("req close")
    assert recorder.log == ["res finish", "res close", "req end", "req close"]


async def test_a_message_of_ones_own() -> None:
    message = http.IncomingMessage()
    assert (message.method, message.url, message.http_version) == (None, "", None)
    assert (message.headers, message.raw_headers, message.trailers) == ({}, [], {})
    assert message.socket is None
    message.headers["a"] = "b"
    assert message.headers == {"a": "b"}
    message.own = "attribute"  # type: ignore[attr-defined]
