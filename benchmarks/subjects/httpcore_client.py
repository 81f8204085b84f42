"""httpcore on Trio."""

# mypy: disable-error-code="import-not-found,import-untyped"
from __future__ import annotations

import httpcore
import trio

from benchmarks.subjects._rounds import Job, Meter, job, play_rounds
from benchmarks.subjects._trio_rounds import play


async def main(meter: Meter, todo: Job) -> None:
    """Plays a round."""
    async with httpcore.AsyncConnectionPool(
        max_connections=todo.sockets, max_keepalive_connections=todo.sockets
    ) as pool:

        async def fetch() -> None:
            response = await pool.request("GET", todo.url)
            if response.status != 200 or not response.content:
                raise ValueError(response.status)

        await play(meter, todo.concurrency, fetch)


play_rounds(lambda meter: trio.run(main, meter, job()))
