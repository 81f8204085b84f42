"""Servers of bytes: listening, accepting, closing; and what an owner does with its sockets."""

from __future__ import annotations

import errno
import os
import resource
import socket
import ssl
from pathlib import Path
from typing import Any

import pytest
import trio
import trio.testing
import trustme

from trio_nodehttp import events, net
from trio_nodehttp._errors import code_of

from .sockets import Record, dial, pair, port_of, record

pytestmark = pytest.mark.usefixtures("how_it_waits")


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
