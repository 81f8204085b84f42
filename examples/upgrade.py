"""A server and a client that leave HTTP behind, in Node's style (the reference's `'upgrade'`).

    python examples/upgrade.py

The server sends back what it hears on an upgraded connection; the client says one line, hears it,
and closes. The server and the agent were given the same nursery, so they share one loop.
"""

from __future__ import annotations

import trio
from serving import address_of

import trio_nodehttp as http
from trio_nodehttp import net


def on_request(request: http.IncomingMessage, response: http.ServerResponse) -> None:
    response.write_head(200, {"Content-Type": "text/plain"})
    response.end("okay")


def on_server_upgrade(request: http.IncomingMessage, socket: net.Socket, head: bytes) -> None:
    socket.write(
        "HTTP/1.1 101 Switching Protocols\r\n"
        "Upgrade: echo\r\n"
        "Connection: Upgrade\r\n\r\n"
    )
    socket.pipe(socket)  # echo back


async def main() -> None:
    async with trio.open_nursery() as nursery:
        server = http.create_server(on_request, nursery=nursery)
        server.on("upgrade", on_server_upgrade)
        await server.listen(0, "127.0.0.1")

        def on_upgrade(response: http.IncomingMessage, socket: net.Socket, head: bytes) -> None:
            def on_data(text: str) -> None:
                print(f"heard {text!r}")
                socket.end()
                server.close()

            print(f"got upgraded: {response.headers['upgrade']}")
            socket.set_encoding("utf8")
            socket.on("data", on_data)
            socket.write("is anybody there?")

        request = http.request(
            port=address_of(server).port,
            host="127.0.0.1",
            headers={"Connection": "Upgrade", "Upgrade": "echo"},
            agent=http.Agent(nursery=nursery),
        )
        request.on("upgrade", on_upgrade)
        request.end()


if __name__ == "__main__":
    trio.run(main)
