"""A reverse proxy: passes every request on to one origin, through an agent, streaming both ways.

    python examples/reverse_proxy.py http://127.0.0.1:9000/ --port 8080

Neither body is held. A slow client slows the origin down and the other way round, since every write
is awaited. `cancel_on_abort` cancels the handler of a client that has left, and so the request that
it made to the origin.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import trio
from serving import command_line, serve

import trio_nodehttp as http

# What concerns one connection only (RFC 9110, section 7.6.1), beside what `Connection` names. The
# server has answered `Expect` already.
HOP_BY_HOP = frozenset(
    "connection expect keep-alive proxy-authenticate proxy-authorization proxy-connection te "
    "trailer transfer-encoding upgrade".split()
)

Pairs = list[tuple[str, str]]


def pairs(raw: list[str]) -> Pairs:
    return list(zip(raw[::2], raw[1::2], strict=True))


def end_to_end(message: http.IncomingMessage) -> Pairs:
    """The headers of a message that are meant for the far end, as they came."""
    named = message.headers.get("connection", "").lower().replace(",", " ").split()
    dropped = HOP_BY_HOP.union(named)
    return [pair for pair in pairs(message.raw_headers) if pair[0].lower() not in dropped]


class ReverseProxy:
    def __init__(self, origin: str, agent: http.Agent) -> None:
        self.origin = urlsplit(origin)
        self.agent = agent

    def request_to_origin(self, request: http.IncomingMessage) -> http.ClientRequest:
        headers = [pair for pair in end_to_end(request) if pair[0].lower() != "host"]
        headers.append(("Host", self.origin.netloc))
        headers.append(("X-Forwarded-For", str(request.socket.remote_address)))
        headers.append(("X-Forwarded-Host", request.headers.get("host", "")))
        if "transfer-encoding" in request.headers:
            headers.append(("Transfer-Encoding", "chunked"))
        return http.request(
            host=self.origin.hostname,
            port=self.origin.port or 80,
            method=request.method,
            path=request.url,
            headers=headers,
            agent=self.agent,
        )

    async def on_request(
        self, request: http.IncomingMessage, response: http.ServerResponse
    ) -> None:
        outgoing = self.request_to_origin(request)
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(upload, request, outgoing)
                await download(outgoing, response)
                nursery.cancel_scope.cancel()  # answered: what is left of the upload is not wanted
        finally:
            outgoing.destroy()  # nothing happens to one that is through


async def upload(request: http.IncomingMessage, outgoing: http.ClientRequest) -> None:
    """The client's body to the origin."""
    try:
        async for chunk in request:
            await outgoing.write(chunk)
    except ConnectionResetError:
        outgoing.destroy()  # either side has gone; download() learns what there is to tell
    else:
        outgoing.end()


async def download(outgoing: http.ClientRequest, response: http.ServerResponse) -> None:
    """The origin's answer to the client, or why there is none."""
    try:
        incoming = await outgoing
    except (OSError, http.NodeError) as error:
        response.write_head(502, {"Content-Type": "text/plain"})
        response.end(f"The origin did not answer: {error}\n")
        return
    assert incoming.status_code is not None  # only a request has none
    response.write_head(incoming.status_code, incoming.status_message, end_to_end(incoming))
    try:
        async for chunk in incoming:
            await response.write(chunk)
    except ConnectionResetError:
        response.destroy()  # cut short there, so cut short here
        return
    response.add_trailers(pairs(incoming.raw_trailers))
    response.end()


async def main(origin: str, host: str, port: int) -> None:
    async with http.Agent(keep_alive=True, max_sockets=100) as agent:
        proxy = ReverseProxy(origin, agent)
        await serve(http.create_server(proxy.on_request, cancel_on_abort=True), host, port)


if __name__ == "__main__":
    arguments = command_line(__doc__)
    arguments.add_argument("origin", help="where requests go")
    options = arguments.parse_args()
    trio.run(main, options.origin, options.host, options.port)
