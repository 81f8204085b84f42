"""The chain of tasks that runs async listeners."""

from __future__ import annotations

import contextvars

import pytest
import trio
import trio.testing

import trio_nodehttp as http
from trio_nodehttp import events
from trio_nodehttp._loop import Loop
from trio_nodehttp.events import EventEmitter

from .serving import GET, dial, serving


async def test_a_listener_always_starts_whichever_runner_is_free_first(
    nursery: trio.Nursery,
) -> None:
    emitter = EventEmitter(nursery=nursery)
    loop = Loop.of(nursery)
    loop.hold()  # a spare runner waits only while the loop runs
    ended = 0

    async def listener(signal: trio.Event) -> None:
        nonlocal ended
        await signal.wait()
        ended += 1

    emitter.on("event", listener)
    # A runner that has just ended its listener and the spare one that was called may both come for
    # the next listener; Trio's order decides which gets it.
    with trio.fail_after(5):
        for round_ in range(1, 51):
            first, second = trio.Event(), trio.Event()
            for signal in (first, second):
                emitter.emit("event", signal)
                while not signal.statistics().tasks_waiting:
                    await trio.lowlevel.checkpoint()
            second.set()
            while ended < 3 * round_ - 2:  # its runner is the spare one now
                await trio.lowlevel.checkpoint()
            first.set()
            emitter.emit("event", second)
            while ended < 3 * round_:
                await trio.lowlevel.checkpoint()
    loop.release()


async def test_a_listener_keeps_its_own_context_across_its_awaits_and_gives_it_to_its_children(
    nursery: trio.Nursery,
) -> None:
    variable: contextvars.ContextVar[str] = contextvars.ContextVar("variable", default="none")
    emitter = EventEmitter(nursery=nursery)
    seen: list[tuple[str, str]] = []

    async def child(name: str) -> None:
        seen.append((f"child of {name}", variable.get()))

    @emitter.on("event")
    async def listener(name: str) -> None:
        variable.set(name)
        await trio.lowlevel.checkpoint()
        seen.append((name, variable.get()))
        async with trio.open_nursery() as inner:
            inner.start_soon(child, name)
        seen.append((await trio.to_thread.run_sync(lambda: name), variable.get()))

    for name in "ab":
        emitter.emit("event", name)
    while len(seen) < 6:
        await trio.lowlevel.checkpoint()
    assert all(what[-1] == value for what, value in seen), seen
    assert variable.get() == "none"


async def start_order(handlers: int, *, checkpoints: int) -> tuple[list[int], list[int]]:
    """The order in which so many listeners of one step start, and in which they end."""
    started: list[int] = []
    ended: list[int] = []

    async def listener(number: int) -> None:
        started.append(number)
        for _ in range(checkpoints):
            await trio.lowlevel.checkpoint()
        ended.append(number)

    async with trio.open_nursery() as nursery:
        emitter = EventEmitter(nursery=nursery)
        emitter.on("event", listener)
        for number in range(handlers):
            emitter.emit("event", number)
    return started, ended


@pytest.mark.parametrize("checkpoints", [0, 1, 2, 5])
async def test_listeners_start_in_the_order_of_emit(checkpoints: int) -> None:
    for _ in range(20):  # Trio shuffles
        started, ended = await start_order(40, checkpoints=checkpoints)
        assert started == list(range(40))
        assert sorted(ended) == started


async def test_a_listener_that_always_passes_checkpoints_holds_up_no_other(
    nursery: trio.Nursery,
) -> None:
    emitter = EventEmitter(nursery=nursery)
    stopped = False
    ended: list[int] = []

    @emitter.on("event")
    async def listener(number: int) -> None:
        while number < 20 and not stopped:
            await trio.lowlevel.checkpoint()
        ended.append(number)

    for number in range(25):
        emitter.emit("event", number)
    with trio.fail_after(5):
        while len(ended) < 5:
            await trio.lowlevel.checkpoint()
    assert sorted(ended) == [20, 21, 22, 23, 24]
    stopped = True


async def test_what_a_listener_defers_before_a_checkpoint_is_done_when_it_comes_back(
    nursery: trio.Nursery,
) -> None:
    emitter = EventEmitter(nursery=nursery)
    seen: list[str] = []
    over = trio.Event()

    @emitter.on("event")
    async def listener() -> None:
        for number in range(3):
            events.next_tick(seen.append, f"tick {number}")
            await trio.lowlevel.checkpoint()
            seen.append(f"step {number}")
        over.set()

    emitter.emit("event")
    await over.wait()
    assert seen == ["tick 0", "step 0", "tick 1", "step 1", "tick 2", "step 2"]


async def test_a_cancelled_owner_leaves_no_listener_unstarted() -> None:
    started: list[int] = []
    cancelled: list[int] = []

    async def listener(number: int) -> None:
        started.append(number)
        try:
            await trio.lowlevel.checkpoint()
        except trio.Cancelled:
            cancelled.append(number)
            raise

    async with trio.open_nursery() as nursery:
        emitter = EventEmitter(nursery=nursery)
        emitter.on("event", listener)
        for number in range(30):
            emitter.emit("event", number)
        nursery.cancel_scope.cancel()
    assert started == sorted(cancelled) == list(range(30))


async def test_a_timer_that_a_listener_sets_counts_from_its_start(
    nursery: trio.Nursery, autojump_clock: trio.testing.MockClock
) -> None:
    emitter = EventEmitter(nursery=nursery)
    loop = Loop.of(nursery)
    fired = trio.Event()

    @emitter.on("event")
    async def listener() -> None:
        loop.timer(5000, fired.set)

    emitter.emit("event")
    await fired.wait()
    await trio.sleep(60)  # nothing has woken the loop meanwhile
    fired = trio.Event()
    emitter.emit("event")
    before = trio.current_time()
    await fired.wait()
    assert trio.current_time() - before == pytest.approx(5)


def test_a_connection_that_is_written_to_without_a_pause_is_not_idle(parser: str) -> None:
    clock = trio.testing.MockClock()

    async def on_request(req: http.IncomingMessage, res: http.ServerResponse) -> None:
        for _ in range(40):
            await res.write(b"x")  # passes a checkpoint, since the client takes everything
            clock.jump(0.1)
        res.end()

    async def main() -> None:
        async with serving(on_request, parser=parser) as server:
            server.set_timeout(1000)
            async with await dial(server) as peer:
                await peer.send(GET)
                answer = await peer.receive_until(b"0\r\n\r\n")
                assert answer.count(b"1\r\nx") == 40

    trio.run(main, clock=clock)
