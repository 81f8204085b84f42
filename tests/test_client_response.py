"""Getting the response: 1xx, upgrades, framings, trailers, limits, malformed answers."""

from __future__ import annotations

from typing import Any

import pytest
import trio

import trio_nodehttp as http

from .request_trace import CUT, OK, Script, Trace, answering, serving, settled
from .wire import Wire

ORDINARY = ["socket", "finish", "response", "res data", "res end", "close", "res close"]
EMPTY = ["socket", "finish", "response", "res end", "close", "res close"]


async def traced(parser: str, answer: bytes | Script, **options: Any) -> Trace:
    script = answering(answer) if isinstance(answer, bytes) else answer
    async with serving(script) as port, http.Agent(keep_alive=True, parser=parser) as agent:
        request = http.request(f"http://127.0.0.1:{port}/", agent=agent, **options)
        trace = Trace(request)
        trace.agent = agent  # type: ignore[attr-defined]
        request.end()
        await trace.ended()
        trace.pooled = sum(map(len, agent.free_sockets.values()))  # type: ignore[attr-defined]
        return trace


def pooled(trace: Trace) -> int:
    count: int = trace.pooled  # type: ignore[attr-defined]
    return count


# Interim responses


async def test_every_1xx_is_information_and_a_100_continue_as_well(parser: str) -> None:
    answer = (
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 P\r\nA: b\r\n\r\n"
        b"HTTP/1.1 103 Early\r\nLink: x\r\nLink: y\r\n\r\nHTTP/1.1 199 X\r\n\r\n" + OK
    )
    seen: list[Any] = []
    async with serving(answering(answer)) as port, http.Agent(parser=parser) as agent:
        request = http.request(f"http://127.0.0.1:{port}/", agent=agent)
        request.on("information", seen.append)
        trace = Trace(request)
        request.end()
        await trace.ended()
    assert trace == [
        *("socket", "finish", "continue"),
        *["information"] * 4,
        *("response", "res data", "res end", "close", "res close"),
    ]
    assert [info.status_code for info in seen] == [100, 102, 103, 199]
    early = seen[2]
    assert early.status_message == "Early"
    assert early.headers == {"link": "x, y"}
    assert early.raw_headers == ["Link", "x", "Link", "y"]
    assert early.http_version == "1.1"
    assert (early.http_version_major, early.http_version_minor) == (1, 1)
    with pytest.raises(AttributeError):
        early.status_code = 5


async def test_the_body_is_sent_on_continue(parser: str) -> None:
    async def script(wire: Wire) -> None:
        await wire.receive_head()
        await wire.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        assert await wire.receive_until(b"0\r\n\r\n") == b"1\r\nx\r\n0\r\n\r\n"
        await wire.send(OK)

    async with serving(script) as port, http.Agent(parser=parser) as agent:
        request = http.request(
            f"http://127.0.0.1:{port}/",
            method="POST",
            headers={"Expect": "100-continue"},
            agent=agent,
        )
        request.on("continue", lambda: request.end("x") and None)
        response = await request
        assert await response.body() == b"hi"


# Upgrade and CONNECT

SWITCH = b"HTTP/1.1 101 S\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"
UPGRADE: dict[str, Any] = {"headers": {"Connection": "Upgrade", "Upgrade": "x"}}
TUNNEL: dict[str, Any] = {"method": "CONNECT", "path": "a:1"}


@pytest.mark.parametrize(
    ("answer", "options", "event"),
    [
        (SWITCH + b"head", UPGRADE, "upgrade"),
        (b"HTTP/1.1 200 OK\r\n\r\nhead", TUNNEL, "connect"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhead", TUNNEL, "connect"),
        (b"HTTP/1.1 407 No\r\nContent-Length: 4\r\n\r\nhead", TUNNEL, "connect"),
        (b"HTTP/1.1 100 Go\r\n\r\nhead", TUNNEL, "connect"),
    ],
)
async def test_the_listener_gets_the_socket_clean(
    parser: str, answer: bytes, options: dict[str, Any], event: str
) -> None:
    async def script(wire: Wire) -> None:
        await wire.receive_head()
        await wire.send(answer)
        await wire.send(await wire.receive_exactly(4))

    async with serving(script) as port, http.Agent(keep_alive=True, parser=parser) as agent:
        request = http.request(f"http://127.0.0.1:{port}/", agent=agent, **options)
        got: list[Any] = []
        ended = trio.Event()

        def on_switch(message: http.IncomingMessage, socket: Any, head: bytes) -> None:
            counts = [socket.listener_count(name) for name in ("data", "error", "close", "free")]
            got.extend([head, message.socket is socket, counts, socket.readable_flowing])
            assert agent.sockets == {}
            chunks: list[bytes] = []
            socket.on("data", chunks.append)
            socket.on("end", lambda: got.append(b"".join(chunks)))
            socket.on("close", lambda had_error: ended.set())
            socket.write("ping")
            socket.end()

        request.on(event, on_switch)
        trace = Trace(request)
        request.end()
        await trace.ended()
        await ended.wait()
    assert trace == ["socket", "finish", event, "close"]
    assert got == [b"head", True, [0, 0, 0, 0], None, b"ping"]


@pytest.mark.parametrize(
    ("answer", "options"),
    [(SWITCH, UPGRADE), (b"HTTP/1.1 200 OK\r\n\r\n", TUNNEL)],
)
async def test_without_a_listener_the_connection_is_closed(
    parser: str, answer: bytes, options: dict[str, Any]
) -> None:
    closed = trio.Event()

    async def script(wire: Wire) -> None:
        await wire.receive_head()
        await wire.send(answer)
        await wire.receive_all()
        closed.set()

    async with serving(script) as port, http.Agent(parser=parser) as agent:
        request = http.request(f"http://127.0.0.1:{port}/", agent=agent, **options)
        events: list[str] = []
        for name in ("response", "error", "close"):
            request.on(name, lambda *args, name=name: events.append(name))
        request.end()
        await closed.wait()
        await settled()
    assert events == ["close"]


async def test_awaiting_an_upgrade_gives_the_message_and_its_stream(parser: str) -> None:
    async def script(wire: Wire) -> None:
        await wire.receive_head()
        await wire.send(SWITCH + b"head")
        await wire.send(await wire.receive_exactly(4))

    async with serving(script) as port, http.Agent(parser=parser) as agent:
        message = await http.get(f"http://127.0.0.1:{port}/", agent=agent, **UPGRADE)
        assert (message.status_code, message.upgrade) == (101, True)
        stream = message.socket
        await stream.send_all(b"ping")
        data = b""
        while len(data) < 8:
            data += await stream.receive_some()
        assert data == b"headping"
        await stream.aclose()


async def test_a_101_without_upgrade_headers_is_a_response(parser: str) -> None:
    assert (await traced(parser, b"HTTP/1.1 101 S\r\n\r\n")) == EMPTY


async def test_upgrade_headers_without_a_101_are_only_headers(parser: str) -> None:
    answer = OK.replace(b"Content", b"Connection: Upgrade\r\nUpgrade: x\r\nContent")
    trace = await traced(parser, answer)
    assert trace == ORDINARY
    assert pooled(trace) == 1


# Framings


@pytest.mark.parametrize(
    ("answer", "options"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", {"method": "HEAD"}),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", {"method": "HEAD"}),
        (b"HTTP/1.1 204 No\r\n\r\n", {}),
        (b"HTTP/1.1 304 No\r\nContent-Length: 5\r\n\r\n", {}),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", {}),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", {}),
    ],
)
async def test_responses_without_a_body(
    parser: str, answer: bytes, options: dict[str, Any]
) -> None:
    trace = await traced(parser, answer, **options)
    assert trace == EMPTY
    assert pooled(trace) == 1


async def test_a_body_that_ends_with_the_connection(parser: str) -> None:
    async def script(wire: Wire) -> None:
        await wire.receive_head()
        await wire.send(b"HTTP/1.1 200 OK\r\n\r\nhi")
        await wire.send_eof()

    trace = await traced(parser, script)
    assert trace == ORDINARY
    assert trace.request.res is not None and trace.request.res.complete
    assert pooled(trace) == 0


async def test_trailers_are_there_at_the_end(parser: str) -> None:
    answer = (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX: y\r\nx: z\r\n\r\n"
    )
    async with serving(answering(answer)) as port, http.Agent(parser=parser) as agent:
        response = await http.get(f"http://127.0.0.1:{port}/", agent=agent)
        assert await response.body() == b"hi"
        assert response.trailers == {"x": "y, z"}
        assert response.raw_trailers == ["X", "y", "x", "z"]


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        (OK, 1),
        (OK.replace(b"Content", b"Connection: close\r\nContent"), 0),
        (OK.replace(b"1.1", b"1.0"), 0),
        (OK.replace(b"1.1", b"1.0").replace(b"Content", b"Connection: keep-alive\r\nContent"), 1),
    ],
)
async def test_which_responses_leave_the_connection_open(
    parser: str, answer: bytes, kept: int
) -> None:
    trace = await traced(parser, answer)
    assert trace == ORDINARY
    assert pooled(trace) == kept


async def test_head_of_a_response(parser: str) -> None:
    answer = (
        b"HTTP/1.0 299 So So\r\nSet-Cookie: a\r\nset-cookie: b\r\nX: \xe9\r\n"
        b"Age: 1\r\nage: 2\r\nContent-Length: 0\r\n\r\n"
    )
    async with serving(answering(answer)) as port, http.Agent(parser=parser) as agent:
        response = await http.get(f"http://127.0.0.1:{port}/", agent=agent)
        assert (response.status_code, response.status_message) == (299, "So So")
        assert response.http_version == "1.0"
        assert response.headers == {
            "set-cookie": ["a", "b"],
            "x": "é",
            "age": "1",
            "content-length": "0",
        }
        assert response.raw_headers[:4] == ["Set-Cookie", "a", "set-cookie", "b"]
        await response.body()


async def test_a_response_that_nobody_wants_is_discarded(parser: str) -> None:
    async with serving(answering(OK)) as port:
        async with http.Agent(keep_alive=True, parser=parser) as agent:
            request = http.request(f"http://127.0.0.1:{port}/", agent=agent)
            closed = trio.Event()
            request.on("close", closed.set)
            request.end()
            await closed.wait()
            await settled()
            assert sum(map(len, agent.free_sockets.values())) == 1


async def test_listeners_added_in_response_miss_nothing(parser: str) -> None:
    chunks: list[bytes] = []
    async with serving(answering(OK)) as port, http.Agent(parser=parser) as agent:

        def on_response(response: http.IncomingMessage) -> None:
            assert response.complete is False
            response.on("data", chunks.append)

        request = http.get(f"http://127.0.0.1:{port}/", on_response, agent=agent)
        await Trace(request).ended()
    assert chunks == [b"hi"]


# Limits


async def test_max_header_size(parser: str) -> None:
    answer = b"HTTP/1.1 200 OK\r\nA: " + b"x" * 200 + b"\r\nContent-Length: 0\r\n\r\n"
    trace = await traced(parser, answer, max_header_size=100)
    assert trace == ["socket", "finish", "error", "close"]
    assert trace.errors[0].code == "HPE_HEADER_OVERFLOW"
    assert (await traced(parser, answer, max_header_size=1000)) == EMPTY


async def test_max_headers_count(parser: str) -> None:
    fields = b"".join(b"X-%d: y\r\n" % number for number in range(2100))
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + fields + b"\r\n"
    async with serving(answering(answer)) as port, http.Agent(parser=parser) as agent:
        options: dict[str, Any] = {"agent": agent, "max_header_size": 100_000}
        response = await http.get(f"http://127.0.0.1:{port}/", **options)
        assert len(response.raw_headers) == 2 * 2000
        await response.body()
        request = http.request(f"http://127.0.0.1:{port}/", **options)
        request.max_headers_count = 10
        request.end()
        response = await request
        assert len(response.headers) == len(response.raw_headers) // 2 == 10
        await response.body()
        request = http.request(f"http://127.0.0.1:{port}/", **options)
        request.on("socket", lambda socket: setattr(request, "max_headers_count", 0))
        request.end()
        response = await request
        assert len(response.headers) == 2101
        await response.body()


# What is no response

HELLO_GARBAGE = b"garbage\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n"


async def test_garbage_is_an_error_with_node_s_code_and_bytes(parser: str) -> None:
    trace = await traced(parser, HELLO_GARBAGE)
    assert trace == ["socket", "finish", "error", "close"]
    (error,) = trace.errors
    assert error.code == "HPE_INVALID_CONSTANT"
    assert (error.bytes_parsed, error.raw_packet) == (0, HELLO_GARBAGE)


async def test_what_came_before_the_garbage_is_delivered(parser: str) -> None:
    trace = await traced(parser, CHUNKED + b"zz\r\n")
    assert trace == [
        "socket",
        "finish",
        "response",
        "error",
        "res data",
        "res aborted",
        "close",
        "res close",
    ]
    assert trace.errors[0].code == "HPE_INVALID_CHUNK_SIZE"
    assert trace.chunks == [b"hi"]


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1  200 OK\r\n\r\n",
        b"HTTP/1.1 20 OK\r\n\r\n",
        b"HTTP/1.1 000 OK\r\n\r\n",
        b"HTTP/1.1 200 O\0K\r\n\r\n",
        b"HTTP/2.0 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nhi",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
)
async def test_a_malformed_head_is_refused(parser: str, answer: bytes) -> None:
    trace = await traced(parser, answer)
    assert trace == ["socket", "finish", "error", "close"]
    assert trace.errors[0].code.startswith("HPE_")


# Bytes behind the response


async def test_garbage_behind_a_response_is_an_error_before_its_data(parser: str) -> None:
    trace = await traced(parser, OK + b"garbage")
    assert trace == [
        *("socket", "finish", "response", "error", "res data", "res end"),
        *("close", "res close"),
    ]
    assert pooled(trace) == 0


async def test_a_second_response_is_no_error_and_ends_the_connection(parser: str) -> None:
    trace = await traced(parser, OK + OK)
    assert trace == ORDINARY
    assert pooled(trace) == 0


async def test_a_second_response_while_the_first_is_unread_spoils_the_connection(
    parser: str,
) -> None:
    arrived = trio.Event()

    async def script(wire: Wire) -> None:
        await wire.receive_head()
        await wire.send(OK)
        await arrived.wait()
        await wire.send(OK)

    async with serving(script) as port, http.Agent(keep_alive=True, parser=parser) as agent:
        response = await http.get(f"http://127.0.0.1:{port}/", agent=agent)
        socket = response.socket
        read = socket.bytes_read
        arrived.set()
        while socket.bytes_read == read:
            await settled()
        assert await response.body() == b"hi"
        await settled()
        assert agent.free_sockets == {}


# Cut short


async def test_a_body_cut_short_is_aborted_and_raises_for_a_task(parser: str) -> None:
    async def script(wire: Wire) -> None:
        await wire.receive_head()
        await wire.send(CUT)
        await wire.send_eof()

    async with serving(script) as port, http.Agent(parser=parser) as agent:
        response = await http.get(f"http://127.0.0.1:{port}/", agent=agent)
        received = b""
        with pytest.raises(ConnectionResetError) as caught:
            async for chunk in response:
                received += chunk
        assert received == b"hi"
        assert isinstance(caught.value, trio.BrokenResourceError)
        assert caught.value.code == "ECONNRESET"  # type: ignore[attr-defined]
        assert response.aborted and not response.complete


async def test_unread_data_survives_the_end_of_the_connection(parser: str) -> None:
    async def script(wire: Wire) -> None:
        await wire.receive_head()
        await wire.send(OK)
        await wire.send_eof()

    async with serving(script) as port, http.Agent(keep_alive=True, parser=parser) as agent:
        request = http.get(f"http://127.0.0.1:{port}/", agent=agent)
        response = await request
        closed = trio.Event()
        request.on("close", closed.set)
        await closed.wait()
        assert (response.complete, response.aborted, response.readable) == (True, False, True)
        closes: list[None] = []
        response.on("close", lambda: closes.append(None))
        assert await response.body() == b"hi"
        await settled()
        assert closes == [None]


# A task that reads faster than it arrives

MUCH = bytes(range(256)) * 8192  # 2 MiB


@pytest.mark.parametrize("framing", ["length", "chunked", "close"])
async def test_much_is_read_whole_and_kept_small(parser: str, framing: str) -> None:
    head, body = {
        "length": (f"Content-Length: {len(MUCH)}", MUCH),
        "chunked": ("Transfer-Encoding: chunked", b"%x\r\n%b\r\n0\r\n\r\n" % (len(MUCH), MUCH)),
        "close": ("Connection: close", MUCH),
    }[framing]

    async def script(wire: Wire) -> None:
        await wire.receive_head()
        await wire.send(f"HTTP/1.1 200 OK\r\n{head}\r\n\r\n".encode() + body)
        if framing == "close":
            await wire.send_eof()

    async with serving(script) as port, http.Agent(parser=parser, keep_alive=True) as agent:
        response = await http.get(f"http://127.0.0.1:{port}/", agent=agent)
        received = bytearray()
        async for chunk in response:
            assert len(chunk) <= 2 * 65536
            assert response.readable_length <= 2 * 65536
            received += chunk
            if len(received) % 7 == 0:
                await trio.lowlevel.checkpoint()  # the loop reads ahead meanwhile
        assert received == MUCH
        assert response.complete


async def test_much_cut_short_raises_behind_what_arrived(parser: str) -> None:
    async def script(wire: Wire) -> None:
        await wire.receive_head()
        await wire.send(b"HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n" + MUCH)
        await wire.send_eof()

    async with serving(script) as port, http.Agent(parser=parser, keep_alive=True) as agent:
        response = await http.get(f"http://127.0.0.1:{port}/", agent=agent)
        received = bytearray()
        with pytest.raises(ConnectionResetError):
            async for chunk in response:
                received += chunk
        assert received == MUCH
        assert response.aborted


async def test_cancelling_a_read_of_much_loses_nothing(parser: str) -> None:
    async def script(wire: Wire) -> None:
        await wire.receive_head()
        await wire.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(MUCH) + MUCH)

    async with serving(script) as port, http.Agent(parser=parser, keep_alive=True) as agent:
        response = await http.get(f"http://127.0.0.1:{port}/", agent=agent)
        received = bytearray()
        cancelled = 0
        while len(received) < len(MUCH):
            with trio.CancelScope() as scope:
                received += await response.receive_some()
                scope.cancel()
                received += await response.receive_some()
            cancelled += scope.cancelled_caught
        assert received == MUCH
        assert cancelled
        assert await response.receive_some() == b""
