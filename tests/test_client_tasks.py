"""The Trio face of a request: `await`, `async with`, errors held, dormancy, cancellation."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest
import trio
import trio.testing

import trio_nodehttp as http
from trio_nodehttp import events

from .request_trace import CUT, OK, answering, serving, settled, silent
from .wire import Wire


def url_of(port: int) -> str:
    return f"http://127.0.0.1:{port}/"


async def reset(wire: Wire) -> None:
    await wire.receive_head()
    wire.reset()


async def deaf(wire: Wire) -> None:
    """Never reads."""
    await trio.sleep_forever()


# Awaiting


async def test_awaiting_gives_the_response(parser: str) -> None:
    async with serving(answering(OK)) as port, http.Agent(parser=parser) as agent:
        response = await http.get(url_of(port), agent=agent)
        assert isinstance(response, http.IncomingMessage)
        assert response.status_code == 200
        assert await response.text() == "hi"


async def test_end_returns_the_request_so_it_can_be_awaited(parser: str) -> None:
    async with serving(answering(OK)) as port, http.Agent(parser=parser) as agent:
        request = http.request(url_of(port), method="POST", agent=agent)
        request.write("hello, ")
        response = await request.end("world")
        assert await response.body() == b"hi"


async def test_awaiting_again_gives_the_same_response(parser: str) -> None:
    async with serving(answering(OK)) as port, http.Agent(parser=parser) as agent:
        request = http.get(url_of(port), agent=agent)
        responses: list[http.IncomingMessage] = []

        async def wait() -> None:
            responses.append(await request)

        async with trio.open_nursery() as nursery:
            nursery.start_soon(wait)
            nursery.start_soon(wait)
        responses.append(await request)
        assert len(set(map(id, responses))) == 1
        await responses[0].body()


async def test_awaiting_is_always_a_checkpoint(parser: str) -> None:
    async with serving(answering(OK)) as port, http.Agent(parser=parser) as agent:
        request = http.get(url_of(port), agent=agent)
        response = await request
        with trio.testing.assert_checkpoints():
            await request
        await response.body()


async def test_a_body_in_every_form(parser: str) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n[1, 22]"
    async with serving(answering(answer)) as port:
        async with http.Agent(keep_alive=True, parser=parser) as agent:
            assert await (await http.get(url_of(port), agent=agent)).body() == b"[1, 22]"
            assert await (await http.get(url_of(port), agent=agent)).text() == "[1, 22]"
            assert await (await http.get(url_of(port), agent=agent)).json() == [1, 22]
            with pytest.raises(ValueError) as caught:
                await (await http.get(url_of(port), agent=agent)).body(limit=3)
            assert caught.value.code == "ERR_OUT_OF_RANGE"  # type: ignore[attr-defined]
            chunks = [chunk async for chunk in await http.get(url_of(port), agent=agent)]
            assert b"".join(chunks) == b"[1, 22]"


async def test_a_listener_and_a_task_both_get_it(parser: str) -> None:
    seen: list[http.IncomingMessage] = []
    async with serving(answering(OK)) as port, http.Agent(parser=parser) as agent:
        response = await http.get(url_of(port), seen.append, agent=agent)
        assert seen == [response]
        await response.body()


async def test_an_early_answer_is_kept_for_a_task_that_still_writes(parser: str) -> None:
    async def script(wire: Wire) -> None:
        await wire.receive_head()
        await wire.send(OK)
        answered.set()
        await wire.receive_until(b"0\r\n\r\n")

    answered = trio.Event()
    async with serving(script) as port, http.Agent(keep_alive=True, parser=parser) as agent:
        request = http.request(url_of(port), method="POST", agent=agent)
        await request.write("x")
        await answered.wait()
        while request.res is None:
            await settled()
        assert await (await request.end("y")).body() == b"hi"


# Errors


async def test_awaiting_raises_what_error_carries(parser: str) -> None:
    async with serving(reset) as port, http.Agent(parser=parser) as agent:
        request = http.get(url_of(port), agent=agent)
        with pytest.raises(ConnectionResetError) as caught:
            await request
        assert isinstance(caught.value, trio.BrokenResourceError)
        assert caught.value.code == "ECONNRESET"  # type: ignore[attr-defined]
        with pytest.raises(ConnectionResetError) as again:
            await request
        assert again.value is caught.value


async def test_a_refused_connection_raises(parser: str) -> None:
    async with http.Agent(parser=parser) as agent:
        with pytest.raises(ConnectionRefusedError):
            await http.get("http://127.0.0.1:1/", agent=agent)


async def test_a_task_that_writes_gets_the_error(parser: str) -> None:
    async with http.Agent(parser=parser) as agent:
        request = http.request("http://127.0.0.1:1/", method="POST", agent=agent)
        with pytest.raises(ConnectionRefusedError):
            await request.write("x")
        with pytest.raises(ConnectionRefusedError):
            await request
    async with http.Agent(parser=parser) as agent:
        request = http.request("http://127.0.0.1:1/", method="POST", agent=agent)
        with pytest.raises(ConnectionRefusedError):
            await request.send_all(b"x")


@pytest.mark.parametrize("owners", [1, 2])
async def test_a_listener_that_awaited_a_write_gets_the_later_error(
    parser: str, owners: int
) -> None:
    got: list[BaseException] = []
    connected, closed = trio.Event(), trio.Event()

    def watch(socket: http.net.Socket) -> None:
        socket.on("connect", connected.set)
        socket.on("close", lambda had_error: closed.set())

    async def proxy(req: http.IncomingMessage, res: http.ServerResponse) -> None:
        passed_on = http.request(url_of(upstream), method="POST", agent=agent)
        passed_on.on("socket", watch)
        try:
            async for chunk in req:
                await passed_on.write(chunk)  # which the socket, by then connected, takes at once
            await passed_on.end()
        except Exception as failure:
            got.append(failure)
        res.end()

    async def hang_up(wire: Wire) -> None:
        await wire.receive_until(b"abcd")
        wire.reset()

    async with (
        trio.open_nursery() as nursery,
        serving(hang_up) as upstream,
        trio.open_nursery() as another,
    ):
        server = http.create_server(proxy, parser=parser, nursery=nursery)
        agent = http.Agent(parser=parser, nursery=nursery if owners == 1 else another)
        await server.listen(0, "127.0.0.1")
        client = await trio.open_tcp_stream("127.0.0.1", server.address().port)  # type: ignore[union-attr]
        async with client:
            await client.send_all(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\n")
            await connected.wait()
            await client.send_all(b"abcd")
            await closed.wait()
            await client.send_all(b"efgh")
            assert (await client.receive_some()).startswith(b"HTTP/1.1 200 OK\r\n")
        server.close()
    assert len(got) == 1


async def test_listeners_are_called_and_tasks_raise(parser: str) -> None:
    async with serving(reset) as port, http.Agent(parser=parser) as agent:
        request = http.get(url_of(port), agent=agent)
        seen: list[BaseException] = []
        request.on("error", seen.append)
        with pytest.raises(ConnectionResetError) as caught:
            await request
        assert seen == [caught.value]


async def test_an_error_that_nobody_hears_leaves_through_the_owner(parser: str) -> None:
    async with serving(reset) as port:
        with pytest.RaisesGroup(ConnectionResetError, flatten_subgroups=True):
            async with http.Agent(parser=parser) as agent:
                http.get(url_of(port), agent=agent)
                await trio.sleep_forever()


async def test_an_error_after_an_await_is_kept_for_the_next(parser: str) -> None:
    async def script(wire: Wire) -> None:
        await wire.receive_head()
        await wire.send(CUT)
        await go.wait()
        wire.reset()

    go = trio.Event()
    async with serving(script) as port, http.Agent(parser=parser) as agent:
        request = http.get(url_of(port), agent=agent)
        response = await request
        go.set()
        with pytest.raises(ConnectionResetError):
            await response.body()
        with pytest.raises(ConnectionResetError):
            await request


@pytest.mark.parametrize("how", ["abort", "destroy"])
@pytest.mark.parametrize("queued", [False, True])
async def test_every_await_ends(parser: str, how: str, queued: bool) -> None:
    async with serving(deaf) as port, http.Agent(max_sockets=1, parser=parser) as agent:
        other = http.get(url_of(port), agent=agent) if queued else None
        request = http.request(url_of(port), method="POST", agent=agent)
        ended: list[str] = []

        async def wait(name: str, awaitable: Any) -> None:
            with pytest.raises((trio.BrokenResourceError, trio.ClosedResourceError)):
                await awaitable
            ended.append(name)

        async with trio.open_nursery() as nursery:
            nursery.start_soon(wait, "request", request)
            nursery.start_soon(wait, "write", request.write(b"x" * 1_000_000))
            nursery.start_soon(wait, "drained", request.drained())
            nursery.start_soon(wait, "big write", request.write(b"x" * 50_000_000))
            await settled()
            getattr(request, how)()
        assert sorted(ended) == ["big write", "drained", "request", "write"]
        if other is not None:
            other.on("error", lambda error: None).destroy()


async def test_an_upgrade_that_nobody_listens_to_ends_the_await_with_the_message(
    parser: str,
) -> None:
    answer = b"HTTP/1.1 101 S\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"
    async with serving(answering(answer)) as port, http.Agent(parser=parser) as agent:
        message = await http.get(
            url_of(port), headers={"Connection": "Upgrade", "Upgrade": "x"}, agent=agent
        )
        assert message.status_code == 101
        await message.socket.aclose()


# Cancellation


async def test_cancelling_the_last_that_awaits_destroys_the_request(parser: str) -> None:
    async with serving(silent) as port, http.Agent(keep_alive=True, parser=parser) as agent:
        request = http.get(url_of(port), agent=agent)
        closed = trio.Event()
        request.on("close", closed.set)

        async def wait(scope: trio.CancelScope) -> None:
            with scope:
                await request

        scopes = [trio.CancelScope(), trio.CancelScope()]
        async with trio.open_nursery() as nursery:
            for scope in scopes:
                nursery.start_soon(wait, scope)
            await settled()
            scopes[0].cancel()
            await settled()
            assert not request.destroyed
            scopes[1].cancel()
        assert request.destroyed
        await closed.wait()
        assert agent.sockets == agent.free_sockets == {}


@pytest.mark.parametrize("others", [0, 1])
async def test_a_response_that_comes_with_the_cancellation_is_not_left_over(
    parser: str, others: int
) -> None:
    """The task is cancelled, and the response is there before it has run: nobody will read it."""
    both = b"HTTP/1.1 103 Early Hints\r\n\r\n" + OK
    async with serving(answering(both)) as port, http.Agent(parser=parser, max_sockets=1) as agent:
        bodies: list[bytes] = []
        scope = trio.CancelScope()
        request = http.get(url_of(port), agent=agent)
        request.once("information", lambda information: scope.cancel())

        async def cancelled() -> None:
            with scope:
                await request

        async def waits() -> None:
            bodies.append(await (await request).body())

        with trio.fail_after(5):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(cancelled)
                for _ in range(others):
                    nursery.start_soon(waits)
            assert scope.cancelled_caught
            assert len(bodies) == others  # who waits on has it
            second = await http.get(url_of(port), agent=agent)
            await second.body()


async def test_cancelling_a_queued_request_frees_its_place(parser: str) -> None:
    async with serving(silent) as port, http.Agent(max_sockets=1, parser=parser) as agent:
        first = http.get(url_of(port), agent=agent).on("error", lambda error: None)
        with trio.move_on_after(0.01):
            await http.get(url_of(port), agent=agent)
        assert agent.requests == {}
        first.destroy()


async def test_cancelling_body_destroys_the_response(parser: str) -> None:
    async with serving(answering(CUT)) as port:
        async with http.Agent(keep_alive=True, parser=parser) as agent:
            response = await http.get(url_of(port), agent=agent)
            with trio.move_on_after(0.01):
                await response.body()
            await settled()
            assert agent.sockets == agent.free_sockets == {}


async def test_cancelling_receive_some_can_be_resumed(parser: str) -> None:
    async def script(wire: Wire) -> None:
        await wire.receive_head()
        await wire.send(CUT)
        await go.wait()
        await wire.send(b"abc")

    go = trio.Event()
    async with serving(script) as port, http.Agent(parser=parser) as agent:
        response = await http.get(url_of(port), agent=agent)
        assert await response.receive_some() == b"hi"
        with trio.move_on_after(0.01):
            await response.receive_some()
        go.set()
        assert await response.receive_some() == b"abc"
        assert await response.receive_some() == b""


# Blocks


async def test_a_block_opens_an_agent_of_its_own(parser: str) -> None:
    async with serving(answering(OK)) as port:
        async with http.get(url_of(port), parser=parser) as response:
            assert await response.text() == "hi"
        async with http.request(url_of(port), method="POST", parser=parser).end("x") as response:
            assert response.status_code == 200


async def test_leaving_a_block_leaves_nothing_of_the_request(parser: str) -> None:
    async with serving(answering(CUT)) as port:
        async with http.get(url_of(port), parser=parser) as response:
            assert await response.receive_some() == b"hi"
        assert response.socket.destroyed
        async with http.Agent(keep_alive=True, parser=parser) as agent:
            async with http.get(url_of(port), agent=agent) as response:
                pass
            await settled()
            assert agent.sockets == agent.free_sockets == {}
        with pytest.raises(ValueError, match="mine"):
            async with http.get(url_of(port), parser=parser) as response:
                raise ValueError("mine")
        assert response.socket.destroyed


async def test_a_block_raises_errors(parser: str) -> None:
    async with serving(reset) as port:
        with pytest.raises(ConnectionResetError):
            async with http.get(url_of(port), parser=parser):
                raise AssertionError("not reached")
    with pytest.raises(ConnectionRefusedError):
        async with http.get("http://127.0.0.1:1/", parser=parser):
            raise AssertionError("not reached")


async def test_an_error_that_nobody_got_leaves_the_block(parser: str) -> None:
    async def script(wire: Wire) -> None:
        await wire.receive_head()
        await wire.send(CUT)
        await go.wait()
        wire.reset()

    go = trio.Event()
    async with serving(script) as port, http.Agent(parser=parser) as agent:
        request = http.get(url_of(port), agent=agent)
        closed = trio.Event()
        request.on("close", closed.set)
        with pytest.raises(ConnectionResetError):
            async with request:
                go.set()
                await closed.wait()


async def test_cancelling_a_block(parser: str) -> None:
    async with serving(silent) as port:
        with trio.move_on_after(0.02) as scope:
            async with http.get(url_of(port), parser=parser):
                raise AssertionError("not reached")
        assert scope.cancelled_caught


async def test_entering_a_request_that_is_not_ended(parser: str) -> None:
    async with serving(silent) as port, http.Agent(parser=parser) as agent:
        request = http.request(url_of(port), agent=agent)
        with pytest.raises(RuntimeError, match="end"):
            async with request:
                pass
        request.on("error", lambda error: None).destroy()


# Dormant requests


async def test_awaiting_a_request_that_nobody_owns_says_what_to_write() -> None:
    request = http.get("http://127.0.0.1:1/")
    with pytest.raises(RuntimeError, match="async with http"):
        await request
    other = http.request("http://127.0.0.1:1/", method="POST")
    with pytest.raises(RuntimeError, match="async with http"):
        await other.write("x")
    other.destroy()
    with pytest.warns(RuntimeWarning, match="never sent"):
        del request
        gc.collect()


async def test_a_dormant_request_that_was_refused_or_destroyed_does_not_warn() -> None:
    with pytest.raises(TypeError):
        http.get("http://127.0.0.1:1/", headers={"a": None})
    request = http.get("http://127.0.0.1:1/").destroy()
    with pytest.raises(RuntimeError, match="destroyed"):
        async with request:
            pass
    del request
    gc.collect()


async def test_a_dormant_request_records(parser: str) -> None:
    async def script(wire: Wire) -> None:
        head = await wire.receive_head()
        assert b"X-A: b\r\n" in head
        assert await wire.receive_until(b"0\r\n\r\n") == b"3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n"
        await wire.send(OK)

    order: list[str] = []
    async with serving(script) as port:
        request = http.request(url_of(port), method="POST", parser=parser)
        request.set_header("X-A", "b")
        request.set_timeout(30_000)
        request.write("abc", callback=lambda: order.append("written"))
        request.write("def")
        request.on("close", lambda: order.append("close"))
        request.end(callback=lambda: order.append("finished"))
        async with request as response:
            assert await response.body() == b"hi"
        assert order == ["written", "finished", "close"]


# Bridges


async def test_a_bridge_reads_a_whole_exchange(parser: str) -> None:
    async with serving(answering(OK)) as port, http.Agent(parser=parser) as agent:
        request = http.request(url_of(port), agent=agent)
        seen: list[str] = []
        async with events.EventBridge() as bridge:
            bridge.watch(
                request,
                *("socket", "finish", "response", "error", "close"),
                follow={"response": ("data", "aborted", "end", "close")},
            )
            request.end()
            async for event in bridge:
                seen.append(str(event.name))
        assert seen == ["socket", "finish", "response", "data", "end", "close", "close"]


async def test_events_once(parser: str) -> None:
    async with serving(answering(OK)) as port, http.Agent(parser=parser) as agent:
        request = http.get(url_of(port), agent=agent)
        result: Any = await events.once(request, "response")
        response = result[0] if isinstance(result, (list, tuple)) else result
        assert await response.body() == b"hi"
        request = http.get("http://127.0.0.1:1/", agent=agent)
        with pytest.raises(ConnectionRefusedError):
            await events.once(request, "response")


# Sync style


async def test_node_s_style_in_a_borrowed_nursery(parser: str) -> None:
    chunks: list[bytes] = []
    async with serving(answering(OK)) as port, trio.open_nursery() as nursery:

        def on_response(response: http.IncomingMessage) -> None:
            response.on("data", chunks.append)

        request = http.get(url_of(port), on_response, nursery=nursery, parser=parser)
        assert isinstance(request.agent, http.Agent)
    assert chunks == [b"hi"]


async def test_async_listeners_are_tasks_of_the_owner(parser: str) -> None:
    bodies: list[bytes] = []
    async with serving(answering(OK)) as port, http.Agent(parser=parser) as agent:

        async def on_response(response: http.IncomingMessage) -> None:
            bodies.append(await response.body())

        request = http.get(url_of(port), on_response, agent=agent)
        closed = trio.Event()
        request.on("close", closed.set)
        await closed.wait()
    assert bodies == [b"hi"]


# Request and response know each other


async def test_whoever_has_one_can_ask_for_the_other(parser: str) -> None:
    async with serving(answering(OK)) as port, http.Agent(parser=parser) as agent:
        request = http.get(url_of(port), agent=agent, headers={"x-mark": "1"})
        marked: Any = request
        marked.mark = "mine"
        response = await request
        assert await response.body() == b"hi"
        await settled()
        del request, marked
        assert response.req.mark == "mine"
        assert response.req.get_header("x-mark") == "1"
        assert response.req.res is response
        request = response.req
        del response
        assert request.res is not None and request.res.req is request
        assert await request is request.res


async def test_a_request_keeps_its_response(parser: str) -> None:
    async with serving(answering(OK)) as port, http.Agent(parser=parser) as agent:
        request = http.get(url_of(port), agent=agent)
        assert await (await request).body() == b"hi"
        await settled()
        assert request.res is not None and request.res.status_code == 200
        assert request.res.req is request


async def test_an_exchange_leaves_nothing_to_the_garbage_collector(parser: str) -> None:
    left: list[weakref.ref[Any]] = []

    async with (
        serving(answering(*[OK] * 3)) as port,
        http.Agent(parser=parser, keep_alive=True) as agent,
    ):

        async def exchange() -> None:
            request = http.get(url_of(port), agent=agent)
            response = await request
            left.extend((weakref.ref(request), weakref.ref(response)))
            del request
            assert await response.body() == b"hi"

        await exchange()  # what makes the connection keeps its first request for a while
        left.clear()
        gc.collect()
        gc.disable()
        try:
            await exchange()
            await exchange()
            await settled()
            assert [reference() for reference in left] == [None] * 4
        finally:
            gc.enable()


@pytest.mark.parametrize("protocol", [None, ""])
async def test_an_agent_without_a_protocol_speaks_http(parser: str, protocol: str | None) -> None:
    async with serving(answering(OK)) as port, http.Agent(parser=parser) as agent:
        agent.protocol = protocol  # type: ignore[assignment]
        response = await http.get(url_of(port), agent=agent)
        assert response.status_code == 200
        await response.body()


async def test_a_request_from_another_thread_takes_no_socket(parser: str) -> None:
    with trio.fail_after(5):
        async with serving(answering(OK)) as port:
            async with http.Agent(parser=parser, keep_alive=True) as agent:
                await (await http.get(url_of(port), agent=agent)).body()
                await trio.testing.wait_all_tasks_blocked()
                idle = agent.free_sockets
                assert idle

                def from_a_thread() -> None:
                    with pytest.raises(RuntimeError, match="called outside"):
                        http.get(url_of(port), agent=agent)

                await trio.to_thread.run_sync(from_a_thread)
                assert agent.free_sockets == idle
                assert not agent.sockets


@pytest.mark.parametrize("listens", [False, True])
@pytest.mark.parametrize("failure", [None, ValueError("enough")])
async def test_a_response_that_was_thrown_away_is_no_empty_one(
    parser: str, listens: bool, failure: Exception | None
) -> None:
    """As in Node, `destroy` discards it; a task that reads it must not take that for its body."""
    whole = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
    async with serving(answering(whole)) as port, http.Agent(parser=parser) as agent:
        request = http.get(url_of(port), agent=agent)
        if listens:
            request.on("error", lambda error: None)
        response = await request
        while not response.complete:
            await trio.lowlevel.checkpoint()
        request.destroy(failure)
        await trio.testing.wait_all_tasks_blocked()
        with pytest.raises(ValueError if failure else trio.ClosedResourceError):
            await response.body()
