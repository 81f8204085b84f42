"""A proxy that tunnels and a client that uses it, in Node's style (the reference's `'connect'`).

    python examples/tunnel.py http://127.0.0.1:8080/

Both live in one nursery and so share one loop; when the tunnel has closed and the proxy with it,
nothing is left to wait for and the nursery closes.
"""

from __future__ import annotations

import sys
from urllib.parse import urlsplit

import trio
from serving import address_of

import trio_nodehttp as http
from trio_nodehttp import net


def start_proxy(nursery: trio.Nursery) -> http.Server:
    def on_connect(request: http.IncomingMessage, client: net.Socket, head: bytes) -> None:
        def connected() -> None:
            client.write("HTTP/1.1 200 Connection Established\r\nProxy-agent: ours\r\n\r\n")
            origin.write(head)
            origin.pipe(client)
            client.pipe(origin)

        target = urlsplit(f"//{request.url}")
        origin = net.connect(
            target.port or 80, target.hostname, callback=connected, nursery=nursery
        )
        origin.on("error", lambda error: client.end(f"HTTP/1.1 502 {error.code}\r\n\r\n"))
        client.on("error", lambda error: origin.destroy())

    proxy = http.create_server(nursery=nursery)
    proxy.on("connect", on_connect)
    return proxy


async def main(url: str) -> None:
    target = urlsplit(url)
    async with trio.open_nursery() as nursery:
        proxy = start_proxy(nursery)
        await proxy.listen(0, "127.0.0.1")

        def on_connect(response: http.IncomingMessage, socket: net.Socket, head: bytes) -> None:
            print(f"got connected: {response.status_code}")
            socket.write(
                f"GET {target.path or '/'} HTTP/1.1\r\n"
                f"Host: {target.netloc}\r\n"
                "Connection: close\r\n\r\n"
            )
            socket.set_encoding("utf8")
            socket.on("data", lambda text: print(text, end="", flush=True))
            socket.on("end", lambda: proxy.close())

        request = http.request(
            host="127.0.0.1",
            port=address_of(proxy).port,
            method="CONNECT",
            path=f"{target.hostname}:{target.port or 80}",
            agent=http.Agent(nursery=nursery),
        )
        request.on("connect", on_connect)
        request.end()


if __name__ == "__main__":
    trio.run(main, sys.argv[1])
