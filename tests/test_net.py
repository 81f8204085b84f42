"""Sockets and servers of bytes: connecting, both directions, ends, timeouts, ownership."""

from __future__ import annotations

import errno
import os
import resource
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import trio
import trio.testing
import trustme

from trio_nodehttp import events, net
from trio_nodehttp._errors import ConnectionLostError, code_of

Record = list[Any]

pytestmark = pytest.mark.usefixtures("how_it_waits")


def port_of(server: net.Server) -> int:
    address = server.address()
    assert isinstance(address, net.Address)
    return address.port


@asynccontextmanager
async def pair(**options: Any) -> AsyncIterator[tuple[net.Socket, net.Socket]]:
    """Both ends of a connection over loopback, in one owner."""
    async with net.create_server(**options) as server:
        await server.listen(0, "127.0.0.1")
        client = net.connect(port_of(server), "127.0.0.1", **options)
        (accepted,) = await events.once(server, "connection")
        server.close()
        await client
        yield client, accepted
        client.destroy()
        accepted.destroy()


async def dial(server: net.Server) -> tuple[trio.SocketStream, net.Socket]:
    """A plain Trio connection to ``server``, and the server's end of it."""
    async with events.on(server, "connection") as connections:
        stream = await trio.open_tcp_stream("127.0.0.1", port_of(server))
        return stream, (await connections.__anext__()).args[0]


def record(emitter: events.EventEmitter, *names: str) -> Record:
    """Everything that ``emitter`` emits of ``names``."""
    seen: Record = []

    def listen(name: str) -> None:
        emitter.on(name, lambda *args: seen.append((name, *args) if args else name))

    for name in names:
        listen(name)
    return seen


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


# Connecting


async def test_connecting_emits_connect_and_ready_and_can_be_awaited() -> None:
    async with net.create_server() as server:
        await server.listen(0, "127.0.0.1")
        client = net.connect(port_of(server), "127.0.0.1")
        seen = record(client, "lookup", "connect", "ready")
        assert client.connecting and client.pending and client.ready_state == "opening"
        assert await client is client
        assert seen == ["connect", "ready"]
        assert client.ready_state == "open" and not client.pending
        assert client.remote_address == "127.0.0.1" and client.remote_family == "IPv4"
        assert client.remote_port == port_of(server)
        address = client.address()
        assert address is not None
        assert (address.address, address.family) == ("127.0.0.1", "IPv4")
        assert (client.local_address, client.local_port) == (address.address, address.port)
        client.destroy()


async def test_a_name_is_looked_up_first() -> None:
    async with net.create_server() as server:
        await server.listen(0, "127.0.0.1")
        client = net.connect(port_of(server), "localhost")
        seen = record(client, "lookup", "connect")
        await client
        assert seen == [("lookup", None, "127.0.0.1", 4, "localhost"), "connect"]
        client.destroy()


async def test_a_lookup_of_the_users_may_call_back_late_or_never() -> None:
    asked: Record = []

    async with net.create_server() as server:
        await server.listen(0, "127.0.0.1")

        def lookup(host: str, options: dict[str, Any], callback: Callable[..., object]) -> None:
            asked.append((host, options, callback))

        late = net.connect(port_of(server), "some.host", lookup=lookup, family=4)
        never = net.connect(port_of(server), "some.host", lookup=lookup)
        seen = record(late, "lookup", "connect")
        await trio.testing.wait_all_tasks_blocked()
        assert asked[0][:2] == ("some.host", {"family": 4, "hints": 0})
        asked[0][2](None, "127.0.0.1", 4)
        await late
        assert seen == [("lookup", None, "127.0.0.1", 4, "some.host"), "connect"]
        late.destroy()
        closed = record(never, "connect", "error", "close")
        never.destroy()
        asked[1][2](None, "127.0.0.1", 4)
        await trio.testing.wait_all_tasks_blocked()
        assert closed == [("close", False)]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((None, "not an address", 4), "ERR_INVALID_IP_ADDRESS"),
        ((None, "127.0.0.1", 5), "ERR_INVALID_ADDRESS_FAMILY"),
        ((ValueError("boom"),), None),
    ],
)
async def test_a_wrong_answer_of_a_lookup_is_an_error(answer: tuple[Any, ...], code: Any) -> None:
    async with net.create_server():
        client = net.connect(80, "host", lookup=lambda host, options, done: done(*answer))
        seen = record(client, "error", "close")
        with pytest.raises((TypeError, ValueError)) as caught:
            await client
        assert getattr(caught.value, "code", None) == code
        await trio.testing.wait_all_tasks_blocked()
        assert seen == [("error", caught.value), ("close", True)]


async def test_a_name_that_does_not_exist() -> None:
    async with net.create_server():
        with pytest.raises(socket.gaierror, match="getaddrinfo ") as caught:
            await net.connect(80, "no-such-host.invalid")
        assert code_of(caught.value) in ("ENOTFOUND", "EAI_AGAIN")


async def test_a_refused_connection_is_an_error_and_then_a_close() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        async with net.create_server():
            client = net.connect(port, "127.0.0.1")
            seen = record(client, "error", "close")
            with pytest.raises(
                ConnectionRefusedError, match=f"connect ECONNREFUSED 127.0.0.1:{port}"
            ) as caught:
                await client
            refused: Any = caught.value
            assert (
                refused.code,
                refused.errno,
                refused.syscall,
                refused.address,
                refused.port,
            ) == (
                *("ECONNREFUSED", errno.ECONNREFUSED, "connect", "127.0.0.1"),
                port,
            )
            await trio.testing.wait_all_tasks_blocked()
            assert seen == [("error", refused), ("close", True)]
            with pytest.raises(ConnectionRefusedError):  # again, for a later await
                await client


async def test_an_error_that_nobody_hears_leaves_through_the_owner() -> None:
    with pytest.raises(BaseException) as caught:
        async with net.create_server():
            net.connect(1, "127.0.0.1")
            await trio.sleep_forever()
    assert "ECONNREFUSED" in repr(caught.value)


async def test_local_address_and_port() -> None:
    async with net.create_server() as server:
        await server.listen(0, "127.0.0.1")
        client = net.connect(port_of(server), "127.0.0.1", local_address="127.0.0.2")
        (accepted,) = await events.once(server, "connection")
        assert accepted.remote_address == "127.0.0.2"
        await client
        client.destroy()
        with pytest.raises(OSError, match=r"bind EADDRNOTAVAIL 192\.0\.2\.1"):
            await net.connect(port_of(server), "127.0.0.1", local_address="192.0.2.1")


@pytest.mark.parametrize(
    ("options", "code", "text"),
    [
        ({}, "ERR_MISSING_ARGS", 'The "options" or "port" or "path" argument must be specified'),
        (
            {"port": 65536},
            "ERR_SOCKET_BAD_PORT",
            "Port should be >= 0 and < 65536. Received 65536.",
        ),
        ({"port": "x"}, "ERR_SOCKET_BAD_PORT", "Port should be >= 0 and < 65536. Received x."),
        ({"port": 1, "local_address": "foo"}, "ERR_INVALID_IP_ADDRESS", "Invalid IP address: foo"),
        ({"port": 1, "lookup": 1}, "ERR_INVALID_ARG_TYPE", 'The "options.lookup" property must be'),
        (
            {"port": 1, "local_port": "z"},
            "ERR_INVALID_ARG_TYPE",
            'The "options.local_port" property',
        ),
        ({"port": 1, "family": 5}, "ERR_INVALID_OPT_VALUE", 'The value "5" is invalid for option'),
        ({"port": 1, "timeout": -1}, "ERR_OUT_OF_RANGE", 'The value of "timeout" is out of range'),
        ({"path": 5}, "ERR_INVALID_ARG_TYPE", 'The "options.path" property must be of type str'),
    ],
)
async def test_wrong_options_are_refused_at_once(
    options: dict[str, Any], code: str, text: str
) -> None:
    async with net.create_server():
        with pytest.raises((TypeError, ValueError)) as caught:
            net.connect(**options)
        assert code_of(caught.value) == code
        assert str(caught.value).startswith(text)


async def test_without_an_owner_there_is_no_connecting() -> None:
    with pytest.raises(RuntimeError, match="no owner is open"):
        net.connect(80, "127.0.0.1")


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


def reset(end: net.Socket) -> None:
    """Close so that the other side gets RST, as when a process dies with unread data."""
    handle: Any = end._handle
    handle.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    end.destroy()


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


# A socket that is not connected


async def test_a_fresh_socket_can_be_written_to_only_when_it_is_connected() -> None:
    async with net.create_server():
        fresh = net.Socket()
        seen = record(fresh, "error", "close")
        fresh.write("x")
        await trio.testing.wait_all_tasks_blocked()
        assert [type(args).__name__ for args in seen] == ["tuple"]
        assert seen[0][1].code == "ERR_SOCKET_CLOSED"
        other = net.Socket()
        closed = record(other, "error", "close")
        other.destroy()
        await trio.testing.wait_all_tasks_blocked()
        assert closed == [("close", False)]


async def test_a_destroyed_socket_can_connect_again() -> None:
    async with net.create_server() as server:
        server.on("connection", lambda accepted: accepted.end("hello"))
        await server.listen(0, "127.0.0.1")
        client = net.connect(port_of(server), "127.0.0.1")
        for _ in range(2):
            await client
            assert await client.receive_some() == b"hello"
            client.destroy()
            await events.once(client, "close")
            client.connect(port_of(server), "127.0.0.1")
        client.destroy()


async def test_options_of_the_system_are_set() -> None:
    async with pair() as (client, accepted):
        for end in (client, accepted):
            handle: Any = end._handle
            option = handle.socket.getsockopt
            assert option(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            end.set_no_delay(False).set_keep_alive(True, 7000)
            assert not option(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            assert option(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
            assert option(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 7


# Servers


async def test_listening_and_closing() -> None:
    async with net.create_server() as server:
        seen = record(server, "listening", "close")
        assert server.address() is None and not server.listening
        assert (
            await server.listen(0, "127.0.0.1", callback=lambda: seen.append("callback")) is server
        )
        assert server.listening
        assert isinstance(server.address(), net.Address)
        with pytest.raises(Exception, match="more than once without closing") as caught:
            server.listen(0)
        assert code_of(caught.value) == "ERR_SERVER_ALREADY_LISTEN"
        assert await server.close(lambda failure: seen.append(failure)) is server
        assert seen == ["listening", "callback", "close", None]
        assert server.address() is None
        await server.close(lambda failure: seen.append(getattr(failure, "code", None)))
        assert seen[4:] == ["close", "ERR_SERVER_NOT_RUNNING"]
        await server.listen(0, "127.0.0.1")  # it may listen again


async def test_close_comes_after_the_last_connection() -> None:
    async with pair(allow_half_open=True) as (_, accepted):
        server = accepted.server
        assert server is not None
        seen = record(server, "close")
        await trio.testing.wait_all_tasks_blocked(0.01)
        assert seen == [] and server.get_connections() == 1
        accepted.destroy()
        assert server.get_connections() == 0
        await trio.testing.wait_all_tasks_blocked(0.01)
        assert seen == ["close"]


async def test_a_port_in_use_is_an_error_of_the_await_or_of_a_listener() -> None:
    async with net.create_server() as one, net.create_server() as other:
        await one.listen(0, "127.0.0.1")
        text = f"listen EADDRINUSE: address already in use 127.0.0.1:{port_of(one)}"
        with pytest.raises(OSError, match=text) as caught:
            await other.listen(port_of(one), "127.0.0.1")
        refused: Any = caught.value
        assert (refused.code, refused.errno, refused.syscall) == (
            *("EADDRINUSE", errno.EADDRINUSE),
            "listen",
        )
        seen = record(other, "error")
        other.listen(port_of(one), "127.0.0.1")
        await trio.testing.wait_all_tasks_blocked()
        assert [failure.code for _, failure in seen] == ["EADDRINUSE"]


async def test_an_address_of_somebody_else_and_a_name_without_one() -> None:
    async with net.create_server() as server:
        with pytest.raises(
            OSError, match=r"listen EADDRNOTAVAIL: address not available 192\.0\.2\.1:80"
        ):
            await server.listen(80, "192.0.2.1")
        with pytest.raises(socket.gaierror, match=r"no-such-host\.invalid"):
            await server.listen(0, "no-such-host.invalid")
        await server.listen(0, "localhost")
        assert server.listening


async def test_a_server_needs_an_owner() -> None:
    with pytest.raises(RuntimeError, match="enter it with `async with`"):
        net.create_server().listen(0)
    async with net.create_server() as server:
        with pytest.raises(RuntimeError, match="is open already"):
            await server.__aenter__()
        with pytest.raises(RuntimeError, match="nothing to wait for"):
            await server


async def test_unix_sockets(tmp_path: Path) -> None:
    path = str(tmp_path / "socket")
    async with net.create_server(lambda accepted: accepted.end("hello")) as server:
        await server.listen(path=path)
        assert server.address() == path
        client = await net.connect(path=path)
        assert await client.receive_some() == b"hello"
        assert client.address() is None and client.remote_address is None
        client.destroy()
        with pytest.raises(FileNotFoundError, match=r"connect ENOENT .*/missing"):
            await net.connect(path=str(tmp_path / "missing"))
    assert not os.path.exists(path)
    async with net.create_server() as server:
        with pytest.raises(
            PermissionError, match="listen EACCES: permission denied /no/such/folder"
        ):
            await server.listen(path="/no/such/folder")


async def test_descriptors_that_were_inherited() -> None:
    with socket.socket() as inherited:
        inherited.bind(("127.0.0.1", 0))
        async with net.create_server(lambda accepted: accepted.end("hello")) as server:
            await server.listen(fd=inherited.fileno())
            assert port_of(server) == inherited.getsockname()[1]
            with socket.create_connection(("127.0.0.1", port_of(server))) as plain:
                client = net.Socket(fd=plain.detach())
                assert await client.receive_some() == b"hello"
                client.destroy()


async def test_connections_beyond_the_limit_are_closed_at_once() -> None:
    async with net.create_server() as server:
        server.max_connections = 1
        await server.listen(0, "127.0.0.1")
        first = await net.connect(port_of(server), "127.0.0.1")
        second = await net.connect(port_of(server), "127.0.0.1")
        assert await second.receive_some() == b""
        assert server.get_connections() == 1
        first.destroy()


async def test_paused_connections_read_when_they_are_resumed() -> None:
    async with pair() as (_, accepted):
        server = accepted.server
        assert server is not None
    async with net.create_server(pause_on_connect=True) as server:
        await server.listen(0, "127.0.0.1")
        client = net.connect(port_of(server), "127.0.0.1")
        (paused,) = await events.once(server, "connection")
        await client
        await client.send_all(b"hello")
        await trio.testing.wait_all_tasks_blocked(0.01)
        assert paused.bytes_read == 0
        heard = record(paused, "data")
        paused.resume()
        await trio.testing.wait_all_tasks_blocked(0.01)
        assert heard == [("data", b"hello")]
        client.destroy()
        paused.destroy()


async def test_out_of_descriptors_the_server_goes_on_later(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with net.create_server(lambda accepted: accepted.end("hello")) as server:
        await server.listen(0, "127.0.0.1")
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        plain = socket.socket()
        plain.setblocking(False)
        plain.connect_ex(("127.0.0.1", port_of(server)))
        resource.setrlimit(resource.RLIMIT_NOFILE, (plain.fileno() + 1, hard))
        try:
            await trio.testing.wait_all_tasks_blocked(0.02)
            assert "cannot accept a connection" in caplog.text
            assert server.listening
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        with trio.socket.from_stdlib_socket(plain) as client:
            assert await client.recv(100) == b"hello"


async def test_serve_is_started_with_nursery_start() -> None:
    server = net.create_server(lambda accepted: accepted.end("hello"))
    async with trio.open_nursery() as nursery:
        address = await nursery.start(server.serve, 0, "127.0.0.1")
        stream = await trio.open_tcp_stream("127.0.0.1", address.port)
        assert await stream.receive_some() == b"hello"
        await stream.aclose()
        nursery.cancel_scope.cancel()
    assert not server.listening and not server.is_open


# Ownership


async def test_leaving_the_block_waits_for_connections() -> None:
    order: Record = []
    async with trio.open_nursery() as nursery:
        async with net.create_server() as server:

            @server.on("connection")
            async def _(accepted: net.Socket) -> None:
                async for chunk in accepted:
                    order.append(chunk)

            await server.listen(0, "127.0.0.1")
            stream, _accepted = await dial(server)

            @nursery.start_soon
            async def _late() -> None:
                await trio.testing.wait_all_tasks_blocked(0.01)
                await stream.send_all(b"in flight")
                await stream.aclose()

        order.append("left")
    assert order == [b"in flight", "left"]


async def test_leaving_by_an_exception_destroys_connections_and_raises_it_bare() -> None:
    seen: Record = []
    failure = ValueError("the body's own")
    with pytest.raises(ValueError, match="the body's own") as caught:
        async with net.create_server() as server:
            await server.listen(0, "127.0.0.1")
            stream, accepted = await dial(server)
            accepted.on("close", lambda had_error: seen.append(had_error))
            raise failure
    assert caught.value is failure
    assert seen == [False]
    assert await stream.receive_some() == b""  # the client is not left hanging
    await stream.aclose()


async def test_move_on_after_is_the_grace_period(autojump_clock: trio.testing.MockClock) -> None:
    with trio.move_on_after(10) as scope:
        async with net.create_server() as server:
            await server.listen(0, "127.0.0.1")
            stream, _ = await dial(server)
    assert scope.cancelled_caught
    assert await stream.receive_some() == b""
    await stream.aclose()


async def test_unreferenced_sockets_and_servers_do_not_hold_the_nursery_open() -> None:
    seen: Record = []
    async with trio.open_nursery() as nursery:
        server = net.create_server(nursery=nursery)
        await server.listen(0, "127.0.0.1")
        client = net.connect(port_of(server), "127.0.0.1", nursery=nursery)
        (accepted,) = await events.once(server, "connection")
        await client
        for thing in (server, client, accepted):
            thing.on("close", lambda *args: seen.append("close"))
            thing.unref()
        client.ref().unref()
    assert seen == ["close"] * 3


async def test_tls_over_a_socket_and_a_socket_over_tls() -> None:
    authority = trustme.CA()
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(served)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    async with trio.open_nursery() as nursery:
        server = net.create_server(allow_half_open=True, nursery=nursery)

        @server.on("connection")
        async def _(accepted: net.Socket) -> None:
            secure = trio.SSLStream(accepted, served, server_side=True)
            on_top = net.Socket.from_stream(secure, nursery=nursery)
            assert await on_top.receive_some() == b"hello"
            await on_top.send_all(b"and back")
            on_top.destroy()

        await server.listen(0, "127.0.0.1")
        client = await net.connect(
            port_of(server), "127.0.0.1", allow_half_open=True, nursery=nursery
        )
        stream = trio.SSLStream(client, trusting, server_hostname="localhost")
        await stream.send_all(b"hello")
        assert await stream.receive_some() == b"and back"
        client.destroy()
        server.close()


async def test_a_plain_oserror_of_a_users_stream_is_the_sockets_error() -> None:
    class Unreachable(trio.abc.Stream):
        async def send_all(self, data: object) -> None:
            raise OSError(errno.EHOSTUNREACH, "no route")

        async def wait_send_all_might_not_block(self) -> None: ...

        async def receive_some(self, max_bytes: int | None = None) -> bytes:
            await trio.sleep_forever()
            raise AssertionError

        async def aclose(self) -> None: ...

    async with trio.open_nursery() as nursery:
        broken = net.Socket.from_stream(Unreachable(), nursery=nursery)
        seen = record(broken, "error", "close")
        broken.write("x")
        closed = trio.Event()
        broken.on("close", lambda _: closed.set())
        await closed.wait()
        assert [entry[0] for entry in seen] == ["error", "close"]
        assert seen[0][1].errno == errno.EHOSTUNREACH
