"""Sockets: both directions, ends, timeouts."""

from __future__ import annotations

from typing import Any

import pytest
import trio
import trio.testing

from trio_nodehttp import events, net
from trio_nodehttp._errors import ConnectionLostError, code_of

from .sockets import Record, pair, port_of, record, reset

pytestmark = pytest.mark.usefixtures("how_it_waits")


# Trio's own conformance checks


async def test_a_socket_is_a_trio_stream() -> None:
    async with trio.open_nursery() as nursery:

        async def make() -> tuple[net.Socket, net.Socket]:
            async with trio.open_nursery():
                server = net.create_server(allow_half_open=True, nursery=nursery)
                await server.listen(0, "127.0.0.1")
                client = net.connect(
                    port_of(server), "127.0.0.1", allow_half_open=True, nursery=nursery
                )
                (accepted,) = await events.once(server, "connection")
                await client
                server.close()
                return client, accepted

        await trio.testing.check_half_closeable_stream(make, None)


async def test_a_socket_over_a_stream_is_a_trio_stream() -> None:
    async with trio.open_nursery() as nursery:

        async def make() -> tuple[net.Socket, net.Socket]:
            one, other = (
                net.Socket.from_stream(stream, allow_half_open=True, nursery=nursery)
                for stream in trio.testing.memory_stream_pair()
            )
            return one, other

        await trio.testing.check_half_closeable_stream(make, None)


# Both directions


async def test_bytes_go_both_ways_and_are_counted() -> None:
    async with pair() as (client, accepted):
        client.write("héllo")
        assert await accepted.receive_some() == "héllo".encode()
        await accepted.send_all(b"back")
        assert await client.receive_some(2) == b"ba"
        assert await client.receive_some() == b"ck"
        assert (client.bytes_written, client.bytes_read) == (6, 4)
        assert (accepted.bytes_written, accepted.bytes_read) == (4, 6)
        accepted.destroy()
        assert (accepted.bytes_written, accepted.bytes_read) == (4, 6)


async def test_writes_before_the_connection_are_sent_in_order_after_it() -> None:
    order: Record = []
    async with net.create_server() as server:
        await server.listen(0, "127.0.0.1")
        client = net.connect(port_of(server), "127.0.0.1")
        client.on("connect", lambda: order.append("connect"))
        assert client.write("a", callback=lambda: order.append("a"))
        assert client.write("b", callback=lambda: order.append("b"))
        assert client.bytes_written == 2
        (accepted,) = await events.once(server, "connection")
        assert await accepted.receive_some() == b"ab"
        await trio.testing.wait_all_tasks_blocked()
        assert order == ["connect", "a", "b"]
        client.destroy()
        accepted.destroy()


async def test_a_full_peer_makes_write_answer_false_until_drain() -> None:
    async with pair() as (client, accepted):
        written = 0
        while client.write(b"x" * 15_000):
            written += 15_000
        assert client.writable_need_drain and client.writable_length > 0
        seen = record(client, "drain")
        async with trio.open_nursery() as nursery:

            @nursery.start_soon
            async def _() -> None:
                received = 0
                while received < written + 15_000:
                    received += len(await accepted.receive_some())

            await client.drained()
        assert seen == ["drain"]
        assert client.writable_length == 0


async def test_corked_writes_go_out_together() -> None:
    async with pair() as (client, accepted):
        client.cork()
        client.write("a")
        client.write("b")
        client.write("c")
        await trio.testing.wait_all_tasks_blocked()
        client.uncork()
        assert await accepted.receive_some() == b"abc"


async def test_pause_stops_reading_so_that_the_peer_has_to_wait() -> None:
    async with pair() as (client, accepted):
        accepted.pause()
        for _ in range(400):
            client.write(b"x" * 65536)
        await trio.testing.wait_all_tasks_blocked(0.01)
        # A high-water mark and one read, not the 25 MiB that are on the way.
        assert accepted.readable_length <= 16384 + 65536
        assert client.writable_length > 0


async def test_consumed_bytes_go_past_the_readable_until_somebody_listens() -> None:
    async with pair() as (client, accepted):
        consumed: Record = []
        accepted._consume(consumed.append)
        await client.send_all(b"one")
        await trio.testing.wait_all_tasks_blocked(0.01)
        assert consumed == [b"one"]
        assert accepted._handle is not None and accepted._handle.on_read == consumed.append
        heard = record(accepted, "data")
        await client.send_all(b"two")
        await trio.testing.wait_all_tasks_blocked(0.01)
        assert consumed == [b"one", b"two"]
        assert heard == [("data", b"two")]


# Ends


async def test_without_half_open_the_end_of_one_side_ends_the_other() -> None:
    # Node: 'end', 'finish', 'close' here; 'finish', 'end', 'close' there
    async with pair() as (client, accepted):
        there = record(client, "end", "finish", "close")
        here = record(accepted, "end", "finish", "close")
        accepted.resume()
        client.resume()
        client.end("bye")
        await trio.testing.wait_all_tasks_blocked(0.01)
        assert here == ["end", "finish", ("close", False)]
        assert there == ["finish", "end", ("close", False)]


async def test_with_half_open_both_sides_end_by_themselves() -> None:
    async with pair(allow_half_open=True) as (client, accepted):
        await client.send_eof()
        assert await accepted.receive_some() == b""
        assert accepted.writable
        await accepted.send_all(b"late")
        assert await client.receive_some() == b"late"
        accepted.end()
        assert await client.receive_some() == b""
        await trio.testing.wait_all_tasks_blocked(0.01)
        assert client.destroyed and accepted.destroyed


async def test_destroy_soon_sends_what_was_written() -> None:
    async with pair() as (client, accepted):
        accepted.write(b"x" * 1_000_000)
        accepted.destroy_soon()
        assert not accepted.destroyed
        received = 0
        async for chunk in client:
            received += len(chunk)
        assert received == 1_000_000
        await trio.testing.wait_all_tasks_blocked(0.01)
        assert accepted.destroyed


async def test_destroy_emits_the_error_in_a_tick_and_close_in_the_close_phase() -> None:
    async with pair() as (client, _):
        seen = record(client, "error", "close")
        failure = ValueError("boom")
        assert client.destroy(failure) is client
        assert seen == [] and client.destroyed and not client.readable and not client.writable
        events.next_tick(seen.append, "tick")
        events.set_immediate(seen.append, "immediate")
        closed = trio.Event()
        client.on("close", lambda _: closed.set())
        await closed.wait()
        assert seen == [("error", failure), "tick", "immediate", ("close", True)]
        client.destroy()
        await trio.testing.wait_all_tasks_blocked()
        assert len(seen) == 4


async def test_a_reset_is_a_lost_connection_for_the_task_that_reads() -> None:
    async with pair() as (client, accepted):
        async with trio.open_nursery() as nursery:

            @nursery.start_soon
            async def _() -> None:
                await trio.testing.wait_all_tasks_blocked()
                reset(accepted)

            with pytest.raises(ConnectionResetError, match="read ECONNRESET") as caught:
                await client.receive_some()
        assert isinstance(caught.value, trio.BrokenResourceError)
        assert isinstance(caught.value, ConnectionLostError)
        assert code_of(caught.value) == "ECONNRESET"
        with pytest.raises(trio.ClosedResourceError):
            await accepted.receive_some()


async def test_a_write_to_a_connection_that_is_gone_raises() -> None:
    async with pair() as (client, accepted):
        client.on("error", lambda failure: None)
        reset(accepted)
        with pytest.raises(trio.BrokenResourceError):
            while True:
                await client.write(b"x" * 1000)
        await trio.testing.wait_all_tasks_blocked(0.01)
        assert client.destroyed


async def test_a_closed_socket_says_so() -> None:
    async with pair() as (client, _):
        await client.aclose()
        for use in (client.receive_some(), client.send_all(b"x"), client.send_eof()):
            with pytest.raises(trio.ClosedResourceError):
                await use


# Timeouts


async def test_timeout_comes_after_so_much_time_without_activity(
    autojump_clock: trio.testing.MockClock,
) -> None:
    fired: list[float] = []
    async with pair() as (client, accepted):
        began = trio.current_time()
        client.on("timeout", lambda: fired.append(round((trio.current_time() - began) * 1000)))
        client.set_timeout(100)
        await trio.sleep(0.06)
        await accepted.send_all(b"activity")
        await client.receive_some()
        await trio.sleep(0.5)
        assert fired == [160]  # once, without new activity
        await client.send_all(b"activity")
        await trio.sleep(0.5)
        assert fired == [160, 660]
        client.set_timeout(0)
        await client.send_all(b"activity")
        await trio.sleep(0.5)
        assert fired == [160, 660]
        assert not client.destroyed


@pytest.mark.parametrize("again", ["write", "set_timeout"])
async def test_a_timeout_listener_that_does_something_is_called_again(
    autojump_clock: trio.testing.MockClock, again: str
) -> None:
    fired: list[float] = []
    async with pair() as (client, _):
        began = trio.current_time()
        client.set_timeout(100)

        @client.on("timeout")
        def _() -> None:
            fired.append(round((trio.current_time() - began) * 1000))
            if again == "write":
                client.write(b"still here?")
            else:
                client.set_timeout(100)

        await trio.sleep(0.35)
        assert fired == [100, 200, 300]


async def test_the_timeout_can_be_made_shorter_and_longer(
    autojump_clock: trio.testing.MockClock,
) -> None:
    fired: list[float] = []
    async with pair() as (client, _):
        began = trio.current_time()
        client.on("timeout", lambda: fired.append(round((trio.current_time() - began) * 1000)))
        client.set_timeout(10_000)
        client.set_timeout(100)
        await trio.sleep(0.05)
        client.set_timeout(300)
        assert client.timeout == 300
        await trio.sleep(1)
        assert fired == [350]


async def test_the_callback_of_a_timeout_is_called_once_and_removed_with_zero(
    autojump_clock: trio.testing.MockClock,
) -> None:
    fired: Record = []

    def callback() -> None:
        fired.append("timeout")

    async with pair() as (client, _):
        before = client.listener_count("timeout")
        client.set_timeout(100, callback)
        assert client.listener_count("timeout") == before + 1
        client.set_timeout(0, callback)
        assert client.listener_count("timeout") == before
        client.set_timeout(100, callback)
        await trio.sleep(1)
        assert fired == ["timeout"]


@pytest.mark.parametrize(
    ("msecs", "code"),
    [
        (-1, "ERR_OUT_OF_RANGE"),
        (float("nan"), "ERR_OUT_OF_RANGE"),
        (float("inf"), "ERR_OUT_OF_RANGE"),
        ("a", "ERR_INVALID_ARG_TYPE"),
        (None, "ERR_INVALID_ARG_TYPE"),
    ],
)
async def test_a_wrong_timeout_is_refused(msecs: Any, code: str) -> None:
    with pytest.raises((TypeError, ValueError)) as caught:
        net.Socket().set_timeout(msecs)
    assert code_of(caught.value) == code
    with pytest.raises(TypeError) as wrong:
        net.Socket().set_timeout(1, 5)  # type: ignore[arg-type]
    assert code_of(wrong.value) == "ERR_INVALID_CALLBACK"
