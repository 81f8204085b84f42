"""hypercorn on Trio, serving the ASGI application: arguments PORT."""

# mypy: disable-error-code="import-not-found,import-untyped,arg-type"
from __future__ import annotations

import sys

import trio
from hypercorn.config import Config
from hypercorn.trio import serve

from benchmarks.subjects.asgi_app import app


async def main() -> None:
    """Serves until the process is ended."""
    config = Config()
    config.bind = [f"127.0.0.1:{sys.argv[1]}"]
    config.keep_alive_timeout = 600
    config.backlog = 2048
    await serve(app, config)


trio.run(main)
