"""Trailers: headers that come after the body, for what is only known when the body is through.

    python examples/trailers.py
    curl --raw -T big.file http://127.0.0.1:8080/

The body goes back as it arrives and its SHA-256 follows in a trailer. A client may send the same
trailer itself: then the answer's trailer says whether the body came through unharmed.
"""

from __future__ import annotations

import hashlib

import trio
from serving import command_line, serve

import trio_nodehttp as http


async def on_request(request: http.IncomingMessage, response: http.ServerResponse) -> None:
    digest = hashlib.sha256()
    response.write_head(200, {"Trailer": "Content-SHA256, Content-Verified"})
    async for chunk in request:
        digest.update(chunk)
        await response.write(chunk)
    trailers = {"Content-SHA256": digest.hexdigest()}
    if claimed := request.trailers.get("content-sha256"):  # there now that the body has ended
        trailers["Content-Verified"] = "yes" if claimed == digest.hexdigest() else "no"
    response.add_trailers(trailers)
    response.end()


if __name__ == "__main__":
    options = command_line(__doc__).parse_args()
    trio.run(serve, http.create_server(on_request), options.host, options.port)
