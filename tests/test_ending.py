"""How loops end: nothing lost, nothing endless, whatever raises at whatever moment."""

from __future__ import annotations

import os
import resource
import socket
import sys
import threading
from collections.abc import Awaitable, Callable

import pytest
import trio
import trio.testing

import trio_nodehttp as http
from trio_nodehttp import events, net
from trio_nodehttp._loop import Loop
from trio_nodehttp._streams import Duplex

from . import leaks
from .serving import answer_to, dial, request, serving
from .sockets import Record, port_of

if sys.version_info < (3, 11):
    from exceptiongroup import BaseExceptionGroup


# Waking


async def test_a_wake_up_that_a_step_asks_for_does_not_swallow_the_next() -> None:
    # A step hands something to the I/O phase of its own wake-up, which also reads the waker.
    record: Record = []
    async with trio.open_nursery() as nursery:
        loop = Loop.of(nursery)
        loop.hold()
        await trio.testing.wait_all_tasks_blocked()
        loop.next_tick(loop.call_on_io_phase, record.append, "io")
        await trio.testing.wait_all_tasks_blocked()
        loop.next_tick(record.append, "tick")
        await trio.testing.wait_all_tasks_blocked()
        assert record == ["io", "tick"]
        loop.release()


async def test_what_io_steps_bring_waits_for_the_next_wake_up() -> None:
    steps = 0
    async with trio.open_nursery() as nursery:
        loop = Loop.of(nursery)

        def step() -> None:
            nonlocal steps
            steps += 1
            loop.call_on_io_phase(step)

        loop.call_on_io_phase(step)
        while steps < 10:  # the loop and this task take turns
            await trio.lowlevel.checkpoint()
        nursery.cancel_scope.cancel()


async def test_a_timer_set_by_a_timer_waits_for_the_next_wake_up() -> None:
    fired = 0
    async with trio.open_nursery() as nursery:
        loop = Loop.of(nursery)

        def fire() -> None:
            nonlocal fired
            fired += 1
            loop.timer(0, fire)

        loop.timer(0, fire)
        while fired < 10:
            await trio.lowlevel.checkpoint()
        nursery.cancel_scope.cancel()


async def test_what_has_arrived_when_a_timer_comes_due_is_not_late(
    mock_clock: trio.testing.MockClock,
) -> None:
    # The process was held up: the data is there, and the time is over, when the loop runs again.
    async with net.create_server() as server:
        await server.listen(0, "127.0.0.1")
        client = net.connect(port_of(server), "127.0.0.1")
        (accepted,) = await events.once(server, "connection")
        seen: Record = []
        client.on("data", seen.append)
        client.on("timeout", lambda: seen.append("timeout"))
        client.set_timeout(100)
        await trio.testing.wait_all_tasks_blocked()
        accepted.write(b"in time")
        mock_clock.jump(0.15)
        await trio.testing.wait_all_tasks_blocked(0.01)
        assert seen == [b"in time"]
        mock_clock.jump(0.15)
        await trio.testing.wait_all_tasks_blocked(0.01)
        assert seen == [b"in time", "timeout"]
        client.destroy()
        accepted.destroy()


async def test_cancelled_timers_are_forgotten() -> None:
    async with trio.open_nursery() as nursery:
        loop = Loop.of(nursery)
        first = loop.timer(1000, pytest.fail, "it was cancelled")
        for _ in range(10_000):
            loop.timer(60_000, pytest.fail, "it was cancelled").cancel()
        assert len(loop.timers) < 200
        first.cancel()


# Who may call


@pytest.mark.parametrize("name", ["next_tick", "set_immediate", "call_on_io_phase"])
async def test_a_call_that_is_refused_has_changed_nothing(name: str) -> None:
    refused: Record = []
    async with trio.open_nursery() as nursery:
        loop = Loop.of(nursery)
        loop.hold()
        await trio.testing.wait_all_tasks_blocked()

        def elsewhere() -> None:
            with pytest.raises(RuntimeError, match="outside the trio"):
                getattr(loop, name)(pytest.fail, "it was refused")
            refused.append(name)

        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
        assert refused == [name]
        loop.release()


async def test_nothing_is_sent_by_a_call_from_another_thread() -> None:
    async with net.create_server() as server:
        await server.listen(0, "127.0.0.1")
        client = net.connect(port_of(server), "127.0.0.1")
        (accepted,) = await events.once(server, "connection")
        await client

        def write() -> None:
            client.write(b"from elsewhere")

        def destroy() -> None:
            client.destroy()

        for call in (write, destroy):
            with pytest.raises(RuntimeError, match="outside the trio"):
                await trio.to_thread.run_sync(call)
        assert not client.destroyed
        client.end(b"from here")
        assert await accepted.receive_some() == b"from here"
        await trio.to_thread.run_sync(lambda: trio.from_thread.run_sync(accepted.destroy))
        assert accepted.destroyed


async def test_plain_tasks_find_the_owner_that_is_still_open() -> None:
    async with net.create_server() as outer:
        await outer.listen(0, "127.0.0.1")
        async with net.create_server() as inner:
            await inner.listen(0, "127.0.0.1")
            assert Loop.current() is inner._loop
        assert Loop.current() is outer._loop
        (await net.connect(port_of(outer), "127.0.0.1")).destroy()
    with pytest.raises(RuntimeError, match="no owner is open"):
        Loop.current()


def test_an_owner_of_one_run_is_none_in_the_next() -> None:
    kept: Record = []

    async def first() -> None:
        async with trio.open_nursery() as nursery:
            kept.extend((nursery, net.Socket(nursery=nursery)))

    async def second() -> None:
        with pytest.raises(RuntimeError, match="no owner is open"):
            Loop.current()
        for use in (
            lambda: kept[1].connect(1, "127.0.0.1"),
            lambda: kept[1].write(b"x"),
            lambda: net.Socket(nursery=kept[0]).connect(1, "127.0.0.1"),
        ):
            with pytest.raises(RuntimeError):
                use()

    trio.run(first)
    trio.run(second)


# The end


@pytest.mark.parametrize("unreferenced", [False, True])
async def test_a_listener_that_always_connects_again_cannot_keep_an_ending_loop_alive(
    unreferenced: bool,
) -> None:
    connections = 0
    async with trio.open_nursery() as nursery:
        server = net.create_server(lambda accepted: accepted.unref(), nursery=nursery)
        await server.listen(0, "127.0.0.1")
        port = port_of(server)
        server.unref()

        def connect(*_: object) -> None:
            nonlocal connections
            connections += 1
            client = net.connect(port, "127.0.0.1", nursery=nursery)
            client.on("close", connect)
            if unreferenced:
                client.on("connect", client.unref)

        connect()
        if not unreferenced:
            await trio.testing.wait_all_tasks_blocked(0.01)
            nursery.cancel_scope.cancel()
    assert 1 < connections < 50


@pytest.mark.parametrize("phase", ["tick", "immediate", "timer", "data", "error", "close"])
async def test_whatever_raises_every_socket_emits_close_once_and_everything_is_raised(
    phase: str,
) -> None:
    closed: Record = []

    def boom(*_: object) -> None:
        raise ZeroDivisionError(phase)

    def raisers(caught: BaseException) -> list[str]:
        if isinstance(caught, BaseExceptionGroup):
            return [text for inner in caught.exceptions for text in raisers(inner)]
        return [str(caught)]

    with pytest.raises(BaseExceptionGroup) as caught:
        async with trio.open_nursery() as nursery:
            loop = Loop.of(nursery)
            server = net.create_server(nursery=nursery)
            await server.listen(0, "127.0.0.1")
            sockets = []
            for _ in range(3):
                client = net.connect(port_of(server), "127.0.0.1", nursery=nursery)
                (accepted,) = await events.once(server, "connection")
                sockets += [await client, accepted]
            for index, one in enumerate(sockets):
                one.on("close", lambda _, index=index: closed.append(index))
                if phase in ("data", "error", "close"):
                    one.on(phase, boom)
            if phase == "tick":
                loop.next_tick(boom)
            elif phase == "immediate":
                loop.set_immediate(boom)
            elif phase == "timer":
                loop.timer(0, boom)
            elif phase == "data":
                sockets[0].write(b"x")
            else:
                # All in one wake-up: what one raises must not cost the others their event.
                failure = OSError("destroyed") if phase == "error" else None
                loop.next_tick(lambda: [one.destroy(failure) for one in sockets])
            await trio.sleep_forever()
    assert sorted(closed) == list(range(6))
    raised = raisers(caught.value)
    assert raised == [phase] * (6 if phase in ("error", "close") else 1)


async def test_a_stream_whose_error_nobody_hears_still_emits_close() -> None:
    closed: Record = []
    with pytest.raises(BaseExceptionGroup):
        async with trio.open_nursery() as nursery:
            stream = Duplex(nursery=nursery)
            stream.on("close", lambda: closed.append("close"))
            stream.destroy(ValueError("nobody listens"))
    assert closed == ["close"]


# Without descriptors


async def test_a_loop_that_has_no_descriptors_to_begin_with_begins_later() -> None:
    record: Record = []
    async with trio.open_nursery() as nursery:
        loop = Loop.of(nursery)
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        before = leaks.descriptors()
        unused = os.dup(0)
        os.close(unused)
        for room in (0, 1):
            resource.setrlimit(resource.RLIMIT_NOFILE, (unused + room, hard))
            try:
                with pytest.raises(OSError, match="Too many open files"):
                    loop.hold()
            finally:
                resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        assert leaks.descriptors() == before
        loop.next_tick(record.append, "tick")
    assert record == ["tick"]


@pytest.mark.parametrize(
    "register",
    [
        lambda nursery: net.connect(1, "127.0.0.1", nursery=nursery),
        lambda nursery: net.create_server(nursery=nursery).listen(0),
        lambda nursery: net.Socket.from_stream(
            trio.testing.memory_stream_pair()[0], nursery=nursery
        ),
    ],
    ids=["connect", "listen", "from_stream"],
)
async def test_in_a_closed_nursery_nothing_is_opened(
    register: Callable[[trio.Nursery], object],
) -> None:
    async with trio.open_nursery() as nursery:
        pass
    with pytest.raises(RuntimeError, match="the nursery that owns this object is closed"):
        register(nursery)


Handler = Callable[[http.IncomingMessage, http.ServerResponse], Awaitable[None]]


async def ends_and_waits(req: http.IncomingMessage, res: http.ServerResponse) -> None:
    res.end("x")
    await trio.sleep_forever()


async def awaits_ends_and_waits(req: http.IncomingMessage, res: http.ServerResponse) -> None:
    await res.write("x")
    res.end()
    await trio.sleep_forever()


async def ends_the_socket(req: http.IncomingMessage, res: http.ServerResponse) -> None:
    req.socket.end()
    await trio.sleep_forever()


async def fails(req: http.IncomingMessage, res: http.ServerResponse) -> None:
    raise ValueError("a handler")


async def fails_later(req: http.IncomingMessage, res: http.ServerResponse) -> None:
    await trio.sleep(0.01)
    raise ValueError("a handler")


async def fails_amid_its_answer(req: http.IncomingMessage, res: http.ServerResponse) -> None:
    res.write("x")
    await trio.sleep(0.01)
    raise ValueError("a handler")


@pytest.mark.parametrize(
    "handler",
    [
        ends_and_waits,
        awaits_ends_and_waits,
        ends_the_socket,
        fails,
        fails_later,
        fails_amid_its_answer,
    ],
)
async def test_a_connection_that_a_handler_ends_ends_at_once(handler: Handler, parser: str) -> None:
    """Nothing else wakes the loop: what the handler's task deferred has to."""
    async with serving(handler, parser=parser) as server:
        with trio.fail_after(5):
            await answer_to(server, request("GET", "/", "Connection: close"))
        server._owner_loop()._cancel_nursery()  # a handler may wait for ever


@pytest.mark.parametrize("handler", [fails_later, fails_amid_its_answer])
@pytest.mark.parametrize("connection", ["close", "keep-alive"])
async def test_a_block_ends_although_its_last_handler_fails(
    handler: Handler, connection: str, parser: str
) -> None:
    with trio.fail_after(5):
        async with serving(handler, parser=parser) as server:
            peer = await dial(server)
            await peer.send(request("GET", "/", f"Connection: {connection}"))
            while not server._http_connections:
                await trio.lowlevel.checkpoint()
    async with peer:
        pass


async def test_a_default_timeout_of_sockets_blocks_no_loop(parser: str) -> None:
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(30)
    try:
        async with serving(lambda req, res: res.end("x"), parser=parser) as server:
            with trio.fail_after(5):
                answer = await answer_to(server, request("GET", "/", "Connection: close"))
    finally:
        socket.setdefaulttimeout(before)
    assert answer.endswith(b"x")
