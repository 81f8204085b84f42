"""A round of a client on Trio: so many tasks, each sending one request after another."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import trio

from benchmarks.subjects._rounds import WARM_UP, Meter


async def play(meter: Meter, concurrency: int, fetch: Callable[[], Awaitable[object]]) -> None:
    """Keeps `concurrency` requests going for the meter's time; returns when all have ended."""

    async def worker() -> None:
        while not meter.stopped:
            await fetch()
            meter.count += 1

    async with trio.open_nursery() as nursery:
        for _ in range(concurrency):
            nursery.start_soon(worker)
        await trio.sleep(WARM_UP)
        meter.start()
        await trio.sleep(meter.seconds)
        meter.stop()
