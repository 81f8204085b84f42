"""The chain of tasks that runs async listeners."""

from __future__ import annotations

import contextvars

import trio

from trio_nodehttp._loop import Loop
from trio_nodehttp.events import EventEmitter


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
