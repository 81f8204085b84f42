"""A server's timeouts, in virtual time: who hears of them, and what they end.

Numeric hosts and both ends in this process: nothing but the clock can make time pass.
"""

from __future__ import annotations

from typing import Any

import pytest
import trio
import trio.testing

from .serving import GET, Recorder, body_of, dial, request, serving

POST = request("POST", "/", "Content-Length: 4")


async def ended_after(peer: Any) -> float:
    """How many seconds pass until the server ends the connection."""
    begun = trio.current_time()
    await peer.receive_all()
    return trio.current_time() - begun


async def test_an_idle_connection_is_kept_for_keep_alive_timeout(
    parser: str, autojump_clock: trio.testing.MockClock
) -> None:
    async with serving(lambda req, res: res.end("x"), parser=parser) as server:
        server.keep_alive_timeout = 2500
        async with await dial(server) as peer:
            for _ in range(3):
                await peer.send(GET)
                assert b"Keep-Alive: timeout=2.5\r\n" in await peer.receive_head()
                await peer.receive_exactly(1)
                await trio.sleep(2)
            assert await ended_after(peer) == pytest.approx(0.5, abs=0.01)


async def test_keep_alive_timeout_holds_for_the_next_response_of_an_old_connection(
    parser: str, autojump_clock: trio.testing.MockClock
) -> None:
    async with serving(lambda req, res: res.end("x"), parser=parser) as server:
        async with await dial(server) as peer:
            await peer.send(GET)
            await body_of(peer)
            server.keep_alive_timeout = 1000
            await peer.send(GET)
            await body_of(peer)
            assert await ended_after(peer) == pytest.approx(1, abs=0.01)


async def test_a_slow_handler_is_not_cut_off_by_the_keep_alive_timeout(
    parser: str, autojump_clock: trio.testing.MockClock
) -> None:
    async def handler(req: Any, res: Any) -> None:
        await trio.sleep(3600)
        res.end("patience")

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        for _ in range(2):
            await peer.send(GET)
            assert await body_of(peer) == b"patience"


async def test_a_fresh_connection_that_says_nothing_is_kept(
    parser: str, autojump_clock: trio.testing.MockClock
) -> None:
    """As in Node: `headers_timeout` counts from the first byte, `timeout` is off."""
    async with serving(lambda req, res: res.end("x"), parser=parser) as server:
        async with await dial(server) as peer:
            await trio.sleep(3600)
            await peer.send(GET)
            assert await body_of(peer) == b"x"


async def test_a_head_that_comes_too_slowly_is_cut_off(
    parser: str, autojump_clock: trio.testing.MockClock
) -> None:
    async with serving(lambda req, res: res.end("x"), parser=parser) as server:
        server.headers_timeout = 5000
        async with await dial(server) as peer:
            begun = trio.current_time()
            with pytest.raises(trio.BrokenResourceError):
                await peer.send(GET[:5])
                for byte in GET[5:]:
                    await trio.sleep(1)
                    await peer.send(bytes([byte]))
            assert trio.current_time() - begun <= 8


async def test_a_timeout_listener_decides_over_a_slow_head(
    parser: str, autojump_clock: trio.testing.MockClock
) -> None:
    recorder = Recorder()
    async with serving(lambda req, res: res.end("x"), parser=parser) as server:
        server.headers_timeout = 1000
        server.on("timeout", lambda socket: recorder.add("timeout"))
        async with await dial(server) as peer:
            await peer.send(GET[:5])
            await trio.sleep(2)
            await peer.send(GET[5:])
            assert await body_of(peer) == b"x"
    assert recorder.log == ["timeout"]


async def test_timeout_destroys_where_nobody_listens(
    parser: str, autojump_clock: trio.testing.MockClock
) -> None:
    recorder = Recorder()

    def handler(req: Any, res: Any) -> None:
        recorder.watch(req, "req", "aborted", "close")
        recorder.watch(res, "res", "close")

    async with serving(handler, parser=parser) as server:
        assert server.set_timeout(3000) is server
        async with await dial(server) as peer:
            await peer.send(POST)
            assert await ended_after(peer) == pytest.approx(3, abs=0.01)
        await recorder.seen("res close")
    assert recorder.log == ["req aborted", "req close", "res close"]


@pytest.mark.parametrize("who", ["server", "req", "res"])
async def test_whoever_listens_keeps_the_connection(
    parser: str, autojump_clock: trio.testing.MockClock, who: str
) -> None:
    recorder = Recorder()

    async def handler(req: Any, res: Any) -> None:
        emitter = {"server": server, "req": req, "res": res}[who]
        emitter.on("timeout", lambda socket: recorder.add(socket is req.socket))
        await trio.sleep(2.5)
        res.end(await req.body())

    async with serving(handler, parser=parser) as server:
        server.timeout = 2000
        async with await dial(server) as peer:
            await peer.send(POST)
            await trio.sleep(3)
            await peer.send(b"body")
            assert await body_of(peer) == b"body"
    assert recorder.log == [True]


async def test_a_listener_of_a_complete_request_does_not_count(
    parser: str, autojump_clock: trio.testing.MockClock
) -> None:
    heard: list[Any] = []

    def handler(req: Any, res: Any) -> None:
        req.on("timeout", heard.append)

    async with serving(handler, parser=parser) as server:
        server.timeout = 1000
        async with await dial(server) as peer:
            await peer.send(GET)
            assert await ended_after(peer) == pytest.approx(1, abs=0.01)
    assert heard == []


@pytest.mark.parametrize("of", ["req", "res"])
async def test_a_message_sets_the_sockets_timeout(
    parser: str, autojump_clock: trio.testing.MockClock, of: str
) -> None:
    heard: list[float] = []

    def handler(req: Any, res: Any) -> None:
        begun = trio.current_time()

        def late(socket: Any) -> None:
            heard.append(trio.current_time() - begun)
            res.end("late")

        message = {"req": req, "res": res}[of]
        assert message.set_timeout(1500, late) is message
        assert req.socket.timeout == 1500

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        await peer.send(POST)
        assert await body_of(peer) == b"late"
    assert heard == [pytest.approx(1.5, abs=0.01)]


async def test_timeout_fires_once_without_new_activity(
    parser: str, autojump_clock: trio.testing.MockClock
) -> None:
    heard: list[float] = []

    async def handler(req: Any, res: Any) -> None:
        res.set_timeout(1000, lambda socket: heard.append(trio.current_time()))
        await trio.sleep(5)
        res.end()

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        await peer.send(GET)
        await body_of(peer)
    assert len(heard) == 1


async def test_half_a_head_does_not_hold_up_the_end_of_the_server(
    parser: str, autojump_clock: trio.testing.MockClock
) -> None:
    peers: list[Any] = []

    async def finish() -> None:
        await trio.sleep(1)
        await peers[0].send(GET[10:])
        assert b"Connection: close\r\n" in await peers[0].receive_head()

    async with trio.open_nursery() as nursery:
        async with serving(lambda req, res: res.end("x"), parser=parser) as server:
            server.headers_timeout = 2000
            for _ in range(2):
                peers.append(await dial(server))
                await peers[-1].send(GET[:10])
            await trio.testing.wait_all_tasks_blocked()
            nursery.start_soon(finish)
            begun = trio.current_time()
        assert trio.current_time() - begun == pytest.approx(2, abs=0.01)
        for peer in peers:
            await peer.stream.aclose()
