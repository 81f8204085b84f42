"""Ending early: timeouts, resets and half-closes at every point, late calls, unsent writes."""

from __future__ import annotations

from typing import Any

import pytest
import trio

import trio_nodehttp as http

from .request_trace import CUT, OK, Trace, answering, serving, settled, silent
from .wire import Wire

FINISHED = ["socket", "finish", "response", "res data", "res end", "close", "res close"]


def url_of(port: int) -> str:
    return f"http://127.0.0.1:{port}/"


# Timeouts


@pytest.mark.parametrize("how", ["option", "agent", "set_timeout", "set_timeout later"])
async def test_timeout_only_notifies(parser: str, how: str) -> None:
    options: dict[str, Any] = {"timeout": 20} if how == "agent" else {}
    async with serving(silent) as port, http.Agent(parser=parser, **options) as agent:
        given: dict[str, Any] = {"timeout": 20} if how == "option" else {}
        request = http.request(url_of(port), agent=agent, **given)
        trace = Trace(request)
        timed_out = trio.Event()
        request.on("timeout", timed_out.set)
        if how == "set_timeout":
            assert request.set_timeout(20) is request
        elif how == "set_timeout later":
            request.on("finish", lambda: request.set_timeout(20) and None)
        request.end()
        await timed_out.wait()
        await settled()
        assert sorted(trace) == ["finish", "socket", "timeout"]
        assert not request.destroyed
        request.destroy()
        await trace.ended()
        assert trace[3:] == ["error", "close"]


async def test_timeout_comes_once_without_new_activity(parser: str) -> None:
    async with serving(silent) as port, http.Agent(parser=parser) as agent:
        request = http.get(url_of(port), agent=agent, timeout=20)
        trace = Trace(request)
        other = http.get(url_of(port), agent=agent, timeout=120)
        later = trio.Event()
        other.on("error", lambda error: None).on("timeout", later.set)
        await later.wait()
        assert trace.count("timeout") == 1
        request.destroy()
        other.destroy()


async def test_the_socket_s_own_timeout_is_not_the_request_s(parser: str) -> None:
    async with serving(silent) as port, http.Agent(parser=parser) as agent:
        request = http.get(url_of(port), agent=agent)
        trace = Trace(request)
        timed_out = trio.Event()

        def on_socket(socket: Any) -> None:
            socket.set_timeout(20, timed_out.set)

        request.on("socket", on_socket)
        await timed_out.wait()
        assert "timeout" not in trace
        request.destroy()


async def test_set_timeout_waits_for_the_connection(parser: str) -> None:
    seen: list[Any] = []
    async with serving(answering(OK)) as port, http.Agent(parser=parser) as agent:
        request = http.request(url_of(port), agent=agent)
        calls: list[str] = []
        request.set_timeout(30_000, lambda: calls.append("a"))
        assert request.timeout is None
        assert request.listener_count("timeout") == 1

        def on_socket(socket: Any) -> None:
            seen.append(socket.timeout)
            socket.on("connect", lambda: seen.append(socket.timeout))

        request.on("socket", on_socket)
        request.end()
        await (await request).body()
        assert seen == [0, 30_000]
        request.clear_timeout()


@pytest.mark.parametrize(("msecs", "kind"), [(None, TypeError), ("5", TypeError), (-1, ValueError)])
async def test_set_timeout_checks_its_argument(msecs: Any, kind: type[Exception]) -> None:
    async with serving(silent) as port, http.Agent() as agent:
        request = http.request(url_of(port), agent=agent).on("error", lambda error: None)
        with pytest.raises(kind):
            request.set_timeout(msecs)
        request.destroy()


async def test_a_response_s_set_timeout_calls_back(parser: str) -> None:
    """Node never calls it: a divergence, as the reference says it is the socket's."""
    async with serving(answering(CUT)) as port, http.Agent(parser=parser) as agent:
        request = http.get(url_of(port), agent=agent)
        response = await request
        timed_out = trio.Event()
        response.set_timeout(20, timed_out.set)
        await timed_out.wait()
        request.destroy()


# The connection ends


async def test_a_reset_before_the_response(parser: str) -> None:
    async def reset(wire: Wire) -> None:
        await wire.receive_head()
        wire.reset()

    async with serving(reset) as port, http.Agent(parser=parser) as agent:
        trace = await Trace(http.get(url_of(port), agent=agent)).ended()
    assert trace == ["socket", "finish", "error", "close"]
    assert str(trace.errors[0]) == "read ECONNRESET"
    assert trace.errors[0].code == "ECONNRESET"


async def test_a_reset_after_the_response(parser: str) -> None:
    async def reset(wire: Wire) -> None:
        await wire.receive_head()
        await wire.send(CUT)
        await seen.wait()
        wire.reset()

    seen = trio.Event()
    async with serving(reset) as port, http.Agent(parser=parser) as agent:
        request = http.get(url_of(port), agent=agent)
        trace = Trace(request)
        request.on("response", lambda response: response.on("data", lambda _: seen.set()) and None)
        await trace.ended()
    assert trace == [
        *("socket", "finish", "response", "res data", "error"),
        *("res aborted", "close", "res close"),
    ]


async def test_half_a_head_and_the_end(parser: str) -> None:
    async def script(wire: Wire) -> None:
        await wire.receive_head()
        await wire.send(b"HTTP/1.1 200 O")
        await wire.send_eof()

    async with serving(script) as port, http.Agent(parser=parser) as agent:
        trace = await Trace(http.get(url_of(port), agent=agent)).ended()
    assert trace == ["socket", "finish", "error", "close"]
    assert str(trace.errors[0]) == "socket hang up"


async def test_the_server_closes_while_the_body_is_being_sent(parser: str) -> None:
    async def script(wire: Wire) -> None:
        await wire.receive_head()
        await wire.send_eof()

    async with serving(script) as port, http.Agent(parser=parser) as agent:
        request = http.request(url_of(port), method="POST", agent=agent)
        trace = Trace(request)
        request.write("x")
        await trace.ended()
        assert trace == ["socket", "error", "close"]
        late = request.write("y")
        assert not late
        with pytest.raises(trio.ClosedResourceError):
            await late


async def test_the_server_answers_and_closes_before_the_body_is_sent(parser: str) -> None:
    """A request that hangs there is a known failure of others."""

    async def script(wire: Wire) -> None:
        await wire.receive_head()
        await wire.send(b"HTTP/1.1 413 No\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno")
        await wire.send_eof()

    async with serving(script) as port, http.Agent(keep_alive=True, parser=parser) as agent:
        request = http.request(url_of(port), method="POST", agent=agent)
        request.write("x")
        response = await request
        assert response.status_code == 413
        assert await response.text() == "no"
        with pytest.raises((trio.ClosedResourceError, trio.BrokenResourceError)):
            while True:
                await request.send_all(b"y" * 65536)


async def test_a_response_that_ends_first_waits_for_the_request(parser: str) -> None:
    async def script(wire: Wire) -> None:
        await wire.receive_head()
        await wire.send(OK)

    async with serving(script) as port:
        async with http.Agent(keep_alive=True, parser=parser) as agent:
            request = http.request(url_of(port), method="POST", agent=agent)
            trace = Trace(request)
            request.flush_headers()
            ended = trio.Event()
            request.on("response", lambda response: response.on("end", ended.set) and None)
            await ended.wait()
            await settled()
            assert agent.free_sockets == {}
            assert trace == ["socket", "response", "res data", "res end"]
            request.end()
            await trace.ended()
            assert trace[4:] == ["finish", "close", "res close"]
            assert sum(map(len, agent.free_sockets.values())) == 1


# Late calls


async def test_late_calls_on_a_finished_request_change_nothing(parser: str) -> None:
    async with serving(answering(OK)) as port:
        async with http.Agent(keep_alive=True, parser=parser) as agent:
            request = http.get(url_of(port), agent=agent)
            trace = await Trace(request).ended()
            assert request.destroy(ValueError("late")) is request
            request.abort()
            await settled()
            assert trace == [*FINISHED, "abort"]
            (sockets,) = agent.free_sockets.values()
            assert not sockets[0].destroyed


async def test_only_the_first_abort_and_destroy_count(parser: str) -> None:
    async with serving(silent) as port, http.Agent(parser=parser) as agent:
        request = http.get(url_of(port), agent=agent)
        trace = Trace(request)
        request.abort()
        request.abort()
        request.destroy(ValueError("second"))
        await trace.ended()
        assert trace == ["abort", "close"]
        assert request.aborted and request.destroyed


@pytest.mark.parametrize("point", ["at once", "socket", "finish", "response", "data"])
async def test_destroy_with_an_error_emits_that_error(parser: str, point: str) -> None:
    async with serving(answering(CUT)) as port, http.Agent(parser=parser) as agent:
        request = http.get(url_of(port), agent=agent)
        trace = Trace(request)
        mine = ValueError("mine")

        def act(*args: object) -> None:
            request.destroy(mine)

        if point == "at once":
            act()
        elif point == "data":
            request.on("response", lambda response: response.on("data", act) and None)
        else:
            request.on(point, act)
        await trace.ended()
        assert trace.errors == [mine]
        assert trace.count("close") == 1


async def test_destroying_the_response_destroys_the_connection(parser: str) -> None:
    async with serving(answering(CUT)) as port:
        async with http.Agent(keep_alive=True, parser=parser) as agent:
            request = http.get(url_of(port), agent=agent)
            trace = Trace(request)
            mine = ValueError("mine")
            request.on(
                "response",
                lambda response: (
                    response.on("data", lambda _: response.destroy(mine) and None) and None
                ),
            )
            await trace.ended()
            assert trace == [
                *("socket", "finish", "response", "res data", "error"),
                *("res aborted", "close", "res close"),
            ]
            assert trace.errors == [mine]
            assert agent.sockets == agent.free_sockets == {}


async def test_write_after_end_is_an_error(parser: str) -> None:
    async with serving(answering(OK)) as port, http.Agent(parser=parser) as agent:
        request = http.request(url_of(port), method="POST", agent=agent)
        trace = Trace(request)
        request.end()
        request.write("late")
        await trace.ended()
        assert trace.errors[0].code == "ERR_STREAM_WRITE_AFTER_END"


# Writes


async def test_writes_before_the_connection_call_back_after_it_in_order(parser: str) -> None:
    order: list[str] = []
    async with serving(answering(OK)) as port, http.Agent(parser=parser) as agent:
        request = http.request(url_of(port), method="POST", agent=agent)
        request.on(
            "socket",
            lambda socket: (
                socket.prepend_listener("connect", lambda: order.append("connect")) and None
            ),
        )
        assert request.write("a", callback=lambda: order.append("a"))
        assert not request.write(b"b" * 20_000, callback=lambda: order.append("b"))
        assert request.writable_need_drain
        request.end("c", callback=lambda: order.append("end"))
        await (await request).body()
    assert order == ["connect", "a", "b", "end"]


async def test_back_pressure_by_awaiting_writes(parser: str) -> None:
    total = 3_000_000
    received = 0

    async def script(wire: Wire) -> None:
        nonlocal received
        await wire.receive_head()
        while received < total:
            received += len(await wire.receive())
        await wire.send(OK)

    async with serving(script) as port, http.Agent(parser=parser) as agent:
        request = http.request(
            url_of(port), method="POST", headers={"Content-Length": total}, agent=agent
        )
        for _ in range(total // 30_000):
            await request.write(b"x" * 30_000)
            assert request.writable_length < 65536
        request.end()
        assert await (await request).body() == b"hi"
    assert received == total


async def test_a_slow_reader_stops_the_server(parser: str) -> None:
    size = 20_000_000
    sent = 0

    async def script(wire: Wire) -> None:
        nonlocal sent
        await wire.receive_head()
        await wire.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size)
        while sent < size:
            with trio.move_on_after(0.2) as scope:
                await wire.send(b"x" * 50_000)
                sent += 50_000
            if scope.cancelled_caught:
                stalled.set()
                return

    stalled = trio.Event()
    async with serving(script) as port, http.Agent(parser=parser) as agent:
        request = http.get(url_of(port), agent=agent)
        response = await request
        await stalled.wait()
        assert sent < size
        assert response.readable_length < 300_000
        request.destroy()


async def test_a_large_response_arrives_whole(parser: str) -> None:
    body = bytes(range(256)) * 20_000

    async def script(wire: Wire) -> None:
        await wire.receive_head()
        await wire.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body))
        await wire.send(body)

    async with serving(script) as port:
        async with http.Agent(keep_alive=True, parser=parser) as agent:
            response = await http.get(url_of(port), agent=agent)
            received = bytearray()
            async for chunk in response:
                received += chunk
                await trio.lowlevel.checkpoint()
            assert received == body
            await settled()
            assert sum(map(len, agent.free_sockets.values())) == 1
