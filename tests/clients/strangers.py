"""How to start the strangers that serve: nginx, Node v14, Python's own http.server."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from ..programs import Program, running

HERE = Path(__file__).parent

NGINX = """
daemon off;
{user}
pid {directory}/nginx.pid;
error_log {directory}/error.log warn;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi;
    scgi_temp_path {directory}/scgi;
    types {{ text/html html; text/plain txt; }}
    default_type application/octet-stream;
    {outside}
    server {{
        listen 127.0.0.1:{port};
        {inside}
    }}
}}
"""


def node14() -> str:
    """The path of Node v14.10.1, which the nox session puts into the environment."""
    return os.environ["NODE14"]


def node_server() -> AbstractAsyncContextManager[Program]:
    return running([node14(), str(HERE / "node_server.js")])


def python_server(root: Path) -> AbstractAsyncContextManager[Program]:
    command = [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1"]
    return running([*command, "--directory", str(root)])


@asynccontextmanager
async def nginx(directory: Path, inside: str, outside: str = "") -> AsyncIterator[Program]:
    """nginx with these directives inside its server block and beside it.

    It gets a socket that listens already, as it would from its predecessor in a live upgrade: so
    the port is free for certain, and nobody has to wait until it is open.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        configuration = directory / "nginx.conf"
        user = "user root;" if os.geteuid() == 0 else ""
        configuration.write_text(
            NGINX.format(directory=directory, user=user, port=port, inside=inside, outside=outside)
        )
        binary = shutil.which("nginx") or "/usr/sbin/nginx"
        arguments = ["-p", str(directory), "-c", str(configuration)]
        inherited = {"NGINX": f"{listener.fileno()};"}
        descriptors = (listener.fileno(),)
        async with running(
            [binary, *arguments], env=inherited, pass_fds=descriptors, silent=True
        ) as program:
            program.url = f"http://127.0.0.1:{port}/"
            yield program
