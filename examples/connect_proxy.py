"""A CONNECT proxy: opens a tunnel to whatever host and port a client asks for.

    python examples/connect_proxy.py
    curl --proxytunnel -x http://127.0.0.1:8080/ https://example.com/

After `'connect'` the connection belongs to its listener. The socket is a Trio stream, so a tunnel
is two loops that copy from one stream to the other, each passing the end of its direction on.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import trio
from serving import command_line, serve

import trio_nodehttp as http
from trio_nodehttp import net


def on_request(request: http.IncomingMessage, response: http.ServerResponse) -> None:
    response.write_head(405, {"Allow": "CONNECT", "Content-Type": "text/plain"})
    response.end("This proxy only knows CONNECT\n")


async def on_connect(request: http.IncomingMessage, client: net.Socket, head: bytes) -> None:
    async with client:
        try:
            target = urlsplit(f"//{request.url}")
            origin = await trio.open_tcp_stream(target.hostname or "", target.port or 80)
        except (OSError, ValueError) as problem:
            await answer(client, f"HTTP/1.1 502 Bad Gateway\r\n\r\n{problem}\n")
            return
        async with origin:
            await answer(client, "HTTP/1.1 200 Connection Established\r\n\r\n")
            async with trio.open_nursery() as nursery:
                nursery.start_soon(copy, b"", origin, client, nursery.cancel_scope)
                nursery.start_soon(copy, head, client, origin, nursery.cancel_scope)


async def answer(client: net.Socket, text: str) -> None:
    try:
        await client.send_all(text.encode())
    except (trio.BrokenResourceError, trio.ClosedResourceError):
        pass  # the client has left: nobody to tell


async def copy(
    head: bytes,
    source: trio.abc.HalfCloseableStream,
    sink: trio.abc.HalfCloseableStream,
    tunnel: trio.CancelScope,
) -> None:
    """Carry one direction over, its end included; a lost connection ends the whole tunnel."""
    try:
        await sink.send_all(head)
        async for data in source:
            await sink.send_all(data)
        await sink.send_eof()
    except (trio.BrokenResourceError, trio.ClosedResourceError):
        tunnel.cancel()


if __name__ == "__main__":
    options = command_line(__doc__).parse_args()
    proxy = http.create_server(on_request)
    proxy.on("connect", on_connect)
    trio.run(serve, proxy, options.host, options.port)
