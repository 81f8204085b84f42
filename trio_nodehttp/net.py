"""Node's ``net``, as much of it as `http` hands to its users: sockets and servers of bytes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import trio

from ._connect import is_ip
from ._listener import Server
from ._socket import Address, Socket

__all__ = [
    "Address",
    "Server",
    "Socket",
    "connect",
    "create_connection",
    "create_server",
    "is_ip",
]


def connect(
    port: int | str | None = None,
    host: str | None = None,
    *,
    path: str | None = None,
    allow_half_open: bool = False,
    nursery: trio.Nursery | None = None,
    callback: Callable[[], object] | None = None,
    **options: Any,
) -> Socket:
    """Make a connection; awaiting the socket waits for it.

    Args:
        port: the port at ``host`` (default ``"localhost"``).
        path: a Unix socket instead.
        allow_half_open: as for `Socket`.
        nursery: the owner. Without one it is the owner whose listener calls this, else the one
            opened last.
        callback: a one-time listener of ``'connect'``.
        options: ``family`` (4 or 6), ``local_address``, ``local_port``, ``hints`` (for
            getaddrinfo), ``lookup`` (``lookup(host, options, callback)``, which calls back
            ``(error, address, family)``), ``timeout`` (milliseconds, as `Socket.set_timeout`).

    Raises:
        TypeError: ``ERR_INVALID_ARG_TYPE``, ``ERR_INVALID_IP_ADDRESS``, ``ERR_INVALID_OPT_VALUE``,
            ``ERR_MISSING_ARGS``.
        ValueError: ``ERR_SOCKET_BAD_PORT``.
        RuntimeError: there is no owner.
    """
    made = Socket(allow_half_open=allow_half_open, nursery=nursery)
    return made.connect(port, host, path=path, callback=callback, **options)


create_connection = connect


def create_server(
    connection_listener: Callable[[Socket], object] | None = None,
    *,
    allow_half_open: bool = False,
    pause_on_connect: bool = False,
    nursery: trio.Nursery | None = None,
) -> Server:
    """A `Server`; its options are those of the class."""
    return Server(
        connection_listener,
        allow_half_open=allow_half_open,
        pause_on_connect=pause_on_connect,
        nursery=nursery,
    )
