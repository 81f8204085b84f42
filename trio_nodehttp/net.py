"""Node's ``net``, as much of it as `http` hands to its users: sockets and servers of bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import trio

from ._connect import is_ip
from ._listener import Server
from ._socket import Socket
from ._socket_facts import Address

__all__ = [
    "Address",
    "Server",
    "Socket",
    "connect",
    "create_connection",
    "create_server",
    "is_ip",
]


# What `connect` takes out of a mapping; the others are somebody else's (a request's).
_OPTIONS: Final = (
    *("port", "host", "path", "allow_half_open", "nursery", "callback", "family"),
    *("local_address", "local_port", "hints", "lookup", "timeout"),
)


def connect(
    port: int | str | Mapping[str, Any] | None = None,
    host: str | None = None,
    *,
    path: str | None = None,
    allow_half_open: bool = False,
    nursery: trio.Nursery | None = None,
    callback: Callable[[], object] | None = None,
    **options: Any,
) -> Socket:
    """Make a connection (Node's ``net.connect``); awaiting the socket waits for it.

    Args:
        port: the port at ``host`` (default ``"localhost"``); or a mapping of these options, such as
            an agent's `create_connection` gets: what else is in it, or is None, is left alone.
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
    if isinstance(port, Mapping):
        given = {name: port[name] for name in _OPTIONS if port.get(name) is not None}
        own: dict[str, Any] = {"host": host, "path": path, "nursery": nursery}
        own.update(callback=callback, allow_half_open=allow_half_open or None)
        given.update((name, value) for name, value in own.items() if value is not None)
        return connect(**{**given, **options})
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
    """Make a `Server` (Node's ``net.createServer``); its options are those of the class."""
    return Server(
        connection_listener,
        allow_half_open=allow_half_open,
        pause_on_connect=pause_on_connect,
        nursery=nursery,
    )
