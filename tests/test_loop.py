"""The owner's loop: phases, ticks, timers, wake-ups, async listeners, and how it ends."""

from __future__ import annotations

import contextvars
import signal
import socket
import sys
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import trio
import trio.testing

from trio_nodehttp import events, net
from trio_nodehttp._loop import Loop
from trio_nodehttp._timers import Timer

from . import leaks
from .sweep import cancel_at_every_step

if sys.version_info < (3, 11):
    from exceptiongroup import BaseExceptionGroup, ExceptionGroup

Record = list[Any]


# Phases


async def test_a_wake_up_runs_timers_then_io_then_immediates_then_closes_last_first() -> None:
    # Node, for the same: timer tick io0 tick0 io1 tick1 immediate tick close1 close0
    record: Record = []

    class Ready:
        referenced = True

        def __init__(self, name: str) -> None:
            self.name = name
            self.ours, self.theirs = socket.socketpair()
            self.theirs.send(b"x")

        def step(self, mask: int) -> None:
            record.append(f"io{self.name}")
            loop.next_tick(record.append, f"tick{self.name}")
            loop.set_immediate(record.append, f"immediate{self.name}")
            loop.call_on_close_phase(record.append, f"close{self.name}")
            loop.unregister(self.ours.fileno())
            loop.detach(self)

        def abandon(self) -> None:
            raise AssertionError("it has been stepped")

    async with trio.open_nursery() as nursery:
        loop = Loop.of(nursery)

        def begin() -> None:
            # From a step, so that everything is due at the same wake-up.
            for handle in handles:
                loop.attach(handle)
                loop.register(handle.ours.fileno(), 1, handle)
            loop.timer(0, due)

        def due() -> None:
            record.append("timer")
            loop.next_tick(record.append, "tick after timer")

        handles = [Ready("0"), Ready("1")]
        loop.set_immediate(begin)
    for handle in handles:
        handle.ours.close()
        handle.theirs.close()
    assert record == [
        "timer",
        "tick after timer",
        "io0",
        "tick0",
        "io1",
        "tick1",
        "immediate0",
        "immediate1",
        "close1",
        "close0",
    ]


async def test_ticks_run_after_each_callback_in_order_and_before_anything_else() -> None:
    record: Record = []

    async with trio.open_nursery() as nursery:
        loop = Loop.of(nursery)

        def immediate(name: str) -> None:
            record.append(name)
            loop.next_tick(nested, name)
            loop.next_tick(record.append, f"{name} second")

        def nested(name: str) -> None:
            record.append(f"{name} first")
            loop.next_tick(record.append, f"{name} third")

        loop.set_immediate(immediate, "a")
        loop.set_immediate(immediate, "b")
    assert record == [
        *("a", "a first", "a second", "a third"),
        *("b", "b first", "b second", "b third"),
    ]


async def test_an_immediate_set_by_an_immediate_waits_for_the_next_wake_up() -> None:
    record: Record = []

    async with trio.open_nursery() as nursery:
        loop = Loop.of(nursery)

        def first() -> None:
            record.append("first")
            loop.set_immediate(record.append, "third")
            loop.call_on_close_phase(record.append, "close")

        loop.set_immediate(first)
        loop.set_immediate(record.append, "second")
        loop.set_immediate(record.append, "never").cancel()
    assert record == ["first", "second", "close", "third"]


# Timers


async def test_timers_fire_in_the_order_of_their_times(
    autojump_clock: trio.testing.MockClock,
) -> None:
    record: Record = []
    began = trio.current_time()

    async with trio.open_nursery() as nursery:
        loop = Loop.of(nursery)

        def note(name: str) -> None:
            record.append((name, round((trio.current_time() - began) * 1000)))

        loop.timer(30, note, "late")
        loop.timer(10, note, "early")
        loop.timer(10, note, "early too")
        loop.timer(20, note, "cancelled").cancel()
        loop.timer(40, lambda: loop.timer(5, note, "nested"))
    assert record == [("early", 10), ("early too", 10), ("late", 30), ("nested", 45)]


async def test_an_earlier_timer_from_another_task_shortens_the_wait(
    autojump_clock: trio.testing.MockClock,
) -> None:
    fired: list[float] = []

    async with trio.open_nursery() as nursery:
        loop = Loop.of(nursery)
        far: Timer = loop.timer(60_000, fired.append, -1.0)
        await trio.sleep(1)

        def near() -> None:
            fired.append(trio.current_time())
            far.cancel()

        loop.timer(500, near)
        began = trio.current_time()
    assert fired == [pytest.approx(began + 0.5)]


async def test_an_unreferenced_timer_does_not_keep_the_nursery_open(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async with trio.open_nursery() as nursery:
        Loop.of(nursery).timer(60_000, pytest.fail, "the loop was held", ref=False)
    assert trio.current_time() < 60


# Other tasks


async def test_a_call_from_another_task_wakes_the_loop() -> None:
    record: Record = []
    heard = trio.Event()

    async with trio.open_nursery() as nursery:
        loop = Loop.of(nursery)
        loop.hold()
        await trio.testing.wait_all_tasks_blocked()
        loop.next_tick(record.append, "tick")
        loop.set_immediate(record.append, "immediate")
        loop.call_on_close_phase(heard.set)
        assert record == []
        await heard.wait()
        assert record == ["tick", "immediate"]
        loop.release()


async def test_a_call_from_another_thread_is_refused() -> None:
    outcome: Record = []

    async with trio.open_nursery() as nursery:
        loop = Loop.of(nursery)
        loop.hold()

        def elsewhere() -> None:
            try:
                loop.next_tick(outcome.append, "ran")
            except RuntimeError as refused:
                outcome.append(str(refused))

        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
        loop.release()
    assert "outside the trio.run" in outcome[0]


# Beginning and end


async def test_a_borrowed_nursery_closes_when_nothing_holds_the_loop() -> None:
    record: Record = []
    async with trio.open_nursery() as nursery:
        loop = Loop.of(nursery)
        assert leaks.tasks(nursery) == set()  # it has not started
        loop.next_tick(record.append, "first life")
        await trio.testing.wait_all_tasks_blocked()
        assert leaks.tasks(nursery) == set()  # it has returned
        loop.next_tick(record.append, "second life")
    assert record == ["first life", "second life"]


async def test_owners_with_one_nursery_share_a_loop() -> None:
    async with trio.open_nursery() as one, trio.open_nursery() as other:
        assert Loop.of(one) is Loop.of(one)
        assert Loop.of(one) is not Loop.of(other)


async def test_what_a_step_raises_leaves_through_the_nursery_after_every_handle_is_destroyed() -> (
    None
):
    closed: Record = []
    with pytest.raises(ExceptionGroup) as caught:
        async with trio.open_nursery() as nursery:
            server = net.create_server(nursery=nursery)
            server.on("close", lambda: closed.append("server"))
            await server.listen(0, "127.0.0.1")
            client = net.connect(server.address().port, "127.0.0.1", nursery=nursery)  # type: ignore[union-attr]
            client.on("close", lambda had_error: closed.append("client"))
            await client
            events.set_immediate(lambda: 1 / 0)
            await trio.sleep_forever()
    assert [type(inner) for inner in caught.value.exceptions] == [ZeroDivisionError]
    assert sorted(closed) == ["client", "server"]


async def test_what_raises_while_the_loop_dies_is_raised_too() -> None:
    def boom(had_error: bool) -> None:
        raise KeyError("close")

    with pytest.raises(ExceptionGroup) as caught:
        async with trio.open_nursery() as nursery:
            server = net.create_server(nursery=nursery)
            await server.listen(0, "127.0.0.1")
            client = net.connect(server.address().port, "127.0.0.1", nursery=nursery)  # type: ignore[union-attr]
            client.on("close", boom)
            await client
            events.next_tick(lambda: 1 / 0)
            await trio.sleep_forever()
    assert caught.group_contains(ZeroDivisionError)
    assert caught.group_contains(KeyError)


async def test_ticks_that_arrive_after_the_end_are_still_run() -> None:
    record: Record = []
    with trio.CancelScope() as scope:
        async with trio.open_nursery() as nursery:
            loop = Loop.of(nursery)
            loop.hold()

            async def late() -> None:
                try:
                    await trio.sleep_forever()
                finally:
                    with trio.CancelScope(shield=True):
                        await trio.testing.wait_all_tasks_blocked()
                    loop.next_tick(record.append, "a handler's finally")

            nursery.start_soon(late)
            await trio.testing.wait_all_tasks_blocked()
            scope.cancel()
    assert record == ["a handler's finally"]


async def test_with_its_nursery_closed_a_loop_runs_what_arrives_in_the_caller() -> None:
    record: Record = []
    async with trio.open_nursery() as nursery:
        loop = Loop.of(nursery)
    loop.next_tick(record.append, "orphan")
    assert record == ["orphan"]


# Async listeners


async def test_async_listeners_start_in_emit_order_a_thousand_times() -> None:
    started: Record = []

    def listener(name: str) -> Callable[[int], Awaitable[None]]:
        async def start(number: int) -> None:
            started.append((name, number))
            if name != "b":
                await trio.lowlevel.checkpoint()

        return start

    for _ in range(1000):
        started.clear()
        async with trio.open_nursery() as nursery:
            emitter = events.EventEmitter(nursery=nursery)
            for name in "abcd":
                emitter.on("event", listener(name))
            emitter.emit("event", 1)
            emitter.emit("event", 2)
            assert started == []
        assert started == [(name, number) for number in (1, 2) for name in "abcd"]


async def test_what_a_listener_defers_runs_when_it_gives_up_control() -> None:
    record: Record = []
    gate = trio.Event()
    async with trio.open_nursery() as nursery:
        emitter = events.EventEmitter(nursery=nursery)

        @emitter.on("event")
        async def first() -> None:
            events.next_tick(record.append, "tick of first")
            record.append("first")
            await gate.wait()
            record.append("first again")
            events.next_tick(record.append, "second tick of first")

        @emitter.on("event")
        async def second() -> None:
            record.append("second")
            gate.set()

        emitter.emit("event")
    assert record[:3] == ["first", "tick of first", "second"]
    assert record[3:] == ["first again", "second tick of first"]


async def test_a_listener_that_blocks_does_not_hold_up_the_next() -> None:
    finished: Record = []
    gate = trio.Event()
    async with trio.open_nursery() as nursery:
        emitter = events.EventEmitter(nursery=nursery)

        @emitter.on("event")
        async def _(n: int) -> None:
            if n == 0:
                await gate.wait()
            finished.append(n)
            if n == 5:
                gate.set()

        for n in range(6):
            emitter.emit("event", n)
    assert finished == [1, 2, 3, 4, 5, 0]


async def test_context_variables_do_not_leak_from_one_listener_to_the_next() -> None:
    variable: contextvars.ContextVar[str] = contextvars.ContextVar("variable", default="none")
    seen: Record = []
    variable.set("the owner's")
    async with trio.open_nursery() as nursery:
        emitter = events.EventEmitter(nursery=nursery)

        @emitter.on("event")
        async def _(n: int) -> None:
            seen.append(variable.get())
            variable.set(f"set by {n}")

        def tick() -> None:
            seen.append(variable.get())
            variable.set("set by a step")

        for n in range(3):
            emitter.emit("event", n)
        events.set_immediate(tick)
        events.set_immediate(tick)
    assert seen == ["the owner's"] * 5


async def test_an_equal_object_in_a_context_variable_does_not_leak_either() -> None:
    variable: contextvars.ContextVar[list[str]] = contextvars.ContextVar("variable")
    owned: list[str] = []
    variable.set(owned)
    seen: Record = []
    async with trio.open_nursery() as nursery:
        emitter = events.EventEmitter(nursery=nursery)

        @emitter.on("event")
        async def _() -> None:
            seen.append(variable.get() is owned)
            variable.set([])

        for _n in range(3):
            emitter.emit("event")
    assert seen == [True] * 3


async def test_an_async_listener_without_an_owner_is_a_runtime_error() -> None:
    emitter = events.EventEmitter()

    @emitter.on("event")
    async def _() -> None:
        pytest.fail("it has no task to run in")

    with pytest.raises(RuntimeError, match="needs an owner"):
        emitter.emit("event")


async def test_what_an_async_listener_raises_leaves_through_the_nursery() -> None:
    with pytest.raises(ExceptionGroup) as caught:
        async with trio.open_nursery() as nursery:
            emitter = events.EventEmitter(nursery=nursery)

            @emitter.on("event")
            async def _() -> None:
                raise ZeroDivisionError

            emitter.emit("event")
    assert caught.group_contains(ZeroDivisionError)


async def test_what_a_tick_of_an_async_listener_raises_leaves_through_the_nursery() -> None:
    with pytest.raises(ExceptionGroup) as caught:
        async with trio.open_nursery() as nursery:
            emitter = events.EventEmitter(nursery=nursery)

            @emitter.on("event")
            async def _() -> None:
                events.next_tick(lambda: 1 / 0)
                await trio.sleep_forever()

            emitter.emit("event")
    assert caught.group_contains(ZeroDivisionError)


# Cancellation at every checkpoint


async def test_cancelled_at_any_checkpoint_nothing_is_left_and_everything_is_closed_once() -> None:
    closes: list[str] = []
    opened: list[str] = []

    async def exchange() -> None:
        closes.clear()
        opened.clear()
        try:
            async with trio.open_nursery() as nursery:
                server = net.create_server(nursery=nursery)

                @server.on("connection")
                def _(connection: net.Socket) -> None:
                    opened.append("server")
                    connection.on("close", lambda _: closes.append("server"))

                @server.on("connection")
                async def _(connection: net.Socket) -> None:
                    try:
                        async for chunk in connection:
                            await connection.write(chunk)
                    finally:
                        connection.write(b"a handler's last words")
                        connection.end()

                await server.listen(0, "127.0.0.1")
                client = net.connect(server.address().port, "127.0.0.1", nursery=nursery)  # type: ignore[union-attr]
                opened.append("client")
                client.on("close", lambda _: closes.append("client"))
                await client
                await client.send_all(b"hello")
                await client.receive_some(5)
                await client.send_eof()
                async for _chunk in client:
                    pass
                server.close()
        finally:
            assert sorted(closes) == sorted(opened)

    steps = await cancel_at_every_step(exchange)
    assert steps > 20


# Ctrl-C


def test_ctrl_c_interrupts_an_endless_listener_but_no_state_change() -> None:
    async def main() -> None:
        async with trio.open_nursery() as nursery:
            emitter = events.EventEmitter(nursery=nursery)

            def endless() -> None:
                signal.raise_signal(signal.SIGINT)
                pytest.fail("the listener was not interrupted")

            emitter.on("event", endless)
            events.next_tick(emitter.emit, "event")
            await trio.sleep_forever()

    with pytest.raises(BaseExceptionGroup) as caught:
        trio.run(main)
    assert caught.group_contains(KeyboardInterrupt)


def test_ctrl_c_waits_for_the_end_of_a_step() -> None:
    record: Record = []

    class Interrupted:
        referenced = True

        def step(self, mask: int) -> None:
            signal.raise_signal(signal.SIGINT)
            record.append("the step went on")

        def abandon(self) -> None:
            loop.detach(self)

    loop: Loop

    async def main() -> None:
        nonlocal loop
        async with trio.open_nursery() as nursery:
            loop = Loop.of(nursery)
            handle = Interrupted()
            loop.attach(handle)
            loop.call_on_io_phase(handle.step, 1)
            await trio.sleep_forever()

    with pytest.raises(BaseException) as caught:
        trio.run(main)
    group = caught.value
    assert isinstance(group, KeyboardInterrupt) or caught.group_contains(KeyboardInterrupt)
    assert record == ["the step went on"]
