"""`OutgoingMessage` and `ServerResponse`: headers, framing, writes, and what a task may await."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from typing import Any

import pytest
import trio
import trio.testing

import trio_nodehttp as http
from trio_nodehttp._header_block import MEANINGS
from trio_nodehttp._outgoing import OutgoingMessage
from trio_nodehttp._streams import Writable

from .serving import (
    GET,
    Recorder,
    answer_to,
    body_of,
    dial,
    length_of_rest,
    request,
    serving,
)

CLOSE = request("GET", "/", "Connection: close")


class Sink(Writable):
    """A foreign stream that keeps what is written to it."""

    def __init__(self) -> None:
        super().__init__()
        self.data = b""

    def _write(self, chunk: bytes, encoding: str, callback: Callable[..., object]) -> None:
        self.data += chunk
        callback()


def response_to(method: str = "GET", minor: int = 1, **headers: str) -> http.ServerResponse:
    req = http.IncomingMessage()
    req.method = method
    req.http_version_major, req.http_version_minor = 1, minor
    req.headers = dict(headers)
    return http.ServerResponse(req)


def refusal(call: Callable[[], object]) -> tuple[str, str]:
    """The class and code that a call is refused with."""
    with pytest.raises(Exception) as raised:
        call()
    kind = next(
        kind for kind in (TypeError, ValueError, Exception) if isinstance(raised.value, kind)
    )
    return kind.__name__, raised.value.code  # type: ignore[attr-defined]


def undated(data: bytes) -> bytes:
    return re.sub(rb"Date: [^\r]*\r\n", b"", data)


# The store


def test_headers_are_found_in_any_case_and_sent_as_they_were_given() -> None:
    res = response_to()
    res.set_header("X-One", "1")
    res.set_header("b", ["x", "y"])
    res.set_header("x-oNE", 2)
    assert res.get_header("X-ONE") == 2
    assert res.has_header("B")
    assert not res.has_header("c")
    assert res.get_header("c") is None
    assert res.get_header_names() == ["x-one", "b"]
    assert res.get_headers() == {"x-one": 2, "b": ["x", "y"]}
    res.get_headers()["c"] = 1
    assert not res.has_header("c")
    res.remove_header("B")
    assert res.get_header_names() == ["x-one"]
    res.flush_headers()
    assert res._header is not None
    assert res._header.startswith("HTTP/1.1 200 OK\r\nx-oNE: 2\r\nDate: ")


REFUSED_HEADERS: list[tuple[Any, Any, tuple[str, str]]] = [
    ("a b", "1", ("TypeError", "ERR_INVALID_HTTP_TOKEN")),
    ("", "1", ("TypeError", "ERR_INVALID_HTTP_TOKEN")),
    ("é", "1", ("TypeError", "ERR_INVALID_HTTP_TOKEN")),
    ("a:", "1", ("TypeError", "ERR_INVALID_HTTP_TOKEN")),
    (5, "1", ("TypeError", "ERR_INVALID_HTTP_TOKEN")),
    ("a", None, ("TypeError", "ERR_HTTP_INVALID_HEADER_VALUE")),
    ("a", "x\r\nb: c", ("TypeError", "ERR_INVALID_CHAR")),
    ("a", "\x00", ("TypeError", "ERR_INVALID_CHAR")),
    ("a", "\u0100", ("TypeError", "ERR_INVALID_CHAR")),
    ("a", ["x", "y\n"], ("TypeError", "ERR_INVALID_CHAR")),
    ("a", ["x", None], ("TypeError", "ERR_HTTP_INVALID_HEADER_VALUE")),
]


@pytest.mark.parametrize(("name", "value", "expected"), REFUSED_HEADERS)
def test_a_refused_header_leaves_nothing_half_written(
    name: Any, value: Any, expected: tuple[str, str]
) -> None:
    res = response_to()
    assert refusal(lambda: res.set_header(name, value)) == expected
    assert res.get_headers() == {}
    assert refusal(lambda: res.write_head(200, [("ok", "1"), (name, value)])) == expected
    assert not res.headers_sent
    if name:
        assert refusal(lambda: res.write_head(200, {name: value})) == expected
    assert not res.headers_sent
    res.write_head(200)
    assert res.headers_sent


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        ("", "A: \r\n"),
        ("tab\there", "A: tab\there\r\n"),
        ("\xe9", "A: \xe9\r\n"),
        (0, "A: 0\r\n"),
        (1.0, "A: 1\r\n"),
        (1.5, "A: 1.5\r\n"),
        (1e21, "A: 1e+21\r\n"),
        (True, "A: true\r\n"),
        (False, "A: false\r\n"),
        ([], ""),
        (["x"], "A: x\r\n"),
        (["x", 2], "A: x\r\nA: 2\r\n"),
    ],
)
def test_values_are_written_as_node_writes_them(value: Any, lines: str) -> None:
    for give in ("set_header", "mapping", "pairs"):
        res = response_to()
        if give == "set_header":
            res.set_header("A", value)
            res.write_head(200)
        else:
            res.write_head(200, {"A": value} if give == "mapping" else [("A", value)])
        assert res._header is not None
        assert res._header.startswith(f"HTTP/1.1 200 OK\r\n{lines}Date: ")


def test_a_list_of_cookies_is_one_line() -> None:
    res = response_to().write_head(200, {"Cookie": ["a", "b"], "Set-Cookie": ["c", "d"]})
    assert res._header is not None
    assert "Cookie: a; b\r\nSet-Cookie: c\r\nSet-Cookie: d\r\n" in res._header


STATUS_LINES: list[tuple[tuple[Any, ...], str]] = [
    ((200,), "HTTP/1.1 200 OK\r\n"),
    ((200.7,), "HTTP/1.1 200 OK\r\n"),
    (("201",), "HTTP/1.1 201 Created\r\n"),
    ((299,), "HTTP/1.1 299 unknown\r\n"),
    ((999, "Odd"), "HTTP/1.1 999 Odd\r\n"),
    ((404, "Nope", {"a": "b"}), "HTTP/1.1 404 Nope\r\na: b\r\n"),
    ((404, {"a": "b"}), "HTTP/1.1 404 Not Found\r\na: b\r\n"),
    ((404, [("a", "b")]), "HTTP/1.1 404 Not Found\r\na: b\r\n"),
    ((404, ""), "HTTP/1.1 404 \r\n"),
    ((404, None, {"a": "b"}), "HTTP/1.1 404 Not Found\r\na: b\r\n"),
]


@pytest.mark.parametrize(("arguments", "start"), STATUS_LINES)
def test_forms_of_write_head(arguments: tuple[Any, ...], start: str) -> None:
    res = response_to()
    assert res.write_head(*arguments) is res
    assert res._header is not None
    assert res._header.startswith(start)
    assert res.status_code == int(float(arguments[0]))


@pytest.mark.parametrize("code", [99, 1000, 0, -200, "abc", None, float("nan"), {}])
def test_a_wrong_status_code_is_a_range_error(code: Any) -> None:
    res = response_to()
    assert refusal(lambda: res.write_head(code)) == (
        "ValueError",
        "ERR_HTTP_INVALID_STATUS_CODE",
    )
    assert not res.headers_sent


@pytest.mark.parametrize("message", ["a\nb", "\u0100", "\x7f"])
def test_a_wrong_status_message_is_refused(message: str) -> None:
    res = response_to()
    assert refusal(lambda: res.write_head(200, message)) == ("TypeError", "ERR_INVALID_CHAR")
    assert not res.headers_sent


def test_write_head_adds_to_what_was_set() -> None:
    res = response_to()
    res.set_header("A", "1")
    res.set_header("b", "2")
    res.write_head(200, {"B": "3", "c": [1, 2]})
    assert res.get_headers() == {"a": "1", "b": "3", "c": [1, 2]}
    assert res._header is not None
    assert res._header.startswith("HTTP/1.1 200 OK\r\nA: 1\r\nB: 3\r\nc: 1\r\nc: 2\r\n")


def test_after_the_headers_nothing_of_them_can_be_changed() -> None:
    res = response_to().write_head(200)
    for call in (
        lambda: res.set_header("a", "b"),
        lambda: res.remove_header("a"),
        lambda: res.write_head(200),
        lambda: res.write_continue(),
        lambda: res.write_processing(),
    ):
        assert refusal(call) == ("Exception", "ERR_HTTP_HEADERS_SENT")


@pytest.mark.parametrize("name", ["get_header", "has_header", "remove_header"])
def test_a_name_that_is_no_text_is_a_type_error(name: str) -> None:
    call = getattr(response_to(), name)
    assert refusal(lambda: call(5)) == ("TypeError", "ERR_INVALID_ARG_TYPE")


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"a b": "1"}, "ERR_INVALID_HTTP_TOKEN"),
        ({"a": "\n"}, "ERR_INVALID_CHAR"),
        ({"a": None}, "ERR_HTTP_INVALID_HEADER_VALUE"),
    ],
)
def test_wrong_trailers_are_refused(headers: Any, code: str) -> None:
    assert refusal(lambda: response_to().add_trailers(headers)) == ("TypeError", code)


# Framing: the table that `_store_header` walks


CASES = list(
    itertools.product(
        (0, 1),  # minor version
        (None, "keep-alive", "close"),  # the response's own Connection
        (True, False),  # the request allows another one
        ("length", "chunked", "none"),
        ("GET", "HEAD"),
        (200, 204, 304),
    )
)


@pytest.mark.parametrize(("minor", "connection", "keep", "framing", "method", "code"), CASES)
def test_connection_and_framing_are_decided_as_node_decides_them(
    minor: int, connection: str | None, keep: bool, framing: str, method: str, code: int
) -> None:
    res = response_to(method, minor)
    res.should_keep_alive = keep
    headers: dict[str, Any] = {}
    if connection:
        headers["Connection"] = connection
    if framing == "length":
        headers["Content-Length"] = 5
    elif framing == "chunked":
        headers["Transfer-Encoding"] = "chunked"
    res.write_head(code, headers)
    assert res._header is not None
    says = dict(line.split(": ") for line in res._header.split("\r\n")[1:] if line)

    has_body = method == "GET" and code == 200
    bodyless_chunked = framing == "chunked" and code in (204, 304)
    stays = keep and (framing == "length" or minor == 1) and not bodyless_chunked
    if connection is None:
        assert says["Connection"] == ("keep-alive" if stays else "close")
        assert res._last is not stays or (
            framing == "none" and minor == 0 and has_body and res._last
        )
    else:
        assert says["Connection"] == connection
        unframed = framing == "none" and minor == 0 and has_body
        assert res._last is (connection == "close" or unframed)
    if framing == "none" and has_body and minor == 1:
        assert says["Transfer-Encoding"] == "chunked"
        assert res._chunked
    elif framing != "chunked":
        assert "Transfer-Encoding" not in says
        assert not res._chunked
    assert res._chunked is (
        (framing == "chunked" and not bodyless_chunked)
        or (framing == "none" and has_body and minor == 1)
    )


@pytest.mark.parametrize("name", [name for name in MEANINGS if name not in ("expect", "cookie")])
def test_what_the_program_gives_is_not_added_again(name: str) -> None:
    value = {"content-length": "0", "transfer-encoding": "chunked"}.get(name, "x")
    res = response_to()
    res.set_header(name.title(), value)
    res.write_head(200)
    assert res._header is not None
    assert res._header.lower().count(f"\r\n{name}:") == 1


REMOVED: list[tuple[str, str]] = [
    ("connection", "Connection:"),
    ("date", "Date:"),
    ("content-length", "Content-Length:"),
    ("transfer-encoding", "Transfer-Encoding:"),
]


@pytest.mark.parametrize(("name", "line"), REMOVED)
async def test_what_was_removed_is_not_added(name: str, line: str) -> None:
    async with trio.open_nursery() as nursery:
        for known_length in (True, False):
            res = response_to()
            sink = Sink()
            sink._loop = http.Server(nursery=nursery)._loop
            res.assign_socket(sink)
            res.remove_header(name.upper())
            if not known_length:
                res.write("a")
            res.end("b")
            assert line.encode() not in sink.data.partition(b"\r\n\r\n")[0]


def test_a_trailer_field_needs_a_chunked_body() -> None:
    res = response_to()
    assert refusal(lambda: res.write_head(200, {"Trailer": "X", "Content-Length": 1})) == (
        "Exception",
        "ERR_HTTP_TRAILER_INVALID",
    )
    assert not res.headers_sent


# Writing


@pytest.mark.parametrize("wrong", [5, None, [], {}])
async def test_a_chunk_of_the_wrong_type_is_a_type_error(wrong: Any) -> None:
    assert refusal(lambda: response_to().write(wrong)) == ("TypeError", "ERR_INVALID_ARG_TYPE")
    if wrong:
        assert refusal(lambda: response_to().end(wrong)) == ("TypeError", "ERR_INVALID_ARG_TYPE")


@pytest.mark.parametrize(
    ("chunk", "encoding", "data"),
    [
        ("é", None, "é".encode()),
        ("é", "UTF-8", "é".encode()),
        ("é", "latin1", b"\xe9"),
        ("é", "binary", b"\xe9"),
        ("hi", "utf16le", b"h\0i\0"),
        ("c3a9", "hex", "é".encode()),
        ("aGk=", "base64", b"hi"),
        (b"raw", "buffer", b"raw"),
        (bytearray(b"raw"), None, b"raw"),
        (memoryview(b"raw"), None, b"raw"),
    ],
)
async def test_text_is_encoded_as_it_says(
    parser: str, chunk: Any, encoding: str | None, data: bytes
) -> None:
    def handler(req: Any, res: Any) -> None:
        if req.url == "/end":
            res.end(chunk, encoding)
        else:
            res.write(chunk, encoding)
            res.end()

    async with serving(handler, parser=parser) as server:
        ended = await answer_to(server, request("GET", "/end", "Connection: close"))
        written = await answer_to(server, CLOSE)
    assert ended.endswith(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))
    assert written.endswith(b"\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(data), data))


async def test_a_response_of_ones_own_waits_for_its_stream() -> None:
    async with trio.open_nursery() as nursery:
        server = http.create_server(nursery=nursery)
        res = response_to()
        res._loop = server._loop
        recorder = Recorder()
        recorder.watch(res, "res", "socket", "prefinish", "finish")
        assert res.write("abc", callback=lambda: recorder.add("written"))
        waiting = res.write("x" * 20000)
        assert not waiting
        assert res.writable_need_drain
        assert res.writable_length > 20000
        res.end("d", callback=lambda: recorder.add("ended"))
        assert res.finished
        assert res.writable_ended
        assert not res.writable_finished
        sink = Sink()
        sink._loop = server._loop
        res.assign_socket(sink)
        assert undated(sink.data).startswith(
            b"HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"3\r\nabc\r\n4e20\r\n"
        )
        assert sink.data.endswith(b"1\r\nd\r\n0\r\n\r\n")
        await waiting
        await res
        assert recorder.log == ["res socket", "res prefinish", "written", "res finish", "ended"]
        res.detach_socket(sink)
        assert res.socket is None


def test_the_base_cannot_render_a_head() -> None:
    message = OutgoingMessage()
    assert refusal(lambda: message.write("a")) == ("Exception", "ERR_METHOD_NOT_IMPLEMENTED")
    assert refusal(lambda: message.end()) == ("Exception", "ERR_METHOD_NOT_IMPLEMENTED")


# What can be awaited


async def test_an_awaited_write_is_back_pressure(parser: str) -> None:
    """Of 64 MiB, a handler that awaits its writes makes no more than the client takes."""
    made = 0

    async def handler(req: Any, res: Any) -> None:
        nonlocal made
        for _ in range(64):
            await res.write(bytes(2**20))
            made += 1
        res.end()

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        await peer.send(CLOSE)
        await trio.testing.wait_all_tasks_blocked(0.05)
        assert made < 32
        assert await length_of_rest(peer) > 64 * 2**20
    assert made == 64


async def test_drained_waits_for_drain(parser: str) -> None:
    answers: list[Any] = []

    async def handler(req: Any, res: Any) -> None:
        await res.drained()
        answers.append(bool(res.write(bytes(16 * 2**20))))
        answers.append(res.writable_need_drain)
        await res.drained()
        answers.append(res.writable_need_drain)
        answers.append(bool(res.write(b"x")))
        res.end()

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        await peer.send(CLOSE)
        await length_of_rest(peer)
    assert answers == [False, True, False, True]


async def test_a_write_that_sends_no_body_ends_at_once(parser: str) -> None:
    async def handler(req: Any, res: Any) -> None:
        if req.method != "HEAD":
            res.status_code = 204
        assert await res.write("never sent") is None
        await res.end("nor this")

    async with serving(handler, parser=parser) as server:
        for method in ("HEAD", "GET"):
            data = await answer_to(server, request(method, "/", "Connection: close"))
            assert data.endswith(b"\r\n\r\n")


async def test_awaiting_a_response_waits_for_finish(parser: str) -> None:
    order: list[str] = []

    async def handler(req: Any, res: Any) -> None:
        res.on("finish", lambda: order.append("finish"))
        await res.end("x")
        order.append("awaited")
        await res

    async with serving(handler, parser=parser) as server:
        await answer_to(server, CLOSE)
    assert order == ["finish", "awaited"]


async def test_every_wait_ends_when_the_client_leaves(parser: str) -> None:
    raised: dict[str, BaseException] = {}

    async def catch(name: str, wait: Callable[[], Any]) -> None:
        try:
            await wait()
        except Exception as error:
            raised[name] = error

    async def handler(req: Any, res: Any) -> None:
        async with trio.open_nursery() as nursery:
            waiting = res.write(bytes(64 * 2**20))
            nursery.start_soon(catch, "write", lambda: waiting)
            nursery.start_soon(catch, "drained", res.drained)
            nursery.start_soon(catch, "finish", lambda: res)
            nursery.start_soon(catch, "read", req.receive_some)

    async with serving(handler, parser=parser) as server:
        async with await dial(server) as peer:
            await peer.send(request("POST", "/", "Content-Length: 5"))
            await peer.receive_head()
            peer.reset()
        while len(raised) < 4:
            await trio.testing.wait_all_tasks_blocked(0.01)
    for name, error in raised.items():
        assert isinstance(error, (trio.BrokenResourceError, trio.ClosedResourceError)), name
        if name != "write":
            assert isinstance(error, ConnectionResetError), name


async def test_a_late_write_raises_where_it_is_awaited(parser: str) -> None:
    async def handler(req: Any, res: Any) -> None:
        res.end("done")
        with pytest.raises(trio.ClosedResourceError) as raised:
            await res.write("late")
        assert raised.value.code == "ERR_STREAM_WRITE_AFTER_END"  # type: ignore[attr-defined]
        with pytest.raises(trio.ClosedResourceError):
            await res.send_all(b"late")

    async with serving(handler, parser=parser, handler_errors="raise") as server:
        assert (await answer_to(server, CLOSE)).endswith(b"\r\n\r\ndone")


async def test_a_late_write_is_an_error_event(parser: str) -> None:
    codes: list[str] = []

    def handler(req: Any, res: Any) -> None:
        res.on("error", lambda error: codes.append(error.code))
        res.end("done")
        res.write("late", callback=lambda error: codes.append("callback " + error.code))
        res.end("later")

    async with serving(handler, parser=parser) as server:
        assert (await answer_to(server, CLOSE)).endswith(b"\r\n\r\ndone")
    code = "ERR_STREAM_WRITE_AFTER_END"
    assert codes == [code, f"callback {code}", code]


async def test_a_response_is_a_send_stream(parser: str) -> None:
    async def handler(req: Any, res: Any) -> None:
        async with res:
            await res.send_all(b"one")
            await res.wait_send_all_might_not_block()
            await res.send_all(bytearray(b"two"))
        assert res.writable_finished

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        await peer.send(CLOSE)
        assert (await peer.receive_all()).endswith(b"3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n")


async def test_a_body_that_is_left_by_an_exception_does_not_look_complete(parser: str) -> None:
    async def handler(req: Any, res: Any) -> None:
        with pytest.raises(KeyError):
            async with res:
                await res.send_all(b"half")
                raise KeyError

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        await peer.send(GET)
        assert (await peer.receive_all()).endswith(b"4\r\nhalf\r\n")


async def test_a_cancelled_aclose_destroys(parser: str) -> None:
    async def handler(req: Any, res: Any) -> None:
        res.write(bytes(64 * 2**20))
        with trio.CancelScope() as scope:
            scope.cancel()
            await res.aclose()
        assert res.destroyed

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        await peer.send(GET)
        await peer.receive_head()
        try:
            assert await length_of_rest(peer) < 64 * 2**20
        except trio.BrokenResourceError:
            pass  # reset: its client knows as well


async def test_a_response_passes_trios_own_checks(parser: str) -> None:
    """An unframed body (it ends with the connection) is a one-way stream."""

    async def pair() -> tuple[trio.abc.SendStream, trio.abc.ReceiveStream]:
        res, peer = await connect()
        return res, peer

    async with serving(parser=parser) as server:

        async def connect() -> tuple[trio.abc.SendStream, trio.abc.ReceiveStream]:
            given: list[Any] = []
            arrived = trio.Event()

            def handler(req: Any, res: Any) -> None:
                res.write_head(200, {"Transfer-Encoding": "identity", "Connection": "close"})
                res.flush_headers()
                given.append(res)
                arrived.set()

            server.once("request", handler)
            peer = await dial(server)
            await peer.send(GET)
            await arrived.wait()
            await peer.receive_head()
            return given[0], peer.stream

        await trio.testing.check_one_way_stream(pair, None)


async def test_two_writes_and_the_end_are_framed_one_by_one(parser: str) -> None:
    def handler(req: Any, res: Any) -> None:
        res.write_head(200, {"Trailer": "X"})
        res.write("a")
        res.write("")
        res.write(b"bc")
        res.add_trailers([("X", "1"), ("Y", 2)])
        res.end("d")

    async with serving(handler, parser=parser) as server:
        data = await answer_to(server, CLOSE)
    assert data.endswith(b"\r\n\r\n1\r\na\r\n2\r\nbc\r\n1\r\nd\r\n0\r\nX: 1\r\nY: 2\r\n\r\n")


async def test_corked_writes_wait_for_the_last_uncork(parser: str) -> None:
    async def handler(req: Any, res: Any) -> None:
        res.cork()
        res.cork()
        assert res.writable_corked == 2
        res.write("a")
        res.uncork()
        await trio.lowlevel.checkpoint()
        assert res.writable_length > 1
        res.uncork()
        assert res.writable_length == 0
        res.cork()
        await res.write("b")  # an awaited write uncorks
        res.end()

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        await peer.send(GET)
        assert (await peer.receive_until(b"0\r\n\r\n")).endswith(b"1\r\na\r\n1\r\nb\r\n0\r\n\r\n")


async def test_pipe_is_an_error_event(parser: str) -> None:
    codes: list[str] = []

    def handler(req: Any, res: Any) -> None:
        res.on("error", lambda error: codes.append(error.code))
        res.pipe(None)
        res.end("x")

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        await peer.send(GET)
        assert await body_of(peer) == b"x"
    assert codes == ["ERR_STREAM_CANNOT_PIPE"]
