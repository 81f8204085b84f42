"""trio_nodehttp's server: arguments PARSER LISTENER PORT.

LISTENER is `sync` (Node's style), `async` (an async listener that awaits nothing it need not), or
`await` (an async listener that awaits its writes).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import trio

import trio_nodehttp as http

KIB = "x" * 1024
CHUNK = b"x" * 65536
CHUNKS = 1600


def on_request(req: http.IncomingMessage, res: http.ServerResponse) -> None:
    """Node's style: the same program as `node_server.js`."""
    url = req.url
    if url == "/":
        res.set_header("Content-Type", "text/plain")
        res.end("Hello, World!")
    elif url == "/1k":
        res.set_header("Content-Type", "text/plain")
        res.end(KIB)
    elif url == "/echo":
        chunks: list[bytes] = []
        req.on("data", chunks.append)
        req.on("end", lambda: res.end(b"".join(chunks)))
    elif url == "/download":
        res.set_header("Content-Type", "application/octet-stream")
        _write_all(res, CHUNKS)
    elif url == "/gigabyte":  # the memory runs
        _write_all(res, 16_384)
    elif url == "/upload":
        _count(req, res, lambda: None)
    elif url == "/slow":  # the memory runs: takes each chunk a millisecond after the one before it

        def wait() -> None:
            req.pause()
            NURSERIES[0].start_soon(resume_later, req)

        _count(req, res, wait)
    else:
        res.status_code = 404
        res.end()


def _count(
    req: http.IncomingMessage, res: http.ServerResponse, after_chunk: Callable[[], None]
) -> None:
    received = 0

    def on_data(chunk: bytes) -> None:
        nonlocal received
        received += len(chunk)
        after_chunk()

    req.on("data", on_data)
    req.on("end", lambda: res.end(str(received)))


async def resume_later(req: http.IncomingMessage) -> None:
    """Lets the next chunk come a millisecond later."""
    await trio.sleep(0.001)
    req.resume()


def _write_all(res: http.ServerResponse, chunks: int) -> None:
    left = chunks

    def more() -> None:
        nonlocal left
        while left > 0:
            left -= 1
            if not res.write(CHUNK):
                res.once("drain", more)
                return
        res.end()

    more()


async def on_request_async(req: http.IncomingMessage, res: http.ServerResponse) -> None:
    """An async listener that awaits only what it must."""
    url = req.url
    if url == "/":
        res.set_header("Content-Type", "text/plain")
        res.end("Hello, World!")
    elif url == "/1k":
        res.set_header("Content-Type", "text/plain")
        res.end(KIB)
    elif url == "/echo":
        res.end(await req.body())
    else:
        await on_request_awaiting(req, res)


async def on_request_awaiting(req: http.IncomingMessage, res: http.ServerResponse) -> None:
    """An async listener that awaits its writes."""
    url = req.url
    if url == "/":
        res.set_header("Content-Type", "text/plain")
        res.set_header("Content-Length", 13)
        await res.write("Hello, World!")
    elif url == "/1k":
        res.set_header("Content-Type", "text/plain")
        res.set_header("Content-Length", 1024)
        await res.write(KIB)
    elif url == "/echo":
        async for chunk in req:
            await res.write(chunk)
    elif url in ("/download", "/gigabyte"):
        res.set_header("Content-Type", "application/octet-stream")
        for _ in range(CHUNKS if url == "/download" else 16_384):
            await res.write(CHUNK)
    elif url == "/upload":
        received = 0
        async for chunk in req:
            received += len(chunk)
        res.write(str(received))
    elif url == "/slow":  # the memory runs: a handler that takes a chunk every millisecond
        received = 0
        async for chunk in req:
            received += len(chunk)
            await trio.sleep(0.001)
        res.write(str(received))
    else:
        res.status_code = 404
    res.end()


NURSERIES: list[trio.Nursery] = []  # where the pauses of the memory runs wait
LISTENERS: dict[str, Callable[..., Any]] = {
    "sync": on_request,
    "async": on_request_async,
    "await": on_request_awaiting,
}


async def main(parser: str, listener: str, port: int) -> None:
    """Serves until the process is ended."""
    async with (
        trio.open_nursery() as nursery,
        http.create_server(LISTENERS[listener], parser=parser) as server,
    ):
        NURSERIES.append(nursery)
        server.keep_alive_timeout = 600_000
        await server.listen(port, "127.0.0.1", backlog=2048)
        await trio.sleep_forever()


trio.run(main, sys.argv[1], sys.argv[2], int(sys.argv[3]))
