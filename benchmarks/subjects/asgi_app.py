"""The ASGI application that uvicorn and hypercorn serve: plain ASGI, no framework in between."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

KIB = b"x" * 1024
CHUNK = b"x" * 65536
CHUNKS = 1600


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers what the package's docstring lists."""
    if scope["type"] != "http":
        raise NotImplementedError(scope["type"])  # what servers expect of one without "lifespan"
    path = scope["path"]
    if path == "/":
        await answer(send, b"Hello, World!")
    elif path == "/1k":
        await answer(send, KIB)
    elif path == "/echo":
        pieces = []
        more = True
        while more:
            message = await receive()
            pieces.append(message.get("body", b""))
            more = message.get("more_body", False)
        await answer(send, b"".join(pieces))
    elif path == "/download":
        headers = [(b"content-type", b"application/octet-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for _ in range(CHUNKS):
            await send({"type": "http.response.body", "body": CHUNK, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    elif path == "/upload":
        received = 0
        more = True
        while more:
            message = await receive()
            received += len(message.get("body", b""))
            more = message.get("more_body", False)
        await answer(send, b"%d" % received)


async def answer(send: Send, body: bytes) -> None:
    """Sends a response whose body is at hand."""
    headers = [(b"content-type", b"text/plain"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
