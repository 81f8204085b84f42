"""aiohttp's own server: arguments PORT."""

# mypy: disable-error-code="import-not-found,import-untyped"
from __future__ import annotations

import sys

from aiohttp import web

KIB = "x" * 1024
CHUNK = b"x" * 65536
CHUNKS = 1600


async def hello(request: web.Request) -> web.Response:
    """Answers 13 bytes."""
    return web.Response(text="Hello, World!")


async def kibibyte(request: web.Request) -> web.Response:
    """Answers 1,024 bytes."""
    return web.Response(text=KIB)


async def echo(request: web.Request) -> web.Response:
    """Answers the body that it was sent."""
    return web.Response(body=await request.read())


async def download(request: web.Request) -> web.StreamResponse:
    """Streams 100 MiB."""
    response = web.StreamResponse()
    response.content_type = "application/octet-stream"
    await response.prepare(request)
    for _ in range(CHUNKS):
        await response.write(CHUNK)
    await response.write_eof()
    return response


async def upload(request: web.Request) -> web.Response:
    """Answers how many bytes it was sent."""
    received = 0
    async for chunk in request.content.iter_any():
        received += len(chunk)
    return web.Response(text=str(received))


app = web.Application(client_max_size=2**31)
app.add_routes(
    [
        web.get("/", hello),
        web.get("/1k", kibibyte),
        web.post("/echo", echo),
        web.get("/download", download),
        web.post("/upload", upload),
    ]
)
web.run_app(
    app,
    host="127.0.0.1",
    port=int(sys.argv[1]),
    access_log=None,
    keepalive_timeout=600,
    backlog=2048,
    print=lambda *_: None,
)
