"""Who owns what on the client's side: scopes, borrowed nurseries, and a cancel at every step."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import trio
import trio.testing

import trio_nodehttp as http
from trio_nodehttp import events

from .request_trace import CUT, OK, answering, serving, settled, silent
from .sweep import cancel_at_every_step
from .wire import Wire, listening


def url_of(port: int) -> str:
    return f"http://127.0.0.1:{port}/"


class Watched:
    """Requests of an exchange: each that was made must have emitted one `'close'` at its end."""

    def __init__(self) -> None:
        self.closes: dict[http.ClientRequest, int] = {}

    def __call__(self, request: http.ClientRequest) -> http.ClientRequest:
        self.closes[request] = 0

        def count() -> None:
            self.closes[request] += 1

        request.on("close", count)
        return request

    def check(self) -> None:
        assert all(count == 1 for count in self.closes.values()), list(self.closes.values())


# A cancel at every step

Exchange = Callable[[int, str, Watched], Awaitable[None]]


async def on_a_new_socket(port: int, parser: str, watch: Watched) -> None:
    async with http.Agent(parser=parser) as agent:
        response = await watch(http.get(url_of(port), agent=agent))
        assert await response.body() == b"hi"


async def on_a_reused_socket(port: int, parser: str, watch: Watched) -> None:
    async with http.Agent(keep_alive=True, parser=parser) as agent:
        for _ in range(2):
            request = watch(http.request(url_of(port), method="POST", agent=agent))
            await request.write("x")
            response = await request.end("y")
            async for chunk in response:
                assert chunk


async def in_the_queue(port: int, parser: str, watch: Watched) -> None:
    async with http.Agent(max_sockets=1, parser=parser) as agent:
        requests = [watch(http.get(url_of(port), agent=agent)) for _ in range(3)]

        async def read(request: http.ClientRequest) -> None:
            assert await (await request).body() == b"hi"

        async with trio.open_nursery() as nursery:
            for request in requests:
                nursery.start_soon(read, request)


async def in_a_block(port: int, parser: str, watch: Watched) -> None:
    async with watch(http.get(url_of(port), parser=parser)) as response:
        assert await response.body() == b"hi"


async def in_a_borrowed_nursery(port: int, parser: str, watch: Watched) -> None:
    async with trio.open_nursery() as nursery:
        agent = http.Agent(nursery=nursery, keep_alive=True, parser=parser)
        request = watch(http.get(url_of(port), agent=agent))
        request.on("error", lambda error: None)
        request.on("response", lambda response: response.resume() and None)


@pytest.mark.parametrize(
    "exchange",
    [on_a_new_socket, on_a_reused_socket, in_the_queue, in_a_block, in_a_borrowed_nursery],
)
async def test_a_cancel_at_every_step_leaves_nothing(parser: str, exchange: Exchange) -> None:
    async def answer(wire: Wire) -> None:
        while True:
            head = await wire.receive_head()
            if head.startswith(b"POST"):
                await wire.receive_until(b"0\r\n\r\n")
            await wire.send(OK)

    async def once(watch: Watched) -> None:
        async with listening() as listener, trio.open_nursery() as nursery:

            async def serve() -> None:
                while True:
                    wire = await listener.accept()
                    nursery.start_soon(run, wire)

            async def run(wire: Wire) -> None:
                async with wire:
                    try:
                        await answer(wire)
                    except (EOFError, trio.BrokenResourceError):
                        pass

            nursery.start_soon(serve)
            await exchange(listener.port, parser, watch)
            nursery.cancel_scope.cancel()

    async def attempt() -> None:
        watch = Watched()
        try:
            await once(watch)
        finally:
            watch.check()

    assert await cancel_at_every_step(attempt) > 5


# Leaving an agent's scope


async def test_leaving_normally_lets_requests_finish(parser: str) -> None:
    async def slow(wire: Wire) -> None:
        await wire.receive_head()
        await go.wait()
        await wire.send(OK)

    go = trio.Event()
    chunks: list[bytes] = []
    async with serving(slow) as port:
        async with http.Agent(parser=parser) as agent:
            http.get(
                url_of(port),
                lambda response: response.on("data", chunks.append) and None,
                agent=agent,
            )
            go.set()
        assert chunks == [b"hi"]


async def test_leaving_normally_destroys_what_was_awaited_and_nobody_reads(parser: str) -> None:
    async with serving(answering(CUT)) as port:
        async with http.Agent(parser=parser) as agent:
            request = http.get(url_of(port), agent=agent)
            await request
        assert request.destroyed
        assert request.socket.destroyed


async def test_idle_sockets_do_not_keep_it_open(parser: str) -> None:
    async with serving(answering(OK)) as port:
        async with http.Agent(keep_alive=True, parser=parser) as agent:
            request = http.get(url_of(port), agent=agent)
            await (await request).body()
            await settled()
            assert not request.socket.destroyed
        assert request.socket.destroyed


async def test_leaving_by_an_exception_destroys_everything_with_its_events(parser: str) -> None:
    seen: list[Any] = []
    async with serving(silent) as port:
        with pytest.raises(ValueError, match="mine"):
            async with http.Agent(max_sockets=1, parser=parser) as agent:
                for number in range(3):
                    request = http.get(url_of(port), agent=agent)
                    for name in ("error", "close"):
                        request.on(name, lambda *args, what=(number, name): seen.append(what))
                await settled()
                raise ValueError("mine")
    assert sorted(seen) == sorted(
        (number, name) for number in range(3) for name in ("error", "close")
    )


async def test_leaving_by_an_exception_raises_only_that(parser: str) -> None:
    """Requests that nobody listens to are destroyed by their owner: that is no news."""
    async with serving(silent) as port:
        with pytest.raises(ValueError, match="mine"):
            async with http.Agent(max_sockets=1, parser=parser) as agent:
                for _ in range(3):
                    http.get(url_of(port), agent=agent)
                await settled()
                raise ValueError("mine")
        with trio.move_on_after(0.02) as scope:
            async with http.Agent(parser=parser) as agent:
                http.get(url_of(port), agent=agent)
                await trio.sleep_forever()
        assert scope.cancelled_caught


async def test_a_grace_period_around_an_agent(parser: str) -> None:
    async with serving(silent) as port:
        with trio.move_on_after(0.02) as scope:
            async with http.Agent(parser=parser) as agent:
                request = http.get(url_of(port), agent=agent)
                request.on("error", lambda error: None)
        assert scope.cancelled_caught
        assert request.destroyed


async def test_an_agent_can_be_opened_again(parser: str) -> None:
    agent = http.Agent(keep_alive=True, parser=parser)
    async with serving(answering(OK)) as port:
        for _ in range(2):
            async with agent:
                request = http.get(url_of(port), agent=agent)
                assert await (await request).body() == b"hi"
                assert not request.reused_socket
            assert not agent.is_open
            assert agent.sockets == agent.free_sockets == agent.requests == {}


async def test_opening_twice_is_refused() -> None:
    async with http.Agent() as agent:
        with pytest.raises(RuntimeError, match="open already"):
            async with agent:
                pass


# Borrowed nurseries


async def test_a_borrowed_nursery_closes_when_nothing_is_in_flight(parser: str) -> None:
    async with serving(answering(OK)) as port:
        async with trio.open_nursery() as nursery:
            agent = http.Agent(nursery=nursery, keep_alive=True, parser=parser)
            requests = [
                http.get(url_of(port), lambda response: response.resume() and None, agent=agent)
                for _ in range(3)
            ]
        assert all(request.socket.destroyed for request in requests)


async def test_a_later_call_starts_the_loop_again(parser: str) -> None:
    async with serving(answering(OK)) as port, trio.open_nursery() as nursery:
        agent = http.Agent(nursery=nursery, keep_alive=True, parser=parser)
        for _ in range(3):
            response = await http.get(url_of(port), agent=agent)
            assert await response.body() == b"hi"
            await trio.testing.wait_all_tasks_blocked()


async def test_a_closed_nursery_says_so(parser: str) -> None:
    async with trio.open_nursery() as nursery:
        agent = http.Agent(nursery=nursery, parser=parser)
    with pytest.raises(RuntimeError):
        http.get("http://127.0.0.1:1/", agent=agent)


async def test_cancelling_the_nursery_ends_requests_in_queue_and_flight(parser: str) -> None:
    watch = Watched()
    async with serving(silent) as port:
        async with trio.open_nursery() as nursery:
            agent = http.Agent(nursery=nursery, max_sockets=1, parser=parser)
            for _ in range(3):
                watch(http.get(url_of(port), agent=agent))
            await settled()
            nursery.cancel_scope.cancel()
    watch.check()
    assert agent.sockets == agent.requests == {}


async def test_two_owners_in_one_nursery_share_a_loop(parser: str) -> None:
    async with trio.open_nursery() as nursery:
        server = http.create_server(
            lambda request, response: response.end("hi"), nursery=nursery, parser=parser
        )
        await server.listen(0, "127.0.0.1")
        address = server.address()
        assert address is not None and not isinstance(address, str)
        agent = http.Agent(nursery=nursery, parser=parser)
        assert agent._loop is server._loop
        response = await http.get(url_of(address.port), agent=agent)
        assert await response.text() == "hi"
        server.close()


async def test_a_cancelled_request_s_socket_is_never_reused(parser: str) -> None:
    """A cancelled request that leaves its connection counted or reused is a known failure."""

    async def late(wire: Wire) -> None:
        await wire.receive_head()
        await go.wait()
        await wire.send(OK)

    go = trio.Event()
    async with serving(late, answering(OK)) as port:
        async with http.Agent(keep_alive=True, max_sockets=1, parser=parser) as agent:
            request = http.get(url_of(port), agent=agent)
            with trio.move_on_after(0.02):
                await request
            assert request.destroyed
            go.set()
            other = http.get(url_of(port), agent=agent)
            assert await (await other).body() == b"hi"
            assert other.socket is not request.socket
            await settled()
            assert agent.sockets == {}


async def test_what_a_listener_defers_on_a_closed_owner_waits_for_its_end(parser: str) -> None:
    trace: list[str] = []

    def on_end() -> None:
        events.next_tick(trace.append, "tick")
        events.set_immediate(trace.append, "immediate")
        trace.append("end")

    async with serving(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) as port:
        with pytest.raises(ZeroDivisionError):
            async with http.Agent(parser=parser) as agent:
                response = await http.request(url_of(port), agent=agent).end()
                raise ZeroDivisionError
        response.on("end", on_end)
        assert await response.receive_some() == b""
    assert trace == ["end", "tick"]
