"""Making a connection: options, name lookup, and the operating system's ``connect``.

The way of a `Socket.connect`: a numeric host waits for one tick, a name is looked up first (in the
owner's nursery), a Unix path connects at once. Whatever goes wrong destroys the socket, with the
error that Node gives it.
"""

from __future__ import annotations

import errno
import ipaddress
import socket
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import attrs
import trio

from ._errors import error, lookup_error, number_of, system_error
from ._handle import SocketHandle, tune
from ._options import (
    validate_integer,
    validate_number,
    validate_port,
    validate_string,
    validate_timeout,
)

if TYPE_CHECKING:
    from ._socket import Socket

# lookup(host, {"family": …, "hints": …}, callback), which calls back (error, address, family)
Lookup = Callable[[str, dict[str, Any], Callable[..., object]], object]

_FAMILIES: Final = {0: socket.AF_UNSPEC, 4: socket.AF_INET, 6: socket.AF_INET6}


@attrs.frozen
class ConnectOptions:
    """What `net.connect` takes, checked."""

    port: int
    host: str
    path: str | None
    family: int
    local_address: str | None
    local_port: int | None
    hints: int
    lookup: Lookup | None
    timeout: float

    @classmethod
    def checked(
        cls,
        *,
        port: int | str | None = None,
        host: str | None = None,
        path: str | None = None,
        family: int | None = None,
        local_address: str | None = None,
        local_port: int | None = None,
        hints: int = 0,
        lookup: Lookup | None = None,
        timeout: float | None = None,
    ) -> ConnectOptions:
        """The options, with Node's error for the first that is wrong."""
        if path is not None:
            validate_string("options.path", path)
        elif port is None:
            raise error(
                "ERR_MISSING_ARGS", 'The "options" or "port" or "path" argument must be specified'
            )
        if local_address is not None and not is_ip(local_address):
            raise error("ERR_INVALID_IP_ADDRESS", local_address)
        if local_port is not None:
            validate_number("options.local_port", local_port)
        if lookup is not None and not callable(lookup):
            raise error("ERR_INVALID_ARG_TYPE", "options.lookup", "of type function", lookup)
        if family not in (None, *_FAMILIES):
            raise error("ERR_INVALID_OPT_VALUE", family, "family")
        validate_integer("hints", hints, 0)
        if host is not None:
            validate_string("options.host", host)
        return cls(
            port=0 if port is None else validate_port(port),
            host=host or "localhost",
            path=path,
            family=family or 0,
            local_address=local_address,
            local_port=None if local_port is None else int(local_port),
            hints=hints,
            lookup=lookup,
            timeout=0 if timeout is None else validate_timeout("timeout", timeout),
        )


def is_ip(host: object) -> int:
    """4 or 6 for a numeric address of that family, 0 for anything else (Node's ``net.isIP``)."""
    try:
        return ipaddress.ip_address(host).version if isinstance(host, str) else 0
    except ValueError:
        return 0


def begin(sock: Socket, options: ConnectOptions) -> None:
    """Start connecting; the rest happens in the owner's loop."""
    if options.path is not None:
        _connect(sock, options, socket.AF_UNIX, options.path)
        return
    version = is_ip(options.host)
    if version:
        sock._tick(_connect_to, sock, options, options.host, version)
    elif options.lookup is not None:
        wanted = {"family": options.family, "hints": options.hints}
        options.lookup(options.host, wanted, partial(_looked_up, sock, options))
    else:
        sock._owner_loop().spawn(_look_up, sock, options)


async def look_up(
    host: str, port: int, family: int = 0, hints: int = 0
) -> tuple[OSError | None, str | None, int | None]:
    """Resolve a name, IPv4 first where both would do (Node 14's order).

    Returns:
        What the callback of a `Lookup` is given: error, address, family.
    """
    try:
        found = await trio.socket.getaddrinfo(
            host, port, family=_FAMILIES[family], type=socket.SOCK_STREAM, flags=hints
        )
    except OSError as refused:
        return lookup_error(refused, host), None, None
    except UnicodeError as refused:  # no name at all: longer than 63, empty between two dots, …
        no_name = socket.gaierror(socket.EAI_NONAME, str(refused))
        return lookup_error(no_name, host), None, None
    chosen, *_, address = min(found, key=lambda info: bool(info[0] == socket.AF_INET6))
    return None, str(address[0]), 6 if chosen == socket.AF_INET6 else 4


async def _look_up(sock: Socket, options: ConnectOptions) -> None:
    answer = await look_up(options.host, options.port, options.family, options.hints)
    sock._owner_loop().call_on_io_phase(_looked_up, sock, options, *answer)


def _looked_up(
    sock: Socket,
    options: ConnectOptions,
    failure: BaseException | None,
    address: str | None = None,
    family: int | None = None,
) -> None:
    """The lookup calls back. Emits ``'lookup'``."""
    sock.emit("lookup", failure, address, family, options.host)
    if not sock.connecting or sock.destroyed:
        return
    if failure is None:
        if not is_ip(address):
            failure = error("ERR_INVALID_IP_ADDRESS", address)
        elif family not in (4, 6):
            failure = error("ERR_INVALID_ADDRESS_FAMILY", family, options.host, options.port)
    if failure is not None:
        sock._tick(sock.destroy, failure)
    else:
        assert address is not None and family is not None
        sock._touch()
        _connect_to(sock, options, address, family)


def _connect_to(sock: Socket, options: ConnectOptions, address: str, version: int) -> None:
    if sock.connecting and not sock.destroyed:
        _connect(sock, options, _FAMILIES[version], (address, options.port))


def _connect(sock: Socket, options: ConnectOptions, family: int, address: Any) -> None:
    where: tuple[str, int | None] = (
        (address, None) if isinstance(address, str) else (address[0], address[1])
    )
    handle = sock._handle
    try:
        if handle is None:
            handle = _open(sock, options, family)
        elif handle.is_connecting:  # a second connect(); on a connection, the system answers it
            raise OSError(errno.EALREADY, "connect")
        handle.connect(address, partial(_connected, sock, options, where))
    except _BindError as refused:
        sock.destroy(system_error(number_of(refused.failure), "bind", *refused.where))
    except OSError as failure:
        bound = None if handle is None else handle.local_address()
        local = bound if isinstance(bound, tuple) else None  # Node tells what was found out at once
        sock.destroy(system_error(number_of(failure), "connect", *where, local=local))


class _BindError(Exception):
    def __init__(self, failure: OSError, where: tuple[str, int]) -> None:
        super().__init__(failure)
        self.failure = failure
        self.where = where


def _open(sock: Socket, options: ConnectOptions, family: int) -> SocketHandle:
    """A descriptor of that family for ``sock``, bound where the options say."""
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setblocking(False)
    tune(made)
    if options.local_address is not None or options.local_port is not None:
        local = (
            options.local_address or ("::" if family == socket.AF_INET6 else "0.0.0.0"),
            options.local_port or 0,
        )
        try:
            made.bind(local)
        except OSError as failure:
            made.close()
            raise _BindError(failure, local) from None
    return sock._attach_descriptor(made)


def _connected(
    sock: Socket, options: ConnectOptions, where: tuple[str, int | None], number: int
) -> None:
    if number:
        asked = (options.local_address, options.local_port)
        local = asked if all(asked) else None
        sock.destroy(system_error(number, "connect", *where, local=local))
    elif not sock.destroyed:
        sock._on_connected()
