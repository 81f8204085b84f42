"""Whatever servers and programs do at once: each request closes once, and its agent ends empty.

What is random comes from the seed in a test's name; the order of tasks does not, and nothing that
hangs on it is asserted.
"""

from __future__ import annotations

import math
from random import Random
from typing import Any

import pytest
import trio

import trio_nodehttp as http

from .request_trace import CUT, OK, serving
from .wire import Wire

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n"


async def answer(wire: Wire, random: Random) -> bool:
    """One answer, or what stands for it. Whether another may follow."""
    kind = random.randrange(12)
    if kind == 0:
        await wire.send(OK)
        await wire.send_eof()
    elif kind == 1:
        wire.reset()
    elif kind == 2:
        await wire.send(CUT)
        await wire.send_eof()
    elif kind == 3:
        await wire.send(CUT)
        wire.reset()
    elif kind == 4:
        await wire.send(b"garbage\r\n\r\n")
    elif kind == 5:
        await wire.send_eof()
    elif kind == 6:
        await wire.send(OK.replace(b"Content", b"Connection: close\r\nContent"))
        return True
    elif kind == 7:
        await wire.send(OK + b"junk")
        return True
    elif kind == 8:
        await wire.send(OK)
        await trio.lowlevel.checkpoint()
        await wire.send(OK)
        return True
    elif kind == 9:
        await wire.send(b"HTTP/1.1 100 C\r\n\r\n" + CHUNKED)
        await trio.lowlevel.checkpoint()
        await wire.send(b"0\r\n\r\n")
        return True
    else:
        await wire.send(OK)
        return True
    return False


class Storm:
    """One agent, a few servers, many requests."""

    def __init__(self, random: Random, ports: list[int], agent: http.Agent) -> None:
        self.random = random
        self.ports = ports
        self.agent = agent
        self.closes: dict[http.ClientRequest, int] = {}

    def make(self) -> http.ClientRequest:
        random = self.random
        options: dict[str, Any] = {"timeout": 2} if random.random() < 0.2 else {}
        request = http.request(
            f"http://127.0.0.1:{random.choice(self.ports)}/",
            method=random.choice(["GET", "POST"]),
            agent=self.agent,
            **options,
        )
        self.closes[request] = 0

        def count() -> None:
            self.closes[request] += 1

        request.on("close", count)
        return request

    async def listen(self) -> None:
        """A program in Node's style."""
        random = self.random
        request = self.make()
        closed = trio.Event()
        request.on("close", closed.set).on("error", lambda error: None)

        def on_response(response: http.IncomingMessage) -> None:
            kind = random.randrange(6)
            if kind == 0:
                request.destroy()
            elif kind == 1:
                response.destroy()
            elif kind > 2:
                response.on("data", lambda chunk: request.abort() if kind == 3 else None)

        request.on("response", on_response)
        if random.random() < 0.5:
            request.write("x")
        request.end()
        with trio.move_on_after(0.05):
            await closed.wait()
        request.destroy()

    async def wait(self) -> None:
        """A program in Trio's style."""
        random = self.random
        request = self.make()
        try:
            with trio.move_on_after(random.choice([0.001, 0.005, 0.05])):
                if request.method == "POST":
                    await request.write("x")
                request.end()
                if random.random() < 0.5:
                    async with request as response:
                        if random.random() < 0.8:
                            await response.body()
                else:
                    async for _ in await request:
                        pass
        except (OSError, trio.BrokenResourceError, trio.ClosedResourceError, http.NodeError):
            pass
        request.on("error", lambda error: None).destroy()


@pytest.mark.parametrize("seed", range(12))
async def test_a_storm(parser: str, seed: int) -> None:
    random = Random(seed)

    async def serve(wire: Wire) -> None:
        more = True
        while more:
            head = await wire.receive_head()
            if head.startswith(b"POST") and random.random() < 0.8:
                await wire.receive_until(b"0\r\n\r\n")
            more = await answer(wire, random)

    options: dict[str, Any] = {
        "keep_alive": random.random() < 0.8,
        "max_sockets": random.choice([1, 2, 5, math.inf]),
        "max_total_sockets": random.choice([1, 3, math.inf]),
        "max_free_sockets": random.choice([1, 256]),
        "scheduling": random.choice(["fifo", "lifo"]),
    }
    if random.random() < 0.3:
        options["timeout"] = random.choice([3, 1000])
    async with serving(serve) as one, serving(serve) as two:
        async with http.Agent(parser=parser, **options) as agent:
            storm = Storm(random, [one, one, two, 1], agent)
            async with trio.open_nursery() as nursery:
                for _ in range(40):
                    nursery.start_soon(random.choice([storm.listen, storm.wait]))
    assert len(storm.closes) == 40
    assert set(storm.closes.values()) == {1}
    assert agent.sockets == agent.free_sockets == agent.requests == {}
    assert agent.total_socket_count == 0
