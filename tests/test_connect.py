"""Making a connection: options, names, refusals; a socket that has none."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from typing import Any

import pytest
import trio
import trio.testing

from trio_nodehttp import events, net
from trio_nodehttp._errors import code_of

from .sockets import Record, pair, port_of, record

pytestmark = pytest.mark.usefixtures("how_it_waits")


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


async def test_what_the_system_refuses_at_once_names_this_end_too() -> None:
    # Node: connect ENETUNREACH 255.255.255.255:80 - Local (0.0.0.0:0)
    refused = r"connect E[A-Z]+ 255\.255\.255\.255:80 - Local \(.+:[0-9]+\)$"
    async with net.create_server():
        with pytest.raises(OSError, match=refused):
            await net.connect(80, "255.255.255.255")


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
