"""httpx on Trio."""

# mypy: disable-error-code="import-not-found,import-untyped"
from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import trio

from benchmarks.subjects._rounds import CHUNK, CHUNKS, Job, Meter, check, job, play_rounds
from benchmarks.subjects._trio_rounds import play


async def main(meter: Meter, todo: Job) -> None:
    """Plays a round."""
    limits = httpx.Limits(max_connections=todo.sockets, max_keepalive_connections=todo.sockets)
    # No timeouts: waiting for a free connection is part of the scenario.
    async with httpx.AsyncClient(limits=limits, timeout=None) as client:

        async def fetch() -> None:
            response = await client.get(todo.url)
            if response.status_code != 200 or not response.content:
                raise ValueError(response.status_code)

        if todo.mode == "load":
            await play(meter, todo.concurrency, fetch)
            return
        meter.start()
        if todo.mode == "download":
            received = 0
            async with client.stream("GET", todo.url) as response:
                async for chunk in response.aiter_raw():
                    received += len(chunk)
            check(received)
        else:
            check(int((await client.post(todo.url, content=body())).text))
        meter.stop(100)


async def body() -> AsyncIterator[bytes]:
    """Produces 100 MiB."""
    for _ in range(CHUNKS):
        yield CHUNK


play_rounds(lambda meter: trio.run(main, meter, job()))
