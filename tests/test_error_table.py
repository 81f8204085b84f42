"""One table: what an error does, by who is there for it and how far its object has got."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from typing import Any, Literal

import attrs
import pytest
import trio
import trio.testing

import trio_nodehttp as http
from trio_nodehttp import events, net
from trio_nodehttp._streams import Duplex

if sys.version_info < (3, 11):
    from exceptiongroup import BaseExceptionGroup

Audience = Literal["listener", "waiter", "both", "neither"]
Phase = Literal["alive", "closing", "gone"]

# Where the error goes; what a waiter raises where that is another one: the object's own end.
TABLE: dict[tuple[Audience, Phase], set[str]] = {
    ("listener", "alive"): {"listener"},
    ("waiter", "alive"): {"waiter"},
    ("both", "alive"): {"listener", "waiter"},
    ("neither", "alive"): {"owner"},
    ("listener", "closing"): set(),
    ("waiter", "closing"): {"waiter's own end"},
    ("both", "closing"): {"waiter's own end"},
    ("neither", "closing"): set(),
    ("listener", "gone"): set(),
    ("waiter", "gone"): {"waiter's own end"},
    ("both", "gone"): {"waiter's own end"},
    ("neither", "gone"): set(),
}


@attrs.frozen
class Subject:
    """One object in an owner."""

    emitter: events.EventEmitter
    wait: Callable[[], Awaitable[object]]
    fail: Callable[[], object]  # makes the error happen
    end: Callable[[], object]  # ends it without one


class Quiet(Duplex):
    """Neither reads nor writes anything."""

    def _read(self, size: int) -> None: ...

    def _write(self, chunk: Any, encoding: str, callback: Callable[..., object]) -> object: ...


def of_stream(stream: Any, wait: Callable[[], Awaitable[object]]) -> Subject:
    return Subject(stream, wait, lambda: stream.destroy(OSError("the error")), stream.destroy)


async def a_stream_that_is_read(nursery: trio.Nursery) -> Subject:
    stream = Quiet(nursery=nursery)
    return of_stream(stream, stream.receive_some)


async def a_stream_that_is_written(nursery: trio.Nursery) -> Subject:
    stream = Quiet(nursery=nursery)

    async def write() -> None:
        await stream.write(b"x")

    return of_stream(stream, write)


async def _connected(nursery: trio.Nursery) -> net.Socket:
    server = net.create_server(nursery=nursery, pause_on_connect=True)
    server.on("connection", lambda accepted: accepted.on("error", lambda _: None))
    await server.listen(0, "127.0.0.1")
    address = server.address()
    assert isinstance(address, net.Address)
    return await net.connect(address.port, address.address, nursery=nursery)


async def a_socket_that_is_read(nursery: trio.Nursery) -> Subject:
    one = await _connected(nursery)
    return of_stream(one, one.receive_some)


async def a_socket_that_is_written(nursery: trio.Nursery) -> Subject:
    one = await _connected(nursery)

    async def write() -> None:
        await one.write(b"x" * 20_000_000)

    return of_stream(one, write)


async def a_socket_that_connects(nursery: trio.Nursery) -> Subject:
    def never(*_: object) -> None: ...

    one = net.connect(1, "some.host", lookup=never, nursery=nursery)

    async def connected() -> None:
        await one

    return of_stream(one, connected)


async def a_request(nursery: trio.Nursery) -> Subject:
    agent = http.Agent(nursery=nursery)
    server = http.create_server(lambda req, res: None, nursery=nursery)
    await server.listen(0, "127.0.0.1")
    address = server.address()
    assert isinstance(address, net.Address)
    request = http.get(f"http://127.0.0.1:{address.port}/", agent=agent)

    async def response() -> None:
        await request

    return of_stream(request, response)


SUBJECTS = [
    *(a_stream_that_is_read, a_stream_that_is_written),
    *(a_socket_that_is_read, a_socket_that_is_written, a_socket_that_connects),
    a_request,
]


@pytest.mark.parametrize("make", SUBJECTS)
@pytest.mark.parametrize(("audience", "phase"), TABLE)
async def test_an_error_goes_where_the_table_says(
    make: Callable[[trio.Nursery], Awaitable[Subject]], audience: Audience, phase: Phase
) -> None:
    assert await where_it_goes(make, audience, phase) == TABLE[audience, phase]


async def where_it_goes(
    make: Callable[[trio.Nursery], Awaitable[Subject]], audience: Audience, phase: Phase
) -> set[str]:
    reached: set[str] = set()
    closes = 0

    async def waiter(subject: Subject) -> None:
        try:
            await subject.wait()
        except (OSError, trio.ClosedResourceError, http.NodeError) as failure:
            reached.add("waiter" if "the error" in str(failure) else "waiter's own end")

    def count_close(*_: object) -> None:
        nonlocal closes
        closes += 1

    def heard(failure: BaseException) -> None:
        # A request that is destroyed has an error of its own to tell: 'socket hang up'.
        if "the error" in str(failure):
            reached.add("listener")

    # The waiter lives outside: the owner's end by an error must not be what ends it.
    async with trio.open_nursery() as outside:
        try:
            async with trio.open_nursery() as nursery:
                subject = await make(nursery)
                subject.emitter.on("close", count_close)
                if audience in ("listener", "both"):
                    subject.emitter.on("error", heard)
                if audience in ("waiter", "both"):
                    outside.start_soon(waiter, subject)
                await trio.testing.wait_all_tasks_blocked()
                if phase != "alive":
                    subject.end()
                if phase == "gone":
                    await trio.testing.wait_all_tasks_blocked()
                    assert closes == 1
                subject.fail()
                await trio.testing.wait_all_tasks_blocked()
                nursery.cancel_scope.cancel()
        except BaseExceptionGroup as group:
            if "the error" in repr(group):
                reached.add("owner")
            else:
                assert make is a_request and "socket hang up" in repr(group)
    assert closes == 1
    return reached


# Servers: what fails is listening, and a server that is closed does not listen.


@pytest.mark.parametrize("audience", ["listener", "waiter", "both", "neither"])
async def test_an_error_of_a_server_goes_where_the_table_says(audience: Audience) -> None:
    reached: set[str] = set()
    async with net.create_server() as taken:
        await taken.listen(0, "127.0.0.1")
        address = taken.address()
        assert isinstance(address, net.Address)
        async with trio.open_nursery() as outside:
            try:
                async with trio.open_nursery() as nursery:
                    server = net.create_server(nursery=nursery)
                    if audience in ("listener", "both"):
                        server.on("error", lambda failure: reached.add("listener"))
                    if audience in ("waiter", "both"):

                        @outside.start_soon
                        async def _() -> None:
                            with pytest.raises(OSError, match="EADDRINUSE"):
                                await server.listen(address.port, address.address)
                            reached.add("waiter")

                    else:
                        server.listen(address.port, address.address)
                    await trio.testing.wait_all_tasks_blocked()
                    nursery.cancel_scope.cancel()
            except BaseExceptionGroup as group:
                assert "EADDRINUSE" in repr(group)
                reached.add("owner")
    assert reached == TABLE[audience, "alive"]


async def test_a_server_that_is_closed_before_it_failed_to_listen_closes_all_the_same() -> None:
    async with net.create_server() as server:
        errors: list[Any] = []
        server.on("error", errors.append)
        assert await server.listen(path="/no/such/folder").close() is server
        assert [failure.code for failure in errors] == ["EACCES"]
