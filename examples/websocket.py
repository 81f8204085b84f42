"""A WebSocket echo on `'upgrade'` (RFC 6455), with a page to try it from a browser.

    pip install 'trio-nodehttp[examples]'
    python examples/websocket.py

HTTP's part ends with the 101; from there the socket is the listener's, a Trio stream. The frames
are wsproto's business: bytes in, events out, as with any protocol library that does no I/O.
"""

from __future__ import annotations

import base64
import hashlib

import trio
from serving import command_line, serve
from wsproto.connection import Connection, ConnectionType
from wsproto.events import CloseConnection, Message, Ping

import trio_nodehttp as http
from trio_nodehttp import net

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, section 1.3

PAGE = """<!doctype html>
<title>Echo</title>
<input id="text" placeholder="Say something, press Enter"><pre id="said"></pre>
<script>
  const socket = new WebSocket("ws://" + location.host + "/");
  socket.onmessage = (event) => { said.textContent += event.data + "\\n"; };
  text.onchange = () => { socket.send(text.value); text.value = ""; };
</script>
"""


def on_request(request: http.IncomingMessage, response: http.ServerResponse) -> None:
    response.write_head(200, {"Content-Type": "text/html; charset=utf-8"})
    response.end(PAGE)


async def on_upgrade(request: http.IncomingMessage, socket: net.Socket, head: bytes) -> None:
    async with socket:
        try:
            if await handshake(request, socket):
                await echo(socket, head)
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            pass  # the browser has left without a word


async def handshake(request: http.IncomingMessage, socket: net.Socket) -> bool:
    key = request.headers.get("sec-websocket-key")
    version = request.headers.get("sec-websocket-version")
    if request.headers["upgrade"].lower() != "websocket" or version != "13" or not key:
        await socket.send_all(
            b"HTTP/1.1 400 Bad Request\r\nSec-WebSocket-Version: 13\r\nConnection: close\r\n\r\n"
        )
        return False
    accept = base64.b64encode(hashlib.sha1((key + GUID).encode()).digest()).decode()
    await socket.send_all(
        "HTTP/1.1 101 Switching Protocols\r\n"
        "Upgrade: websocket\r\n"
        "Connection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {accept}\r\n\r\n".encode()
    )
    return True


async def echo(socket: net.Socket, head: bytes) -> None:
    websocket = Connection(ConnectionType.SERVER, trailing_data=head)
    while True:
        for event in websocket.events():
            if isinstance(event, Message):
                await socket.send_all(websocket.send(event))
            elif isinstance(event, (Ping, CloseConnection)):
                await socket.send_all(websocket.send(event.response()))
            if isinstance(event, CloseConnection):
                return
        data = await socket.receive_some()
        if not data:
            return
        websocket.receive_data(bytes(data))


if __name__ == "__main__":
    options = command_line(__doc__).parse_args()
    server = http.create_server(on_request)
    server.on("upgrade", on_upgrade)
    trio.run(serve, server, options.host, options.port)
