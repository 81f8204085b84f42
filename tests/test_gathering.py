"""What the sockets of one wake-up write is sent at its end."""

from __future__ import annotations

import gc
import select
import socket
import struct
import time
import weakref
from functools import partial
from typing import Any

import pytest
import trio
import trio.testing

import trio_nodehttp as http
from trio_nodehttp import events, net

from .serving import answer_to, dial, port_of, request, serving

CLOSING = request("GET", "/", "Connection: close")


async def test_everybody_is_answered_when_many_sockets_are_ready_at_once(parser: str) -> None:
    def on_request(req: http.IncomingMessage, res: http.ServerResponse) -> None:
        res.end("Hello")

    async with http.create_server(on_request, parser=parser) as server:
        await server.listen(0, "127.0.0.1")
        address = server.address()
        assert isinstance(address, http.net.Address)
        clients = [socket.create_connection(("127.0.0.1", address.port)) for _ in range(40)]
        with trio.fail_after(5):
            while server.get_connections() < len(clients):
                await trio.lowlevel.checkpoint()
            for client in clients:  # no checkpoint: the server finds all of them ready together
                client.send(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            for client in clients:
                stream = trio.SocketStream(trio.socket.from_stdlib_socket(client))
                answer = b"".join([data async for data in stream])
                assert answer.endswith(b"\r\n\r\nHello")
                await stream.aclose()


@pytest.mark.parametrize("where", ["socket", "class"])
async def test_a_write_that_was_put_in_the_place_of_ours_sees_all(
    parser: str, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bytes] = []
    ours = net.Socket.write

    def seeing(sock: net.Socket, chunk: bytes, *args: Any) -> Any:
        seen.append(chunk)
        return ours(sock, chunk, *args)

    async def on_request(req: http.IncomingMessage, res: http.ServerResponse) -> None:
        res.set_header("Content-Length", 9)
        await res.write("one")
        await res.write("")
        await res.write("two")
        res.end("end")

    async with serving(on_request, parser=parser) as server:

        @server.prepend_listener("connection")
        def watch(sock: net.Socket) -> None:
            if where == "socket":
                sock.write = partial(seeing, sock)  # type: ignore[method-assign]
            else:
                monkeypatch.setattr(net.Socket, "write", seeing)

        answer = await answer_to(server, CLOSING)
    assert answer.endswith(b"\r\n\r\nonetwoend")
    assert b"".join(seen) == answer


@pytest.mark.parametrize("count", [1, 5, 40])
async def test_awaited_writes_arrive_whole_and_in_order(parser: str, count: int) -> None:
    async def on_request(req: http.IncomingMessage, res: http.ServerResponse) -> None:
        for size in (1, 300, 20_000, 70_000, 2):
            await res.write(b"x" * size)
        await res.end("end")

    async with serving(on_request, parser=parser) as server:
        with trio.fail_after(10):
            async with trio.open_nursery() as nursery:

                async def client() -> None:
                    answer = await answer_to(server, CLOSING)
                    chunks = [b"1", b"12c", b"4e20", b"11170", b"2", b"3"]
                    sizes = [line for line in answer.split(b"\r\n")[5:] if len(line) < 6]
                    assert [size for size in sizes if size in chunks] == chunks
                    assert answer.endswith(b"\r\n2\r\nxx\r\n3\r\nend\r\n0\r\n\r\n")

                for _ in range(count):
                    nursery.start_soon(client)


async def test_a_closed_connection_is_freed_without_the_collector(parser: str) -> None:
    sockets: list[weakref.ref[object]] = []
    messages: list[weakref.ref[object]] = []

    def on_request(req: http.IncomingMessage, res: http.ServerResponse) -> None:
        sockets.append(weakref.ref(req.socket))
        messages.extend((weakref.ref(req), weakref.ref(res)))
        res.end("Hello")

    async with serving(on_request, parser=parser) as server:
        gc.collect()
        gc.disable()
        try:
            for _ in range(3):
                assert (await answer_to(server, CLOSING)).endswith(b"Hello")
            while server.get_connections():
                await trio.lowlevel.checkpoint()
            await trio.testing.wait_all_tasks_blocked()
            assert [made() for made in (*sockets, *messages)] == [None] * 9
        finally:
            gc.enable()


async def test_the_end_of_a_connection_goes_with_its_last_answer(parser: str) -> None:
    """Not in a packet of its own: the peer that reads the answer finds the end behind it."""
    received: list[bytes] = []

    def on_request(req: http.IncomingMessage, res: http.ServerResponse) -> None:
        res.end("Hello")
        events.set_immediate(lambda: received.extend((client.recv(1000), client.recv(1000))))

    async with serving(on_request, parser=parser) as server:
        client = socket.create_connection(("127.0.0.1", port_of(server)))
        with client:
            client.send(CLOSING)
            client.setblocking(False)
            with trio.fail_after(5):
                while server.get_connections() or not received:
                    await trio.lowlevel.checkpoint()
    answer, end = received
    assert answer.endswith(b"\r\n\r\nHello")
    assert end == b""


@pytest.mark.parametrize("reaction", ["close", "reset"])
async def test_what_the_peer_makes_of_the_end_comes_after_finish(
    parser: str, reaction: str
) -> None:
    """Though FIN was on its way before: the peer has reacted when the loop wakes up next."""
    seen: list[object] = []
    reacted: list[bool] = []

    def on_request(req: http.IncomingMessage, res: http.ServerResponse) -> None:
        for name in ("finish", "end", "error", "close"):
            req.socket.on(name, lambda *args, name=name: seen.append(name))
        res.end("Hello")
        events.set_immediate(react)

    def react() -> None:
        while client.recv(1000):
            pass
        if reaction == "reset":
            linger = struct.pack("ii", 1, 0)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        client.close()
        reacted.append(True)

    async with serving(on_request, parser=parser) as server:
        server.on("clientError", lambda *args: seen.append("clientError"))
        client = socket.create_connection(("127.0.0.1", port_of(server)))
        client.send(CLOSING)
        with trio.fail_after(5):
            while server.get_connections() or not reacted:
                await trio.lowlevel.checkpoint()
            await trio.testing.wait_all_tasks_blocked()
    assert seen == ["finish", "close"]


async def test_a_program_may_say_of_a_living_socket_that_it_is_closed(parser: str) -> None:
    def on_request(req: http.IncomingMessage, res: http.ServerResponse) -> None:
        req.socket.emit("close", False)
        res.end("Hello")

    async with serving(on_request, parser=parser) as server:
        with trio.fail_after(5):
            assert (await answer_to(server, CLOSING)).endswith(b"\r\n\r\nHello")


async def test_listeners_that_refer_to_their_messages_leave_nothing_to_the_collector(
    parser: str,
) -> None:
    """As most do: `req.on("end", lambda: res.end(…))` is a circle until the exchange is over."""
    messages: list[weakref.ref[object]] = []
    seen: list[str] = []

    def on_request(req: http.IncomingMessage, res: http.ServerResponse) -> None:
        messages.extend((weakref.ref(req), weakref.ref(res)))
        chunks: list[bytes] = []

        def on_data(chunk: bytes) -> None:
            chunks.append(chunk)
            seen.append(f"data {res.finished}")

        def on_end() -> None:
            res.end(b"".join(chunks))
            seen.append(f"end {req.complete}")

        req.on("data", on_data)
        req.on("end", on_end)
        req.on("aborted", lambda: res.destroy())
        req.on("close", lambda: seen.append(f"close {res.finished}"))
        req.on("close", lambda: seen.append(f"again {req.listener_count('close')}"))

    async with serving(on_request, parser=parser) as server:
        gc.collect()
        gc.disable()
        try:
            for method, body in ("POST", b"hello"), ("GET", b""):
                sent = request(method, "/", "Connection: close", body=body)
                assert (await answer_to(server, sent)).endswith(b"\r\n\r\n" + body)
            await trio.testing.wait_all_tasks_blocked()
            assert [made() for made in messages] == [None] * 4
        finally:
            gc.enable()
    assert seen == [
        *("data False", "end True", "close True", "again 2"),
        *("end True", "close True", "again 2"),
    ]


async def test_a_response_can_be_sent_elsewhere_when_its_connection_is_closed(parser: str) -> None:
    kept: list[tuple[http.IncomingMessage, http.ServerResponse]] = []
    seen: list[str] = []

    def on_request(req: http.IncomingMessage, res: http.ServerResponse) -> None:
        res.detach_socket(req.socket)
        kept.append((req, res))

    async with serving(on_request, parser=parser) as server:
        with trio.fail_after(5):
            gone, other = await dial(server), await dial(server)
            for client in gone, other:
                await client.send(request())
                await trio.testing.wait_all_tasks_blocked()
                if client is gone:
                    client.reset()
                    while server.get_connections() > 1:
                        await trio.lowlevel.checkpoint()
            (_, response), (answered, _) = kept
            response.on("finish", lambda: seen.append("finish"))
            response.on("close", lambda: seen.append("close"))
            response.assign_socket(answered.socket)
            response.end("hello")
            assert (await other.receive_until(b"hello")).endswith(b"\r\n\r\nhello")
            await trio.testing.wait_all_tasks_blocked()
            assert seen == ["finish", "close"]
            other.reset()


async def test_a_closed_socket_can_connect_again(parser: str) -> None:
    async with serving(lambda req, res: res.end("Hello"), parser=parser) as server:
        async with trio.open_nursery() as nursery:
            socket_ = net.connect(port_of(server), "127.0.0.1", nursery=nursery)
            for _ in range(2):
                ended = trio.Event()
                received: list[bytes] = []
                socket_.on("data", received.append)
                socket_.once("close", lambda had_error, ended=ended: ended.set())
                await socket_
                socket_.write(CLOSING)
                with trio.fail_after(5):
                    await ended.wait()  # by its own rule: the server has ended
                assert b"".join(received).endswith(b"Hello")
                socket_.remove_all_listeners("data")
                assert socket_.destroyed
                socket_.connect(port_of(server), "127.0.0.1")
            socket_.destroy()


async def test_what_a_closed_socket_shows_of_its_listeners_stays(parser: str) -> None:
    """As in Node, nothing is removed with 'close'; what comes later is nobody's."""
    seen: list[object] = []
    closed: list[net.Socket] = []

    def on_connection(made: net.Socket) -> None:
        made.on("removeListener", lambda name, listener: seen.append(name))
        made.once("close", lambda had_error: seen.append("closed"))
        closed.append(made)

    async with serving(lambda req, res: res.end("Hello"), parser=parser) as server:
        server.prepend_listener("connection", on_connection)
        assert (await answer_to(server, CLOSING)).endswith(b"Hello")
        await trio.testing.wait_all_tasks_blocked()
        (made,) = closed
        assert seen[-1] == "closed"
        names = ("end", "timeout", "error", "drain", "data")
        assert [made.listener_count(name) for name in names] == [2, 1, 1, 1, 1]
        for name in "clientError", "timeout", "request":
            server.on(name, lambda *args, name=name: seen.append(name))
        made.emit("error", ValueError("late"))
        made.emit("data", CLOSING)
        made.emit("close", False)
        for name in "timeout", "drain", "end":
            made.emit(name)
        assert seen[-1] == "closed"


async def test_destroy_soon_destroys_between_the_finish_listeners(parser: str) -> None:
    seen: list[tuple[str, bool]] = []

    def on_request(req: http.IncomingMessage, res: http.ServerResponse) -> None:
        made = req.socket
        made.on("finish", lambda: seen.append(("before", made.destroyed)))
        res.end("Hello")
        made.destroy_soon()
        made.on("finish", lambda: seen.append(("after", made.destroyed)))

    async with serving(on_request, parser=parser) as server:
        await answer_to(server, request())
        await trio.testing.wait_all_tasks_blocked()
    assert seen == [("before", False), ("after", True)]


async def test_an_answer_does_not_wait_for_many_slow_handlers(parser: str) -> None:
    answered: list[int] = []  # clients that have their answer, as each handler begins

    def on_request(req: http.IncomingMessage, res: http.ServerResponse) -> None:
        answered.append(len(select.select(made, [], [], 0)[0]))
        time.sleep(0.002)
        res.end("Hello")

    async with serving(on_request, parser=parser) as server:
        made = [socket.create_connection(("127.0.0.1", port_of(server))) for _ in range(30)]
        with trio.fail_after(10):
            while server.get_connections() < len(made):
                await trio.lowlevel.checkpoint()
            for client in made:  # no checkpoint: the server finds all of them ready together
                client.send(request())
            while len(answered) < len(made):
                await trio.lowlevel.checkpoint()
        for client in made:
            client.close()
    assert answered[:2] == [0, 0]
    assert answered[2] == 2  # not after the last of them
