"""Who owns what on a server: handlers' failures, cancellation, leaving the block, the sweep."""

from __future__ import annotations

import contextvars
import logging
from typing import Any

import pytest
import trio
import trio.testing

import trio_nodehttp as http

from . import leaks
from .serving import GET, Recorder, body_of, dial, port_of, request, serving
from .sweep import cancel_at_every_step
from .wire import dial as dial_port

INTERNAL = b"HTTP/1.1 500 Internal Server Error\r\n"


def only_record(caplog: pytest.LogCaptureFixture) -> logging.LogRecord:
    (record,) = [record for record in caplog.records if record.name == "trio_nodehttp"]
    return record


def only_exception(error: Any) -> Any:
    """What a nursery wrapped."""
    while hasattr(error, "exceptions"):
        (error,) = error.exceptions
    return error


# A handler that fails


@pytest.mark.parametrize("is_async", [False, True])
@pytest.mark.parametrize("said", ["nothing", "headers", "head"])
async def test_a_failed_handler_is_answered_500_and_logged(
    parser: str, caplog: pytest.LogCaptureFixture, is_async: bool, said: str
) -> None:
    def handler(req: Any, res: Any) -> None:
        if said == "headers":
            res.set_header("X-Secret", "1")
            res.status_message = "Mine"
        elif said == "head":
            res.write_head(204, {"X-Secret": "1", "Connection": "close"})
        raise KeyError("a bug")

    async def later(req: Any, res: Any) -> None:
        handler(req, res)

    async with serving(later if is_async else handler, parser=parser) as server:
        async with await dial(server) as peer:
            for _ in range(2):  # the connection is kept
                caplog.clear()
                await peer.send(GET)
                head = await peer.receive_head()
                assert head.startswith(INTERNAL)
                assert b"Secret" not in head
                assert b"Content-Length: 0\r\n" in head
    record = only_record(caplog)
    assert record.levelno == logging.ERROR
    assert record.exc_info is not None
    assert record.exc_info[0] is KeyError
    assert record.exc_info[2] is not None


@pytest.mark.parametrize("is_async", [False, True])
async def test_a_handler_that_fails_after_the_headers_ends_its_connection(
    parser: str, caplog: pytest.LogCaptureFixture, is_async: bool
) -> None:
    def handler(req: Any, res: Any) -> None:
        res.write("half of it")
        raise KeyError("a bug")

    async def later(req: Any, res: Any) -> None:
        await res.write("half of it")
        raise KeyError("a bug")

    async with serving(later if is_async else handler, parser=parser) as server:
        async with await dial(server) as peer:
            await peer.send(GET)
            assert not (await peer.receive_all()).endswith(b"0\r\n\r\n")
    assert only_record(caplog).levelno == logging.ERROR


async def test_a_handler_that_fails_after_the_end_harms_nobody(
    parser: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def handler(req: Any, res: Any) -> None:
        res.end("done")
        raise KeyError("a bug")

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        for _ in range(2):
            await peer.send(GET)
            assert await body_of(peer) == b"done"
    assert len(caplog.records) == 2


async def test_other_requests_do_not_notice(parser: str, caplog: Any) -> None:
    go_on = trio.Event()

    async def handler(req: Any, res: Any) -> None:
        if req.url == "/bad":
            raise KeyError("a bug")
        await go_on.wait()
        res.end("fine")

    async with serving(handler, parser=parser) as server:
        async with await dial(server) as good, await dial(server) as bad:
            await good.send(GET)
            await bad.send(request("GET", "/bad"))
            assert (await bad.receive_head()).startswith(INTERNAL)
            go_on.set()
            assert await body_of(good) == b"fine"


@pytest.mark.parametrize("is_async", [False, True])
async def test_handler_errors_raise_leaves_through_the_nursery(parser: str, is_async: bool) -> None:
    def handler(req: Any, res: Any) -> None:
        raise KeyError("a bug")

    async def later(req: Any, res: Any) -> None:
        raise KeyError("a bug")

    with pytest.raises(Exception) as raised:
        async with serving(
            later if is_async else handler, parser=parser, handler_errors="raise"
        ) as server:
            async with await dial(server) as peer:
                await peer.send(GET)
                await trio.sleep_forever()
    assert isinstance(only_exception(raised.value), KeyError)


async def test_an_unhandled_error_of_a_response_is_its_handlers_failure(
    parser: str, caplog: pytest.LogCaptureFixture
) -> None:
    def handler(req: Any, res: Any) -> None:
        res.emit("error", KeyError("a bug"))

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        await peer.send(GET)
        assert (await peer.receive_head()).startswith(INTERNAL)
    assert only_record(caplog).levelno == logging.ERROR


async def test_the_loss_of_its_own_connection_is_no_error(
    parser: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="trio_nodehttp")
    done = trio.Event()

    async def handler(req: Any, res: Any) -> None:
        try:
            await req.body()
        finally:
            done.set()

    async with serving(handler, parser=parser) as server:
        async with await dial(server) as peer:
            await peer.send(request("POST", "/", "Content-Length: 9"))
            await trio.testing.wait_all_tasks_blocked()
        await done.wait()
        await trio.testing.wait_all_tasks_blocked()
    assert only_record(caplog).levelno == logging.DEBUG


async def test_an_exception_of_another_listener_ends_the_server(parser: str) -> None:
    def handler(req: Any, res: Any) -> None:
        req.on("data", lambda data: data.no_such_thing)

    with pytest.raises(Exception) as raised:
        async with serving(handler, parser=parser) as server:
            async with await dial(server) as peer:
                await peer.send(request("POST", body=b"x"))
                await trio.sleep_forever()
    assert isinstance(only_exception(raised.value), AttributeError)


# Clients that go away


async def test_a_handler_runs_on_when_its_client_leaves(parser: str) -> None:
    recorder = Recorder()

    async def handler(req: Any, res: Any) -> None:
        req.on("aborted", lambda: recorder.add("aborted"))
        recorder.add("begun")
        await recorder.seen("aborted")
        await trio.lowlevel.checkpoint()
        recorder.add("done")

    async with serving(handler, parser=parser) as server:
        async with await dial(server) as peer:
            await peer.send(GET)
            await recorder.seen("begun")
        await recorder.seen("done")


async def test_cancel_on_abort_cancels_it(parser: str) -> None:
    recorder = Recorder()

    async def handler(req: Any, res: Any) -> None:
        recorder.add("begun")
        try:
            await trio.sleep_forever()
        finally:
            recorder.add("cancelled")

    async with serving(handler, parser=parser, cancel_on_abort=True) as server:
        async with await dial(server) as peer:
            await peer.send(GET)
            await recorder.seen("begun")
        await recorder.seen("cancelled")
        async with await dial(server) as peer:  # the server itself goes on
            await peer.send(GET)
            await recorder.seen("begun", 2)


async def test_cancel_on_abort_leaves_what_was_answered_alone(parser: str) -> None:
    recorder = Recorder()
    go_on = trio.Event()

    async def handler(req: Any, res: Any) -> None:
        await res.end("x")
        await go_on.wait()
        recorder.add("done")

    async with serving(handler, parser=parser, cancel_on_abort=True) as server:
        async with await dial(server) as peer:
            await peer.send(GET)
            await body_of(peer)
        await trio.testing.wait_all_tasks_blocked()
        go_on.set()
        await recorder.seen("done")


# Leaving the block


async def test_leaving_closes_what_is_idle_and_waits_for_the_rest(parser: str) -> None:
    begun = trio.Event()
    go_on = trio.Event()

    async def handler(req: Any, res: Any) -> None:
        if req.url == "/slow":
            begun.set()
            await go_on.wait()
        res.end(req.url)

    async with trio.open_nursery() as nursery:
        async with serving(handler, parser=parser) as server:
            port = port_of(server)
            fresh, idle, slow = await dial(server), await dial(server), await dial(server)
            await idle.send(GET)
            await body_of(idle)
            await slow.send(request("GET", "/slow"))
            await begun.wait()

            @nursery.start_soon
            async def others() -> None:
                assert await fresh.receive_all() == b""
                assert await idle.receive_all() == b""
                with pytest.raises(OSError):
                    await dial_port(port)
                go_on.set()

        assert await body_of(slow) == b"/slow"
        assert await slow.receive_all() == b""
    for peer in (fresh, idle, slow):
        await peer.stream.aclose()


async def test_a_request_that_comes_while_leaving_is_the_last_one(parser: str) -> None:
    """It is answered with `Connection: close`."""
    begun = trio.Event()
    go_on = trio.Event()

    async def handler(req: Any, res: Any) -> None:
        if req.url == "/1":
            begun.set()
            await go_on.wait()
        res.end(req.url)

    async with trio.open_nursery() as nursery:
        async with serving(handler, parser=parser) as server:
            peer = await dial(server)
            await peer.send(request("GET", "/1"))
            await begun.wait()

            @nursery.start_soon
            async def later() -> None:
                await trio.testing.wait_all_tasks_blocked()
                await peer.send(request("GET", "/2"))
                await trio.testing.wait_all_tasks_blocked()
                go_on.set()

        assert await body_of(peer) == b"/1"
        head = await peer.receive_head()
        assert b"Connection: close\r\n" in head
        assert await peer.receive_all() == b"/2"
        await peer.stream.aclose()


@pytest.mark.parametrize("how", ["exception", "cancellation"])
async def test_leaving_otherwise_destroys_everything_at_once(parser: str, how: str) -> None:
    recorder = Recorder()

    async def handler(req: Any, res: Any) -> None:
        recorder.watch(req, req.url, "aborted", "close")
        recorder.watch(res, req.url + " res", "close")
        recorder.add("begun")
        try:
            await trio.sleep_forever()
        finally:
            recorder.add("ended")

    peers = []
    with trio.CancelScope() as scope:
        try:
            async with serving(handler, parser=parser) as server:
                for path in ("/1", "/2"):
                    peers.append(await dial(server))
                    await peers[-1].send(request("GET", path))
                await recorder.seen("begun", 2)
                if how == "exception":
                    raise KeyError("mine")
                scope.cancel()
                await trio.sleep_forever()
        except KeyError as error:
            assert str(error) == "'mine'"
    assert recorder.log.count("ended") == 2
    for path in ("/1", "/2"):
        for event in ("aborted", "close", "res close"):
            assert recorder.log.count(f"{path} {event}") == 1
    for peer in peers:
        assert await peer.receive_all() == b""
        await peer.stream.aclose()


async def test_a_handler_may_still_write_while_it_is_cancelled(parser: str) -> None:
    refused: list[bool] = []
    begun = trio.Event()

    async def handler(req: Any, res: Any) -> None:
        try:
            begun.set()
            await trio.sleep_forever()
        finally:
            refused.append(bool(res.write("too late")))
            res.end()

    with trio.CancelScope() as scope:
        async with serving(handler, parser=parser) as server:
            async with await dial(server) as peer:
                await peer.send(GET)
                await begun.wait()
                scope.cancel()
                await trio.sleep_forever()
    assert len(refused) == 1


async def test_a_borrowed_nursery_closes_when_nothing_holds_it(parser: str) -> None:
    before = leaks.tasks()
    async with trio.open_nursery() as nursery:
        server = http.create_server(lambda req, res: res.end("x"), nursery=nursery, parser=parser)
        await server.listen(0, "127.0.0.1")
        async with await dial(server) as peer:
            await peer.send(GET)
            assert await body_of(peer) == b"x"
        server.close()
    assert leaks.tasks() <= before


# Contexts and tasks

var: contextvars.ContextVar[str] = contextvars.ContextVar("var", default="unset")


async def test_nothing_leaks_from_one_request_to_the_next(parser: str) -> None:
    var.set("owner")

    async def handler(req: Any, res: Any) -> None:
        seen = var.get()
        var.set(req.url)
        await trio.lowlevel.checkpoint()
        res.end(f"{seen} {var.get()}")

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        for path in ("/1", "/2", "/3"):
            await peer.send(request("GET", path))
            assert await body_of(peer) == f"owner {path}".encode()


async def test_a_server_is_one_task_and_one_for_each_handler_that_waits(parser: str) -> None:
    go_on = trio.Event()

    async def handler(req: Any, res: Any) -> None:
        await go_on.wait()
        res.end()

    async with serving(handler, parser=parser) as server:
        peers = [await dial(server) for _ in range(20)]
        before = len(leaks.tasks())
        for peer in peers[:5]:
            await peer.send(GET)
        await trio.testing.wait_all_tasks_blocked()
        assert 5 <= len(leaks.tasks()) - before <= 6
        go_on.set()
        for peer in peers[:5]:
            await body_of(peer)
        for peer in peers:
            await peer.stream.aclose()


# The sweep


EXCHANGES: dict[str, tuple[bytes, int]] = {
    "two gets": (GET * 2, 2),
    "a post": (request("POST", body=b"hello"), 1),
    "a post in chunks": (
        request("POST", "/", "Transfer-Encoding: chunked") + b"2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
        1,
    ),
    "an expectation": (request("POST", "/", "Expect: 100-continue", body=b"hello"), 1),
}


@pytest.mark.parametrize("name", EXCHANGES)
@pytest.mark.parametrize("kind", ["sync", "async"])
async def test_cancelled_at_any_step_nothing_is_left(parser: str, name: str, kind: str) -> None:
    data, count = EXCHANGES[name]
    log: list[str] = []

    def watch(req: Any, res: Any) -> None:
        for name in ("aborted", "close"):
            req.on(name, lambda name=name: log.append(f"req {name}"))
        for name in ("finish", "close"):
            res.on(name, lambda name=name: log.append(f"res {name}"))
        log.append("request")

    def sync_handler(req: Any, res: Any) -> None:
        req.pipe(res)

    async def async_handler(req: Any, res: Any) -> None:
        async for chunk in req:
            await res.write(chunk)
        await res.end()

    async def exchange() -> None:
        log.clear()
        try:
            async with serving(watch, parser=parser) as server:
                server.on("request", sync_handler if kind == "sync" else async_handler)
                async with await dial(server) as peer:
                    await peer.send(data)
                    for _ in range(count):
                        await peer.receive_until(b"0\r\n\r\n")
        finally:
            # What a destroyed connection emits was emitted, once.
            requests = log.count("request")
            # (As in Node, a response that never had the socket has no 'close' either.)
            assert requests - count < log.count("res close") <= requests or not requests
            assert log.count("req close") == requests
            assert log.count("res finish") + log.count("req aborted") >= requests

    assert await cancel_at_every_step(exchange) > 5
