"""What the serving examples share: `--host`, `--port`, and a clean end.

Nothing here is needed to serve (see hello.py, which stands on its own); it keeps the other examples
to their subject.
"""

from __future__ import annotations

import argparse
import signal

import trio

import trio_nodehttp as http


def command_line(description: str | None) -> argparse.ArgumentParser:
    """A command line with `--host` and `--port`, described by a docstring's first line."""
    parser = argparse.ArgumentParser(description=(description or "").partition("\n")[0])
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", default=8080, type=int, help="0 takes a free one")
    return parser


def address_of(server: http.Server) -> http.net.Address:
    """Where a server is found that listens on TCP (not on a Unix socket, which has a path)."""
    address = server.address()
    assert isinstance(address, http.net.Address)
    return address


async def serve(server: http.Server, host: str, port: int) -> None:
    """Serve until Ctrl-C or SIGTERM, then let what is in flight finish."""
    with trio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
        async with server:
            await server.listen(port, host)
            print(f"Serving on http://{host}:{address_of(server).port}/", flush=True)
            await anext(aiter(signals))
