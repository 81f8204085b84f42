"""The smallest server: says hello, and ends cleanly on Ctrl-C and SIGTERM.

    python examples/hello.py --port 8080
    curl http://127.0.0.1:8080/

Leaving the server's block is the clean end: it stops accepting, closes what is idle, and waits
until every request in flight has been answered.
"""

from __future__ import annotations

import argparse
import signal

import trio

import trio_nodehttp as http


def on_request(request: http.IncomingMessage, response: http.ServerResponse) -> None:
    response.set_header("Content-Type", "text/plain")
    response.end("Hello from Trio!\n")


async def main(host: str, port: int) -> None:
    with trio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
        async with http.create_server(on_request) as server:
            await server.listen(port, host)
            address = server.address()
            assert isinstance(address, http.net.Address)  # it listens, and not on a Unix socket
            print(f"Serving on http://{host}:{address.port}/", flush=True)
            await anext(aiter(signals))
            print("Finishing what is in flight", flush=True)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description="A server that says hello.")
    arguments.add_argument("--host", default="127.0.0.1", help="address to listen on")
    arguments.add_argument("--port", default=8080, type=int, help="0 takes a free one")
    options = arguments.parse_args()
    trio.run(main, options.host, options.port)
