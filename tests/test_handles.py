"""Descriptors and streams beneath sockets: what the system answers, and what is left open."""

from __future__ import annotations

import errno
import os
import resource
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import trio
import trio.testing

from trio_nodehttp import events, net
from trio_nodehttp._errors import ConnectionLostError, code_of

from . import leaks
from .sockets import Record, close_of, named, names, port_of, record, reset

pytestmark = pytest.mark.usefixtures("how_it_waits")


@pytest.fixture
async def owner(nursery: trio.Nursery) -> AsyncIterator[trio.Nursery]:
    """The owner of everything in a test (each fixture has a `nursery` of its own)."""
    yield nursery
    nursery.cancel_scope.cancel()


@pytest.fixture
async def server(owner: trio.Nursery) -> AsyncIterator[net.Server]:
    made = net.create_server(nursery=owner, allow_half_open=True)
    await made.listen(0, "127.0.0.1")
    yield made


@pytest.fixture
async def ends(server: net.Server, owner: trio.Nursery) -> tuple[net.Socket, net.Socket]:
    """Both ends of a connection."""
    client = net.connect(port_of(server), "127.0.0.1", nursery=owner, allow_half_open=True)
    (accepted,) = await events.once(server, "connection")
    return await client, accepted


# Connecting


async def test_a_second_connect_while_connecting_is_an_error(
    server: net.Server, owner: trio.Nursery
) -> None:
    client = net.connect(port_of(server), "127.0.0.1", nursery=owner)
    seen = record(client, "error", "close")
    client.connect(port_of(server), "127.0.0.1")
    await close_of(client)
    assert [(name, code_of(arg) or arg) for name, arg in seen] == [
        ("error", "EALREADY"),
        ("close", True),
    ]


async def test_a_connect_on_a_connection_is_the_systems_to_answer(
    ends: tuple[net.Socket, net.Socket], server: net.Server
) -> None:
    client, _ = ends
    seen = record(client, "connect", "error", "close")
    # Linux says yes once, to whoever connected without waiting: Node emits 'connect' again.
    client.on("connect", lambda: client.connect(port_of(server), "127.0.0.1"))
    client.connect(port_of(server), "127.0.0.1")
    await close_of(client)
    assert [code_of(failure) for failure in named(seen, "error")] == ["EISCONN"]


async def test_a_socket_that_is_destroyed_and_connects_at_once_begins_after_its_close(
    server: net.Server, ends: tuple[net.Socket, net.Socket]
) -> None:
    client, accepted = ends
    accepted.on("error", lambda failure: None)
    server.on("connection", lambda accepted: accepted.end("hello"))
    seen = record(client, "connect", "data", "end", "close")
    client.resume()
    client.destroy().connect(port_of(server), "127.0.0.1")
    await events.once(client, "end")
    assert seen == [("close", False), "connect", ("data", b"hello"), "end"]


@pytest.mark.parametrize("connected", [False, True], ids=["never connected", "was connected"])
async def test_nothing_of_one_connection_gets_into_the_next(
    server: net.Server, owner: trio.Nursery, connected: bool
) -> None:
    received: list[bytes] = []
    server.on("connection", lambda accepted: accepted.on("error", lambda failure: None))
    client = net.connect(port_of(server), "127.0.0.1", nursery=owner)
    if connected:
        (accepted,) = await events.once(server, "connection")
        await client
        accepted.write(b"never read")
        client.pause()
        await trio.testing.wait_all_tasks_blocked(0.01)
    client.write(b"x" * 20_000_000)
    client.cork()
    client.write(b"corked")
    client.end(b"the end")
    client.destroy()
    await close_of(client)

    def again(accepted: net.Socket) -> None:
        accepted.on("data", received.append)
        accepted.on("end", lambda: accepted.end(b"all"))

    server.on("connection", again)
    client.connect(port_of(server), "127.0.0.1")
    assert (client.writable_length, client.readable_length, client.bytes_written) == (0, 0, 0)
    seen = record(client, "data", "finish", "end", "error", "close")
    client.resume()
    assert client.write(b"hello, ") and client.writable
    client.end(b"world")
    await close_of(client)
    assert b"".join(received) == b"hello, world"
    assert sorted(names(seen)) == ["close", "data", "end", "finish"]
    assert seen[-1] == ("close", False)


async def test_a_unix_socket_whose_backlog_is_full_and_a_path_that_is_too_long(
    tmp_path: Path, owner: trio.Nursery
) -> None:
    path = str(tmp_path / "full")
    waiting = []
    with socket.socket(socket.AF_UNIX) as full:
        full.bind(path)
        full.listen(0)
        while True:
            waiting.append(socket.socket(socket.AF_UNIX))
            waiting[-1].setblocking(False)
            if waiting[-1].connect_ex(path):
                break
        for name, code in ((path, "EAGAIN"), (path * 10, "ENAMETOOLONG")):
            with pytest.raises(OSError, match=f"connect {code} ") as caught:
                await net.connect(path=name, nursery=owner)
            assert code_of(caught.value) == code
        for one in waiting:
            one.close()
    with pytest.raises(OSError, match="listen ENAMETOOLONG: name too long "):
        await net.create_server(nursery=owner).listen(path=path * 10)


@pytest.mark.parametrize("host", ["a" * 70, "a..b", ".", "a b", "\0", "é" * 70, "\udcff"])
async def test_what_is_no_name_is_not_found(host: str, owner: trio.Nursery) -> None:
    with pytest.raises(socket.gaierror) as caught:
        await net.connect(1, host, nursery=owner)
    assert code_of(caught.value) == "ENOTFOUND"
    with pytest.raises(socket.gaierror) as caught:
        await net.create_server(nursery=owner).listen(0, host)
    assert code_of(caught.value) == "ENOTFOUND"


@pytest.fixture
def no_descriptors() -> Iterator[Any]:
    """Call it, and there are none left, but for as many as are asked for."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)

    def limit(left: int = 0) -> None:
        free = []
        for _ in range(left + 1):
            free.append(os.dup(0))
        for number in free:
            os.close(number)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(free), hard))

    yield limit
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def test_out_of_descriptors_connecting_and_listening_are_errors(
    server: net.Server, owner: trio.Nursery, no_descriptors: Any
) -> None:
    other = net.create_server(nursery=owner)
    port = port_of(server)
    no_descriptors()
    with pytest.raises(OSError, match=f"connect EMFILE 127.0.0.1:{port}"):
        await net.connect(port, "127.0.0.1", nursery=owner)
    with pytest.raises(OSError, match="listen EMFILE"):
        await other.listen(0, "127.0.0.1")


async def test_an_accept_that_always_fails_is_not_asked_for_ever(
    server: net.Server, caplog: pytest.LogCaptureFixture, autojump_clock: trio.testing.MockClock
) -> None:
    # A listening descriptor that was shut down is readable, and accept() fails with EINVAL.
    listener = server._listener
    assert listener is not None and listener.socket is not None
    listener.socket.shutdown(socket.SHUT_RDWR)
    await trio.sleep(1.05)
    assert len(caplog.records) == 11  # at once, and then each 100 ms
    assert server.listening


async def test_a_descriptor_that_is_no_socket_stays_its_givers(
    tmp_path: Path, owner: trio.Nursery
) -> None:
    with open(tmp_path / "file", "w") as file:
        before = set(os.listdir("/proc/self/fd"))
        with pytest.raises(OSError, match="listen ENOTSOCK: socket operation on non-socket"):
            await net.create_server(nursery=owner).listen(fd=file.fileno())
        with pytest.raises(OSError, match="non-socket"):
            net.Socket(fd=file.fileno(), nursery=owner)
        assert len(os.listdir("/proc/self/fd")) <= len(before) + 2  # the loop's own
        file.write("still open")


# What the other side, or the network, does


async def test_a_write_after_a_reset_is_a_lost_connection(
    ends: tuple[net.Socket, net.Socket],
) -> None:
    client, accepted = ends
    client.pause()
    reset(accepted)
    with pytest.raises(ConnectionLostError) as caught:
        while True:
            await client.write(b"x" * 1000)
    assert code_of(caught.value) in ("ECONNRESET", "EPIPE")
    assert client.destroyed


async def test_a_reset_while_the_buffer_is_full_is_found_by_resuming(
    ends: tuple[net.Socket, net.Socket],
) -> None:
    client, accepted = ends
    client.pause()
    seen = record(client, "error", "close")
    await accepted.write(b"x" * 16384)
    await trio.testing.wait_all_tasks_blocked(0.01)
    reset(accepted)
    await trio.testing.wait_all_tasks_blocked(0.01)
    assert seen == []
    client.resume()
    await close_of(client)
    assert names(seen) == ["error", "close"]


async def test_a_peer_that_does_not_answer_any_more_is_a_timeout(
    ends: tuple[net.Socket, net.Socket],
) -> None:
    # TCP_USER_TIMEOUT, and a peer whose packets are dropped: its descriptor cannot do that here,
    # so the error is put where the kernel would put it: into the next system call.
    client, _ = ends
    handle: Any = client._handle

    class Lost:
        def __getattr__(self, name: str) -> Any:
            if name in ("send", "recv"):
                return self.fail
            return getattr(real, name)

        def fail(self, *_: object) -> None:
            raise OSError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))

    real = handle.socket
    handle.socket = Lost()
    with pytest.raises(ConnectionLostError, match="write ETIMEDOUT") as caught:
        await client.write(b"x")
    assert isinstance(caught.value, OSError) and caught.value.errno == errno.ETIMEDOUT


async def test_an_end_that_arrives_while_paused_waits_for_resume(
    ends: tuple[net.Socket, net.Socket],
) -> None:
    client, accepted = ends
    client.pause()
    seen = record(client, "data", "end")
    accepted.write(b"x" * 100_000)
    accepted.end()
    await trio.testing.wait_all_tasks_blocked(0.01)
    assert seen == []
    client.resume()
    await events.once(client, "end")
    assert sum(map(len, named(seen, "data"))) == 100_000


async def test_a_number_that_is_used_again_gets_nothing_of_the_old_one(
    server: net.Server, owner: trio.Nursery
) -> None:
    # Two sockets are ready in one wake-up; the first closes the second and opens another, which
    # gets its descriptor's number: the event of the old one must not reach the new.
    peers: list[socket.socket] = []
    accepted: list[net.Socket] = []
    server.on("connection", accepted.append)
    for _ in range(2):
        peers.append(socket.create_connection(("127.0.0.1", port_of(server))))
    while len(accepted) < 2:
        await trio.lowlevel.checkpoint()
    numbers = [_descriptor(one) for one in accepted]
    opened: list[net.Socket] = []
    seen: Record = []

    def first(_: bytes) -> None:
        if opened:
            return
        for one, other in (accepted, reversed(accepted)):
            if one is not other and other.bytes_read == 0 and not other.destroyed:
                other.destroy()
        ours, theirs = socket.socketpair()
        peers.append(theirs)
        opened.append(net.Socket(fd=ours.detach(), nursery=owner))
        opened[0].on("data", seen.append)
        opened[0].on("error", seen.append)
        opened[0].on("end", lambda: seen.append("end"))

    for one in accepted:
        one.on("data", first)
    for peer in peers[:2]:
        peer.send(b"x")
    while not opened:
        await trio.lowlevel.checkpoint()
    await trio.testing.wait_all_tasks_blocked(0.01)
    assert _descriptor(opened[0]) in numbers
    assert seen == []
    peers[2].send(b"for the new one")
    await trio.testing.wait_all_tasks_blocked(0.01)
    assert seen == [b"for the new one"]
    for peer in peers:
        peer.close()


def _descriptor(end: net.Socket) -> int:
    handle: Any = end._handle
    number: int = handle.socket.fileno()
    return number


# What a socket still owes


async def test_an_unreferenced_socket_finishes_what_was_asked_for(
    server: net.Server, owner: trio.Nursery
) -> None:
    # Node: "written", and then the process exits
    order: Record = []
    async with trio.open_nursery() as inner:
        client = net.connect(port_of(server), "127.0.0.1", nursery=inner).unref()
        client.on("close", lambda _: order.append("close"))

        @client.on("connect")
        def _() -> None:
            order.append("connect")
            client.write(b"x" * 20_000_000, callback=lambda *_: order.append("written"))

        (accepted,) = await events.once(server, "connection")
        accepted.on("error", lambda failure: None)
        accepted.resume()
    assert order == ["connect", "written", "close"]


async def test_a_hundred_megabytes_to_a_slow_reader(ends: tuple[net.Socket, net.Socket]) -> None:
    client, accepted = ends
    size = 100 * 1024 * 1024
    received = 0
    largest = 0
    assert not client.write(bytes(size))
    client.end()
    async for chunk in accepted:
        received += len(chunk)
        largest = max(largest, accepted.readable_length)
    assert received == size
    assert largest <= accepted.readable_high_water_mark + 65536
    assert client.bytes_written == size


# Sockets over any Trio stream


class Source(trio.abc.Stream):
    """Gives bytes as fast as they are taken, after the first; may fail to close."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.begin = trio.Event()
        self.given = 0
        self._failure = failure

    async def receive_some(self, max_bytes: int | None = None) -> bytes:
        await self.begin.wait()
        self.given += 1
        return b"%d," % self.given if self.given <= 50 else b""

    async def send_all(self, data: object) -> None:
        await trio.sleep_forever()

    async def wait_send_all_might_not_block(self) -> None: ...

    async def aclose(self) -> None:
        if self._failure is not None:
            raise self._failure
        await trio.sleep_forever()


async def test_pausing_and_resuming_during_a_read_loses_nothing(owner: trio.Nursery) -> None:
    for _ in range(20):
        source = Source()
        end = net.Socket.from_stream(source, nursery=owner)
        got: list[bytes] = []
        end.on("data", lambda data, got=got: got.append(data))
        await trio.testing.wait_all_tasks_blocked()
        end.pause()
        handle = end._handle
        assert handle is not None
        handle.read_stop()
        handle.read_start()
        end.resume()
        source.begin.set()
        await events.once(end, "end")
        assert b"".join(got) == b"".join(b"%d," % n for n in range(1, 51))
        end.destroy()


@pytest.mark.parametrize(
    "failure", [OSError(errno.EIO, "close"), trio.BrokenResourceError(), None], ids=repr
)
async def test_a_stream_that_fails_to_close_or_hangs_concerns_nobody(
    failure: Exception | None, owner: trio.Nursery
) -> None:
    async with trio.open_nursery() as inner:
        end = net.Socket.from_stream(Source(failure), nursery=inner)
        seen = record(end, "error", "close")
        end.write(b"never sent")
        await trio.testing.wait_all_tasks_blocked()
        end.destroy()
        assert end._handle is None
    assert seen == [("close", False)]
    assert leaks.tasks(owner) <= {trio.lowlevel.current_task()}


async def test_a_pipe_into_a_socket_ends_when_that_closes(
    ends: tuple[net.Socket, net.Socket],
) -> None:
    client, accepted = ends
    accepted.pipe(accepted)  # an echo
    await client.send_all(b"hello")
    assert await client.receive_some() == b"hello"
    unpiped = record(accepted, "unpipe", "close")
    accepted.destroy()
    await close_of(accepted)
    assert names(unpiped) == ["unpipe", "close"]
