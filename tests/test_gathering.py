"""What the sockets of one wake-up write is sent at its end."""

from __future__ import annotations

import socket

import trio

import trio_nodehttp as http


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
