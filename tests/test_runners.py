"""The chain of tasks that runs async listeners."""

from __future__ import annotations

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
