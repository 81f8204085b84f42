"""DESIGN's sentences on calls, awaits, listeners and owners that no room's test shows, one each."""

from __future__ import annotations

import gc
import ssl
import traceback
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import trio
import trio.lowlevel
import trio.testing
import trustme

import trio_nodehttp as http
from trio_nodehttp import events, net

from .request_trace import CUT, OK, answering, settled
from .request_trace import serving as scripted
from .serving import Recorder, dial, port_of, request, serving


def url_of(server: http.Server) -> str:
    return f"http://127.0.0.1:{port_of(server)}/"


def a_request(method: str = "GET") -> http.IncomingMessage:
    made = http.IncomingMessage()
    made.method = method
    made.http_version = "1.1"
    return made


# Calls and awaits


async def test_calls_return_their_object(parser: str) -> None:
    def answer(req: http.IncomingMessage, res: http.ServerResponse) -> None:
        assert req.set_timeout(0) is req and req.on("end", lambda: None) is req
        assert req.set_encoding() is req and req.pause() is req and req.resume() is req
        assert req.unpipe() is req
        assert res.set_timeout(0) is res and res.once("x", lambda: None) is res
        assert res.write_head(200) is res and res.end() is res and res.destroy() is res

    async with http.create_server(answer, parser=parser) as server:
        assert server.set_timeout(0) is server and server.listen(0, "127.0.0.1") is server
        await server
        assert server.ref() is server and server.unref() is server and server.ref() is server
        async with http.Agent(parser=parser) as agent:
            made = http.request(url_of(server), agent=agent)
            assert made.on("error", lambda error: None) is made and made.set_timeout(9000) is made
            assert made.end() is made and (await events.once(made, "close")) == ()
            assert made.destroy() is made and agent.destroy() is agent
        assert server.close() is server
        assert await server is server


async def test_every_await_is_a_checkpoint(parser: str) -> None:
    awaits: dict[str, Callable[[], Awaitable[object]]] = {}

    async def answer(req: http.IncomingMessage, res: http.ServerResponse) -> None:
        written = res.write("x")
        await written
        awaits["write"] = lambda: written
        awaits["drained of a response"] = res.drained
        awaits["body of a request"] = req.body
        for what in list(awaits.values()):
            await assert_checkpoints(what)
        res.end()
        await res
        await assert_checkpoints(lambda: res)

    async with serving(answer, parser=parser) as server, http.Agent(parser=parser) as agent:
        await assert_checkpoints(lambda: server)  # it listens already
        made = http.get(url_of(server), agent=agent)
        response = await made
        await assert_checkpoints(lambda: made)
        await assert_checkpoints(response.body)
        await assert_checkpoints(response.aclose)
        socket = net.connect(port_of(server), "127.0.0.1")
        await socket
        await assert_checkpoints(lambda: socket)
        await assert_checkpoints(socket.drained)
        await assert_checkpoints(socket.aclose)


async def assert_checkpoints(what: Callable[[], Awaitable[object]]) -> None:
    with trio.testing.assert_checkpoints():
        await what()


@pytest.mark.parametrize("method", ["HEAD", "GET"])
async def test_a_write_that_node_never_calls_back_ends(parser: str, method: str) -> None:
    called: list[object] = []

    async def answer(req: http.IncomingMessage, res: http.ServerResponse) -> None:
        res.status_code = 200 if method == "HEAD" else 204
        await res.write("dropped", callback=called.append)
        res.end()

    async with serving(answer, parser=parser) as server, http.Agent(parser=parser) as agent:
        response = await http.request(url_of(server), method=method, agent=agent).end()
        assert await response.body() == b""
    assert called == []


@pytest.mark.parametrize(
    "what",
    [
        lambda res: res.write("x"),
        lambda res: res.drained(),
        lambda res: res.send_all(b"x"),
        lambda res: res,
        lambda res: res.end(),
    ],
    ids=["write", "drained", "send_all", "finish", "end"],
)
@pytest.mark.parametrize("how", ["destroy", "left"])
async def test_every_await_ends_with_its_message(parser: str, what: Any, how: str) -> None:
    ended = trio.Event()

    async def answer(req: http.IncomingMessage, res: http.ServerResponse) -> None:
        res.write_head(200)
        if how == "destroy":
            res.destroy()
        else:
            await events.once(res, "close")
        with pytest.raises((trio.BrokenResourceError, trio.ClosedResourceError)):
            await what(res)
        ended.set()

    async with serving(answer, parser=parser, handler_errors="raise") as server:
        async with await dial(server) as peer:
            await peer.send(request())
            if how == "left":
                await trio.lowlevel.checkpoint()
                await peer.stream.aclose()
            await ended.wait()


async def test_a_request_that_ends_in_close_alone_ends_its_await(parser: str) -> None:
    async with http.Agent(parser=parser) as agent:
        made = http.get("http://127.0.0.1:1/", agent=agent)
        log = Recorder()
        log.watch(made, "req", "abort", "close")
        made.abort()
        with pytest.raises(ConnectionResetError):
            await made
        await log.seen("req close")
        assert log.log == ["req abort", "req close"]


async def test_an_error_is_raised_again_with_a_traceback_of_its_own(parser: str) -> None:
    async with http.Agent(parser=parser) as agent, scripted(answering(b"nonsense\r\n\r\n")) as port:
        made = http.get(f"http://127.0.0.1:{port}/", agent=agent)
        depths = []
        for _ in range(3):
            with pytest.raises(http.NodeError) as caught:
                await made
            depths.append(len(traceback.extract_tb(caught.value.__traceback__)))
        assert depths[1] == depths[2] <= depths[0]


async def test_a_request_that_is_dropped_unsent_is_a_warning() -> None:
    made = http.get("http://127.0.0.1:1/")
    with pytest.warns(RuntimeWarning, match="never sent"):
        del made
        gc.collect()


@pytest.mark.parametrize("read", ["text", "json", "body"])
async def test_cancelling_what_reads_the_whole_body_destroys_the_message(
    parser: str, read: str
) -> None:
    async with scripted(answering(CUT)) as port, http.Agent(parser=parser) as agent:
        response = await http.get(f"http://127.0.0.1:{port}/", agent=agent)
        with trio.CancelScope() as scope:
            scope.cancel()
            await getattr(response, read)()
        socket = response.socket
        assert scope.cancelled_caught and socket.destroyed


async def test_a_cancelled_iteration_and_a_cancelled_write_can_go_on(parser: str) -> None:
    async def answer(req: http.IncomingMessage, res: http.ServerResponse) -> None:
        with trio.CancelScope() as scope:
            scope.cancel()
            async for _ in req:
                raise AssertionError("cancelled before it began")
        assert scope.cancelled_caught and not req.socket.destroyed
        with trio.CancelScope() as scope:
            scope.cancel()
            await res.write("written ")
        async for chunk in req:
            await res.write(chunk)
        res.end()

    async with serving(answer, parser=parser) as server, http.Agent(parser=parser) as agent:
        made = http.request(url_of(server), method="POST", agent=agent)
        response = await made.end("and read")
        assert await response.text() == "written and read"


def test_messages_and_sockets_are_trio_streams() -> None:
    assert issubclass(http.IncomingMessage, trio.abc.ReceiveStream)
    assert issubclass(http.OutgoingMessage, trio.abc.SendStream)
    assert issubclass(http.ClientRequest, trio.abc.SendStream)
    assert issubclass(http.ServerResponse, trio.abc.SendStream)
    assert issubclass(net.Socket, trio.abc.HalfCloseableStream)


async def test_tls_goes_through_a_tunnel_and_http_through_tls(parser: str) -> None:
    authority = trustme.CA()
    ours = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(ours)
    theirs = ssl.create_default_context()
    authority.configure_trust(theirs)

    async with serving(lambda req, res: res.end("secret"), parser=parser) as server:

        @server.on("connect")
        async def _(req: http.IncomingMessage, socket: net.Socket, head: bytes) -> None:
            await socket.send_all(b"HTTP/1.1 200 OK\r\n\r\n")
            server.emit("connection", trio.SSLStream(socket, ours, server_side=True))

        async with http.Agent(parser=parser) as agent, trio.open_nursery() as nursery:
            tunnel = await http.request(
                method="CONNECT", host="127.0.0.1", port=port_of(server), path="a:1", agent=agent
            ).end()
            stream = trio.SSLStream(tunnel.socket, theirs, server_hostname="localhost")
            response = await http.get(
                "http://localhost/",
                create_connection=lambda options, callback: stream,
                nursery=nursery,
                parser=parser,
            )
            assert await response.text() == "secret"


@pytest.mark.parametrize(("answer", "destroyed"), [(CUT, True), (OK, False)], ids=["cut", "whole"])
async def test_closing_a_response_destroys_it_only_if_it_is_incomplete(
    parser: str, answer: bytes, destroyed: bool
) -> None:
    async with scripted(answering(answer)) as port:
        async with http.Agent(keep_alive=True, parser=parser) as agent:
            made = http.get(f"http://127.0.0.1:{port}/", agent=agent)
            response = await made
            socket = response.socket
            async with response:
                assert await response.receive_some(1)
            assert socket.destroyed is destroyed
            await settled()
            assert bool(agent.free_sockets) is not destroyed


async def test_a_body_beyond_the_limit_leaves_its_connection_to_the_next_request(
    parser: str,
) -> None:
    async with scripted(answering(OK)) as port:
        async with http.Agent(max_sockets=1, keep_alive=True, parser=parser) as agent:
            for _ in range(2):
                response = await http.get(f"http://127.0.0.1:{port}/", agent=agent)
                with pytest.raises(ValueError, match="body length"):
                    await response.body(limit=1)


async def test_a_lost_connection_is_both_kinds_of_error(parser: str) -> None:
    async with scripted(answering(CUT)) as port, http.Agent(parser=parser) as agent:
        response = await http.get(f"http://127.0.0.1:{port}/", agent=agent)
        assert await response.receive_some() == b"hi"
        response.socket.destroy()
        with pytest.raises(ConnectionResetError) as caught:
            async for _ in response:
                pass
        assert isinstance(caught.value, trio.BrokenResourceError)
        assert getattr(caught.value, "code", "") == "ECONNRESET"


# Listeners and the event bridge


async def test_an_async_listener_runs_before_its_connection_goes_on(parser: str) -> None:
    """What it listens for in its first step, it does not miss: the body came with the head."""
    log: list[Any] = []

    async def answer(req: http.IncomingMessage, res: http.ServerResponse) -> None:
        req.on("data", log.append)
        await events.once(req, "end")
        res.end("x")

    async with serving(answer, parser=parser) as server, await dial(server) as peer:
        for body in (b"one", b"two"):
            await peer.send(request("POST", body=body) * 2)
            for _ in range(2):
                await peer.receive_until(b"\r\n\r\nx")
    assert log == [b"one", b"one", b"two", b"two"]


async def test_a_listener_that_returns_a_completion_is_sync(parser: str) -> None:
    tasks: list[int] = []

    def answer(req: http.IncomingMessage, res: http.ServerResponse) -> None:
        before = living()
        req.on("data", res.write)
        req.on("end", lambda: res.end())  # returns an awaitable object
        req.on(
            "end", lambda: tasks.append(trio.lowlevel.current_statistics().tasks_living - before)
        )

    async with serving(answer, parser=parser) as server, http.Agent(parser=parser) as agent:
        response = await http.request(url_of(server), method="POST", agent=agent).end("echo")
        assert await response.text() == "echo"
    assert tasks == [0]


def living() -> int:
    return trio.lowlevel.current_statistics().tasks_living


async def test_what_a_listener_raises_leaves_a_call_that_emits_at_once(parser: str) -> None:
    async with serving(parser=parser) as server:

        @server.on("mine")
        def _() -> None:
            raise LookupError("of the listener")

        with pytest.raises(LookupError):
            server.emit("mine")


async def test_a_server_can_be_a_loop_over_a_bridge(parser: str) -> None:
    log: list[Any] = []
    async with serving(parser=parser) as server, events.EventBridge() as bridge:
        bridge.watch(server, "request", follow={"request": ("aborted", "close")})
        assert server.listener_count("request") == 1  # watching counts as listening

        async def serve() -> None:
            async for event in bridge:
                log.append(event.name)
                if event.name == "request":
                    _, res = event.args
                    res.end("by a loop")

        async with http.Agent(parser=parser) as agent, trio.open_nursery() as nursery:
            nursery.start_soon(serve)
            response = await http.get(url_of(server), agent=agent)
            assert await response.text() == "by a loop"
            await settled()
            bridge.close()
    assert log == ["request", "close", "close"]


async def test_the_ten_sequences_can_be_read_off_the_channel(parser: str) -> None:
    async with scripted(answering(OK)) as port, http.Agent(parser=parser) as agent:
        made = http.get(f"http://127.0.0.1:{port}/", agent=agent)
        async with events.EventBridge() as bridge:
            follow = {"response": ("data", "aborted", "end", "close")}
            bridge.watch(made, "socket", "finish", "response", "error", "close", follow=follow)
            seen = [(type(event.source).__name__, event.name) async for event in bridge]
    assert [name for _, name in seen] == [
        *("socket", "finish", "response", "data", "end", "close", "close"),
    ]
    assert seen[-2][0] == "ClientRequest"


# Who owns what


async def test_a_server_is_started_as_one_line(parser: str, nursery: trio.Nursery) -> None:
    server = http.create_server(lambda req, res: res.end("x"), parser=parser)
    address = await nursery.start(server.serve, 0, "127.0.0.1")
    async with http.get(f"http://127.0.0.1:{address.port}/", parser=parser) as response:
        assert await response.text() == "x"
    nursery.cancel_scope.cancel()


async def test_an_error_of_the_block_is_raised_bare_from_both_owners(parser: str) -> None:
    with pytest.raises(LookupError, match="mine"):
        async with serving(parser=parser), http.Agent(parser=parser):
            raise LookupError("mine")


async def test_leaving_waits_for_the_task_of_an_upgraded_socket(parser: str) -> None:
    log: list[str] = []
    async with serving(parser=parser) as server:

        @server.on("connect")
        async def _(req: http.IncomingMessage, socket: net.Socket, head: bytes) -> None:
            async with socket:
                await socket.send_all(b"HTTP/1.1 200 OK\r\n\r\n")
                async for data in socket:
                    await socket.send_all(data.upper())
            log.append("handler done")

        peer = await dial(server)
        await peer.send(b"CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n")
        await peer.receive_head()
        server.close()
        await peer.send(b"still here")
        assert await peer.receive_exactly(10) == b"STILL HERE"
        await peer.send_eof()
        assert await peer.receive() == b""
        await peer.stream.aclose()
    assert log == ["handler done"]


async def test_close_lets_an_idle_connection_live_until_its_timeout(parser: str) -> None:
    async with serving(lambda req, res: res.end("x"), parser=parser) as server:
        async with await dial(server) as peer:
            await peer.send(request())
            await peer.receive_until(b"\r\n\r\nx")
            closed = server.close()
            await peer.send(request())  # v14: what is open goes on
            await peer.receive_until(b"\r\n\r\nx")
            server.keep_alive_timeout = 1
            await peer.send(request())
            await peer.receive_until(b"\r\n\r\nx")
            await closed  # 'close' after the last
            assert await peer.receive() == b""
