"""trio_nodehttp's client: arguments PARSER STYLE before the common four.

STYLE is `sync` (Node's style: listeners) or `await` (tasks that await a response and its body).
"""

from __future__ import annotations

import sys
from typing import Any

import trio

import trio_nodehttp as http
from benchmarks.subjects._rounds import CHUNK, CHUNKS, WARM_UP, Job, Meter, check, job, play_rounds
from benchmarks.subjects._trio_rounds import play


async def main(meter: Meter, todo: Job, parser: str, style: str) -> None:
    """Plays a round."""
    async with http.Agent(keep_alive=True, max_sockets=todo.sockets) as agent:
        if todo.mode == "load":
            if style == "await":

                async def fetch() -> None:
                    res = await http.get(todo.url, agent=agent, parser=parser)
                    if res.status_code != 200 or not await res.body():
                        raise ValueError(res.status_code)

                await play(meter, todo.concurrency, fetch)
            else:
                await play_listeners(meter, todo, agent, parser)
            return
        meter.start()
        if style == "sync":
            await transfer_by_listeners(todo, agent, parser)
        elif todo.mode == "download":
            received = 0
            res = await http.get(todo.url, agent=agent, parser=parser)
            async for chunk in res:
                received += len(chunk)
            check(received)
        elif todo.mode == "slow-download":  # the memory runs
            res = await http.get(todo.url, agent=agent, parser=parser)
            async for _ in res:
                await trio.sleep(0.001)
        else:
            chunks = CHUNKS if todo.mode == "upload" else 16_384
            req = http.request(todo.url, method="POST", agent=agent, parser=parser)
            for _ in range(chunks):
                await req.write(CHUNK)
            res = await req.end()
            check(int(await res.text()), chunks)
        meter.stop(100)


async def play_listeners(meter: Meter, todo: Job, agent: Any, parser: str) -> None:
    """Node's style: the same program as `node_client.js`."""
    running = todo.concurrency
    ended = trio.Event()

    def fetch() -> None:
        nonlocal running
        if meter.stopped:
            running -= 1
            if running == 0:
                ended.set()
            return
        http.get(todo.url, on_response, agent=agent, parser=parser)

    def on_response(res: http.IncomingMessage) -> None:
        res.on("data", ignore)
        res.on("end", on_end)

    def on_end() -> None:
        meter.count += 1
        fetch()

    for _ in range(todo.concurrency):
        fetch()
    await trio.sleep(WARM_UP)
    meter.start()
    await trio.sleep(meter.seconds)
    meter.stop()
    await ended.wait()


async def transfer_by_listeners(todo: Job, agent: Any, parser: str) -> None:
    """Node's style: the same program as `node_client.js`."""
    ended = trio.Event()
    received = 0
    left = CHUNKS

    def on_data(chunk: bytes) -> None:
        nonlocal received
        received += len(chunk)

    def on_response(res: http.IncomingMessage) -> None:
        res.on("data", on_data)
        res.on("end", ended.set)

    def write_more() -> None:
        nonlocal left
        while left > 0:
            left -= 1
            if not req.write(CHUNK):
                req.once("drain", write_more)
                return
        req.end()

    method = "GET" if todo.mode == "download" else "POST"
    req = http.request(todo.url, on_response, method=method, agent=agent, parser=parser)
    if method == "GET":
        req.end()
    else:
        write_more()
    await ended.wait()
    if method == "GET":
        check(received)


def ignore(chunk: bytes) -> None:
    """Takes a piece of the body."""


play_rounds(lambda meter: trio.run(main, meter, job(), sys.argv[1], sys.argv[2]))
