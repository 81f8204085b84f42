"""Requests that come before the earlier ones are answered: order, and how many may wait."""

from __future__ import annotations

from typing import Any

import trio
import trio.testing

from trio_nodehttp._server_connection import MOST_PENDING_REQUESTS

from .serving import GET, Recorder, body_of, dial, request, serving


async def test_answers_go_out_in_order_whatever_order_handlers_finish_in(parser: str) -> None:
    gates = {f"/{n}": trio.Event() for n in range(5)}
    answered: list[str] = []

    async def handler(req: Any, res: Any) -> None:
        await gates[req.url].wait()
        answered.append(req.url)
        res.end(req.url)

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        await peer.send(b"".join(request("GET", path) for path in gates))
        for path in reversed(gates):
            gates[path].set()
            await trio.testing.wait_all_tasks_blocked()
        for path in gates:
            assert await body_of(peer) == path.encode()
    assert answered == list(reversed(gates))


async def test_a_waiting_response_has_no_socket_until_its_turn(parser: str) -> None:
    recorder = Recorder()
    responses: list[Any] = []

    def handler(req: Any, res: Any) -> None:
        responses.append(res)
        recorder.watch(res, req.url, "socket", "finish", "close")
        if req.url == "/2":
            res.end("2")
            assert res.socket is None
            assert not res.writable_finished
            assert res.writable_length > 0
            responses[0].end("1")

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        await peer.send(request("GET", "/1") + request("GET", "/2"))
        assert await body_of(peer) == b"1"
        assert await body_of(peer) == b"2"
    assert recorder.log == [
        "/2 socket",
        "/1 finish",
        "/1 close",
        "/2 finish",
        "/2 close",
    ]


async def test_so_many_requests_may_wait_and_no_more(parser: str) -> None:
    """5,000 pipelined requests do not run 5,000 handlers at once."""
    total = 5000
    running = most = done = 0
    gate = trio.Event()

    async def handler(req: Any, res: Any) -> None:
        nonlocal running, most, done
        running += 1
        most = max(most, running)
        await gate.wait()
        running -= 1
        done += 1
        res.end("x")

    async def send(peer: Any) -> None:
        await peer.send(GET * total)

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(send, peer)
            await trio.testing.wait_all_tasks_blocked(0.02)
            assert running == MOST_PENDING_REQUESTS
            gate.set()
            for _ in range(total):
                assert await body_of(peer) == b"x"
    assert most <= 2 * MOST_PENDING_REQUESTS
    assert done == total


async def test_waiting_answers_pause_the_client_by_their_bytes(parser: str) -> None:
    started = 0
    first: list[Any] = []

    def handler(req: Any, res: Any) -> None:
        nonlocal started
        started += 1
        if not first:
            first.append(res)
        else:
            res.end(bytes(8192))

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        await peer.send(GET * 50)
        await trio.testing.wait_all_tasks_blocked(0.02)
        assert started == 3
        first[0].end(b"")
        assert await body_of(peer) == b""
        for _ in range(49):
            assert await body_of(peer) == bytes(8192)
    assert started == 50


async def test_bodies_of_waiting_requests_arrive(parser: str) -> None:
    """A request whose body comes late is not held up by those that are not answered."""

    async def handler(req: Any, res: Any) -> None:
        res.end(await req.body())

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        posts = [request("POST", body=b"%d" % n) for n in range(20)]
        data = b"".join(posts)
        await peer.send(data[:-1])
        await peer.send(data[-1:])
        for n in range(20):
            assert await body_of(peer) == b"%d" % n


async def test_no_request_is_emitted_after_the_connection_was_destroyed(parser: str) -> None:
    urls: list[str] = []

    def handler(req: Any, res: Any) -> None:
        urls.append(req.url)
        req.socket.destroy()

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        await peer.send(request("GET", "/1") + request("GET", "/2"))
        assert await peer.receive_all() == b""
    assert urls == ["/1"]


async def test_a_client_that_leaves_aborts_all_that_wait(parser: str) -> None:
    recorder = Recorder()

    async def handler(req: Any, res: Any) -> None:
        recorder.watch(req, req.url, "aborted", "close")
        try:
            await res
        except ConnectionResetError:
            recorder.add(f"{req.url} ended")

    async with serving(handler, parser=parser) as server:
        async with await dial(server) as peer:
            await peer.send(request("GET", "/1") + request("GET", "/2"))
            await trio.testing.wait_all_tasks_blocked()
        await recorder.seen("/1 ended")
        await recorder.seen("/2 ended")
    for path in ("/1", "/2"):
        assert recorder.log.count(f"{path} aborted") == 1
        assert recorder.log.count(f"{path} close") == 1
