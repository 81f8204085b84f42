"""The ten event sequences that the reference lists under `http.request`, on real sockets.

`'finish'` is not in the reference's lists; it comes between `'socket'` and `'response'`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import trio

import trio_nodehttp as http

from .request_trace import CUT, OK, Trace, answering, serving, silent
from .wire import Wire

Act = Callable[[http.ClientRequest], object]


def destroy(request: http.ClientRequest) -> object:
    return request.destroy()


def abort(request: http.ClientRequest) -> object:
    return request.abort()


@pytest.fixture(params=[False, True], ids=["close", "keep-alive"])
def keep_alive(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


async def trace_of(
    port: int, parser: str, keep_alive: bool, act: Callable[[http.ClientRequest, Trace], object]
) -> Trace:
    async with http.Agent(keep_alive=keep_alive, parser=parser) as agent:
        request = http.request(port=port, host="127.0.0.1", agent=agent)
        trace = Trace(request)
        act(request, trace)
        request.end()
        return await trace.ended()


def nothing(request: http.ClientRequest, trace: Trace) -> None:
    pass


def on(event: str, act: Act) -> Callable[[http.ClientRequest, Trace], object]:
    return lambda request, trace: request.on(event, lambda *args: act(request) and None)


def is_hang_up(error: Any) -> bool:
    return (
        isinstance(error, ConnectionResetError)
        and isinstance(error, trio.BrokenResourceError)
        and error.code == "ECONNRESET"  # type: ignore[attr-defined]
        and str(error) == "socket hang up"
    )


async def test_success(parser: str, keep_alive: bool) -> None:
    async with serving(answering(OK)) as port:
        trace = await trace_of(port, parser, keep_alive, nothing)
    assert trace == [
        "socket",
        "finish",
        "response",
        "res data",
        "res end",
        "close",
        "res close",
    ]


async def test_connection_error(parser: str, keep_alive: bool) -> None:
    trace = await trace_of(1, parser, keep_alive, nothing)
    assert trace == ["socket", "error", "close"]
    (error,) = trace.errors
    assert isinstance(error, ConnectionRefusedError)
    assert (error.code, error.syscall) == ("ECONNREFUSED", "connect")  # type: ignore[attr-defined]
    assert str(error) == "connect ECONNREFUSED 127.0.0.1:1"


async def test_premature_close_before_the_response(parser: str, keep_alive: bool) -> None:
    async def hang_up(wire: Wire) -> None:
        await wire.receive_head()
        await wire.send_eof()

    async with serving(hang_up) as port:
        trace = await trace_of(port, parser, keep_alive, nothing)
    assert trace == ["socket", "finish", "error", "close"]
    assert is_hang_up(*trace.errors)


async def test_premature_close_after_the_response(parser: str, keep_alive: bool) -> None:
    async def hang_up(wire: Wire) -> None:
        await wire.receive_head()
        await wire.send(CUT)
        await wire.send_eof()

    async with serving(hang_up) as port:
        trace = await trace_of(port, parser, keep_alive, nothing)
    assert trace == [
        "socket",
        "finish",
        "response",
        "res data",
        "res aborted",
        "close",
        "res close",
    ]


async def test_destroy_before_a_socket_is_assigned(parser: str, keep_alive: bool) -> None:
    async with serving(silent) as port:
        trace = await trace_of(port, parser, keep_alive, lambda request, _: request.destroy())
    assert trace == ["error", "close"]
    assert is_hang_up(*trace.errors)


async def test_destroy_before_the_connection_succeeds(parser: str, keep_alive: bool) -> None:
    async with serving(silent) as port:
        trace = await trace_of(port, parser, keep_alive, on("socket", destroy))
    assert trace == ["socket", "error", "close"]
    assert is_hang_up(*trace.errors)


async def test_destroy_after_the_response(parser: str, keep_alive: bool) -> None:
    async with serving(answering(CUT)) as port:
        trace = await trace_of(port, parser, keep_alive, on_first_data(destroy))
    assert trace == [
        "socket",
        "finish",
        "response",
        "res data",
        "res aborted",
        "close",
        "res close",
    ]


async def test_abort_before_a_socket_is_assigned(parser: str, keep_alive: bool) -> None:
    async with serving(silent) as port:
        trace = await trace_of(port, parser, keep_alive, lambda request, _: request.abort())
    assert trace == ["abort", "close"]


async def test_abort_before_the_connection_succeeds(parser: str, keep_alive: bool) -> None:
    async with serving(silent) as port:
        trace = await trace_of(port, parser, keep_alive, on("socket", abort))
    assert trace == ["socket", "abort", "error", "close"]
    assert is_hang_up(*trace.errors)


async def test_abort_after_the_response(parser: str, keep_alive: bool) -> None:
    async with serving(answering(CUT)) as port:
        trace = await trace_of(port, parser, keep_alive, on_first_data(abort))
    assert trace == [
        "socket",
        "finish",
        "response",
        "res data",
        "abort",
        "res aborted",
        "close",
        "res close",
    ]


def on_first_data(act: Act) -> Callable[[http.ClientRequest, Trace], object]:
    def arrange(request: http.ClientRequest, trace: Trace) -> None:
        def listen(response: http.IncomingMessage) -> None:
            response.once("data", lambda chunk: act(request) and None)

        request.on("response", listen)

    return arrange
