"""`OutgoingMessage` and `ServerResponse`: writes, their end, and what a task may await."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import trio
import trio.testing

import trio_nodehttp as http
from trio_nodehttp import events
from trio_nodehttp._outgoing import OutgoingMessage

from .responses import Sink, refusal, response_to, undated
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


@pytest.mark.parametrize("in_step", [True, False])
async def test_a_foreign_stream_may_answer_a_write_with_a_bool(
    nursery: trio.Nursery, in_step: bool
) -> None:
    class Plain(Sink):
        def write(  # type: ignore[override]
            self, chunk: Any, encoding: str | None = None, callback: Any = None
        ) -> bool:
            return bool(super().write(chunk, encoding, callback))

    sink = Plain()
    sink._loop = http.Server(nursery=nursery)._loop
    res = response_to()
    res.assign_socket(sink)
    answers: list[bool] = []

    def respond() -> None:
        answers.extend((bool(res.write("a")), bool(res.write(bytes(20_000)))))
        res.end("b")

    if in_step:
        events.next_tick(respond)
    else:
        respond()
    with trio.fail_after(5):
        await res
    assert answers == [True, not in_step]  # a batch is not sent yet
    assert sink.data.endswith(b"\r\n1\r\nb\r\n0\r\n\r\n")


def test_a_kind_of_response_may_have_other_defaults() -> None:
    class Missing(http.ServerResponse):
        status_code = 404
        send_date = False

    req = http.IncomingMessage()
    req.method, req.http_version = "GET", "1.1"
    res = Missing(req)
    res.flush_headers()
    assert res._header == (
        "HTTP/1.1 404 Not Found\r\nConnection: keep-alive\r\n"
        "Transfer-Encoding: chunked\r\n\r\n"
    )
