"""aiohttp's client."""

# mypy: disable-error-code="import-not-found,import-untyped"
from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import aiohttp

from benchmarks.subjects._rounds import CHUNK, CHUNKS, WARM_UP, Job, Meter, check, job, play_rounds


async def main(meter: Meter, todo: Job) -> None:
    """Plays a round."""
    connector = aiohttp.TCPConnector(limit=todo.sockets)
    no_timeout = aiohttp.ClientTimeout(total=None)
    async with aiohttp.ClientSession(connector=connector, timeout=no_timeout) as session:

        async def worker() -> None:
            while not meter.stopped:
                async with session.get(todo.url) as response:
                    if response.status != 200 or not await response.read():
                        raise ValueError(response.status)
                meter.count += 1

        if todo.mode == "load":
            workers = [asyncio.create_task(worker()) for _ in range(todo.concurrency)]
            await asyncio.sleep(WARM_UP)
            meter.start()
            await asyncio.sleep(meter.seconds)
            meter.stop()
            await asyncio.gather(*workers)
            return
        meter.start()
        if todo.mode == "download":
            received = 0
            async with session.get(todo.url) as response:
                async for chunk in response.content.iter_any():
                    received += len(chunk)
            check(received)
        else:
            async with session.post(todo.url, data=body()) as response:
                check(int(await response.text()))
        meter.stop(100)


async def body() -> AsyncIterator[bytes]:
    """Produces 100 MiB."""
    for _ in range(CHUNKS):
        yield CHUNK


play_rounds(lambda meter: asyncio.run(main(meter, job())))
