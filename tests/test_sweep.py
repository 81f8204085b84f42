"""Exchanges that are cancelled at every step: nothing is left, every 'close' has come, once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
import trio
import trio.testing

from trio_nodehttp import events, net

from .sweep import cancel_at_every_step

pytestmark = pytest.mark.usefixtures("how_it_waits")


Owners = AbstractAsyncContextManager[tuple[net.Server, dict[str, Any]]]


class Lives:
    """What has begun, and what has ended."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.ended: list[str] = []

    def watch(self, emitter: events.EventEmitter, name: str) -> None:
        self.begun.append(name)
        emitter.on("close", lambda *_: self.ended.append(name))

    def check(self) -> None:
        assert sorted(self.ended) == sorted(self.begun)


@asynccontextmanager
async def one_nursery_for_all(lives: Lives) -> AsyncIterator[tuple[net.Server, dict[str, Any]]]:
    async with trio.open_nursery() as nursery:
        yield net.create_server(nursery=nursery), {"nursery": nursery}


@asynccontextmanager
async def an_owner_for_each(lives: Lives) -> AsyncIterator[tuple[net.Server, dict[str, Any]]]:
    async with net.create_server() as server, trio.open_nursery() as nursery:
        yield server, {"nursery": nursery}


@pytest.mark.parametrize("owners", [one_nursery_for_all, an_owner_for_each])
@pytest.mark.parametrize("last_words", ["write", "await"])
async def test_a_handler_with_last_words(
    owners: Callable[[Lives], Owners], last_words: str
) -> None:
    async def exchange() -> None:
        lives = Lives()
        try:
            async with owners(lives) as (server, owner):
                # At once: an async listener starts a step later, and the end may come before.
                server.on("connection", lambda accepted: lives.watch(accepted, "accepted"))

                @server.on("connection")
                async def _(accepted: net.Socket) -> None:
                    try:
                        async for chunk in accepted:
                            await accepted.write(chunk)
                    finally:
                        accepted.write(b"last words")
                        if last_words == "await":
                            with trio.CancelScope(shield=True), trio.move_on_after(5):
                                try:
                                    await accepted.write(b"and more")
                                    await accepted.aclose()
                                except (trio.ClosedResourceError, trio.BrokenResourceError):
                                    pass

                await server.listen(0, "127.0.0.1")
                address = server.address()
                assert isinstance(address, net.Address)
                client = net.connect(address.port, address.address, **owner)
                lives.watch(client, "client")
                await client
                await client.send_all(b"hello")
                assert await client.receive_some(5) == b"hello"
                await client.send_eof()
                async for _chunk in client:
                    pass
                server.close()
        finally:
            lives.check()

    assert await cancel_at_every_step(exchange) > 20


async def test_listeners_and_a_stream_beneath() -> None:
    async def exchange() -> None:
        lives = Lives()
        try:
            async with trio.open_nursery() as nursery:
                one, other = (
                    net.Socket.from_stream(stream, nursery=nursery)
                    for stream in trio.testing.memory_stream_pair()
                )
                lives.watch(one, "one")
                lives.watch(other, "other")
                one.pipe(one)
                other.write(b"x" * 50_000)
                received = 0
                async for chunk in other:
                    received += len(chunk)
                    if received == 50_000:
                        other.end()
        finally:
            lives.check()

    assert await cancel_at_every_step(exchange) > 10
