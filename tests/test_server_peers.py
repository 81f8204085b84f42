"""Failures that other servers are known for, on Trio or elsewhere: they cannot happen here."""

from __future__ import annotations

import errno
import os
from typing import Any

import pytest
import trio
import trio.testing

import trio_nodehttp as http

from . import wire
from .serving import GET, Recorder, body_of, dial, port_of, request, serving


def hello(req: Any, res: Any) -> None:
    res.end("hello")


async def test_a_cancelled_server_leaves_no_client_hanging(parser: str) -> None:
    """Its sockets are shut down, not only closed: a descriptor that a child process inherited, or
    that somebody has duplicated, does not keep the client waiting."""
    duplicates: list[int] = []
    begun = trio.Event()

    async def handler(req: Any, res: Any) -> None:
        duplicates.append(os.dup(req.socket._handle.socket.fileno()))
        if len(duplicates) == 2:
            begun.set()
        await trio.sleep_forever()

    peers = []
    with trio.CancelScope() as scope:
        async with serving(handler, parser=parser) as server:
            for _ in range(2):
                peers.append(await dial(server))
                await peers[-1].send(GET)
            await begun.wait()
            scope.cancel()
            await trio.sleep_forever()
    try:
        for peer in peers:
            with trio.fail_after(5):
                assert await peer.receive_all() == b""
            await peer.stream.aclose()
    finally:
        for duplicate in duplicates:
            os.close(duplicate)


@pytest.mark.parametrize("how", ["close", "reset", "half-close"])
async def test_a_handler_learns_that_its_client_is_gone(parser: str, how: str) -> None:
    recorder = Recorder()

    async def handler(req: Any, res: Any) -> None:
        recorder.add("begun")
        req.on("aborted", lambda: recorder.add("aborted"))
        with pytest.raises(ConnectionResetError):
            await res
        recorder.add("learned")

    async with serving(handler, parser=parser) as server, await dial(server) as peer:
        await peer.send(GET)
        await recorder.seen("begun")
        if how == "reset":
            peer.reset()
        elif how == "close":
            await peer.stream.aclose()
        else:
            await peer.send_eof()
        await recorder.seen("learned")
    assert recorder.log == ["begun", "aborted", "learned"]


@pytest.mark.parametrize("rest", [b"\x00\xff\x00" * 100, GET * 3, b"\r\n\r\n", b"PRI * HTTP/2.0"])
@pytest.mark.parametrize("listens", [False, True])
async def test_trailing_bytes_after_an_upgrade_do_no_harm(
    parser: str, rest: bytes, listens: bool
) -> None:
    heads: list[bytes] = []
    async with serving(hello, parser=parser) as server:
        if listens:

            @server.on("upgrade")
            def take(req: Any, socket: Any, head: bytes) -> None:
                heads.append(head)
                socket.end("HTTP/1.1 101 Go\r\n\r\n")

        async with await dial(server) as peer, await dial(server) as other:
            await peer.send(request("GET", "/", "Connection: Upgrade", "Upgrade: x") + rest)
            if listens:
                assert await peer.receive_all() == b"HTTP/1.1 101 Go\r\n\r\n"
            else:
                assert await body_of(peer) == b"hello"
            await other.send(GET)
            assert await body_of(other) == b"hello"
    assert heads == ([rest] if listens else [])


class Failing(trio.abc.Stream):
    """A stream whose calls fail with a plain ``OSError``, after a first request was read."""

    def __init__(self, number: int, where: str) -> None:
        self.error = OSError(number, os.strerror(number))
        self.where = where
        self.first = True
        self.closed = trio.Event()

    async def receive_some(self, max_bytes: int | None = None) -> bytes:
        await trio.lowlevel.checkpoint()
        if self.where == "read" and not self.first:
            raise self.error
        if not self.first:
            await trio.sleep_forever()
        self.first = False
        return request("POST", "/", "Content-Length: 9")

    async def send_all(self, data: object) -> None:
        await trio.lowlevel.checkpoint()
        if self.where == "write":
            raise self.error

    async def wait_send_all_might_not_block(self) -> None:
        await trio.lowlevel.checkpoint()

    async def aclose(self) -> None:
        self.closed.set()
        await trio.lowlevel.checkpoint()
        if self.where == "close":
            raise self.error


@pytest.mark.parametrize("number", [errno.EHOSTUNREACH, errno.ETIMEDOUT, errno.ECONNRESET])
@pytest.mark.parametrize("where", ["read", "write", "close"])
async def test_a_plain_oserror_ends_its_connection_only(
    parser: str, number: int, where: str
) -> None:
    recorder = Recorder()

    def handler(req: Any, res: Any) -> None:
        if req.method == "GET":
            res.end("hello")
            return
        recorder.watch(req.socket, "socket", "close")
        if where == "write":
            res.write("x")
        elif where == "close":
            req.socket.destroy()

    async with serving(handler, parser=parser) as server:

        @server.on("clientError")
        def failed(error: Any, socket: Any) -> None:
            recorder.add(error.errno)
            socket.destroy()

        stream = Failing(number, where)
        server.emit("connection", stream)
        await recorder.seen("socket close")
        await stream.closed.wait()
        async with await dial(server) as peer:
            await peer.send(GET)
            assert await body_of(peer) == b"hello"
    assert recorder.log.count("socket close") == 1
    if where != "close":
        assert number in recorder.log


async def test_connections_reset_before_they_are_accepted_do_no_harm(parser: str) -> None:
    async with http.create_server(hello, parser=parser) as server:
        await server.listen(0, "127.0.0.1")
        for _ in range(20):
            (await wire.dial(port_of(server))).reset()
        async with await dial(server) as peer:
            await peer.send(GET)
            assert await body_of(peer) == b"hello"
