"""A streaming echo: every piece of a request's body goes back as it arrives.

    python examples/echo.py
    curl -T big.file http://127.0.0.1:8080/ -o copy

Nothing is held: awaiting a write waits until the client has taken it, and while the handler waits,
the connection is not read, so that a slow reader slows its own upload down.
"""

from __future__ import annotations

import trio
from serving import command_line, serve

import trio_nodehttp as http


async def on_request(request: http.IncomingMessage, response: http.ServerResponse) -> None:
    content_type = request.headers.get("content-type", "application/octet-stream")
    response.write_head(200, {"Content-Type": content_type})
    async for chunk in request:
        await response.write(chunk)
    response.end()


if __name__ == "__main__":
    options = command_line(__doc__).parse_args()
    trio.run(serve, http.create_server(on_request), options.host, options.port)
