"""`Listener`: the handle of one listening descriptor; how such a descriptor is made.

It accepts what is there and hands it up, a connection at a time. What goes wrong with accepting is
survived: an error belongs to one connection, which was gone before it was accepted, or it lasts, as
a lack of descriptors does, and then the listener looks again a little later.
"""

from __future__ import annotations

import errno
import logging
import os
import socket
from collections.abc import Callable
from typing import Any, Final

from ._errors import number_of, system_error
from ._handle import tune
from ._loop import READ, Loop

_log = logging.getLogger("trio_nodehttp")

# One wake-up takes so many connections before the sockets that are open get their turn.
_ACCEPTS_PER_STEP: Final = 64
# An error that lasts: asking again at once would only burn the processor.
_PAUSE: Final = 100  # milliseconds

# What accept() reports of the connection that it would have returned: accept(2), accept4(2).
_OF_ONE_CONNECTION: Final = frozenset(
    getattr(errno, name)
    for name in (
        *("ECONNABORTED", "ECONNRESET", "EPERM", "EPROTO", "ETIMEDOUT", "EHOSTDOWN", "ENONET"),
        *("EHOSTUNREACH", "ENETDOWN", "ENETUNREACH", "ENOPROTOOPT", "EOPNOTSUPP", "EPIPE"),
    )
    if hasattr(errno, name)
)

# What Node appends to the code, in libuv's words where they are not the system's.
_TEXTS: Final = {
    errno.EADDRINUSE: "address already in use",
    errno.EADDRNOTAVAIL: "address not available",
    errno.EACCES: "permission denied",
    errno.EINVAL: "invalid argument",
    errno.ENAMETOOLONG: "name too long",
    errno.ENOTSOCK: "socket operation on non-socket",
}

#: Who gets a connection, and the address of its other end.
OnAccepted = Callable[[socket.socket, Any], object]


class _Listening(socket.socket):
    """A socket that knows its family and type.

    ``accept()`` asks for both, and a plain socket makes enums of numbers each time: 1.2 of 5.4 µs.
    """

    family: Any = None
    type: Any = None

    @classmethod
    def of(cls, sock: socket.socket) -> _Listening:
        """The same socket; ``sock`` is empty afterwards."""
        made = cls(sock.family, sock.type, sock.proto, fileno=sock.fileno())
        made.family, made.type = sock.family, sock.type
        sock.detach()
        return made


class Listener:
    """The handle of one listening descriptor, which it owns.

    Args:
        abandoned: called when the loop ends.
    """

    def __init__(
        self,
        loop: Loop,
        sock: socket.socket,
        referenced: bool,
        on_accepted: OnAccepted,
        abandoned: Callable[[], object],
    ) -> None:
        self.loop = loop
        self.socket: socket.socket | None = sock
        self.referenced = referenced
        self._on_accepted = on_accepted
        self._abandoned = abandoned
        self._is_registered = False
        loop.attach(self)
        self._resume()

    def _resume(self) -> None:
        if self.socket is not None and not self._is_registered:
            self._is_registered = True
            self.loop.register(self.socket.fileno(), READ, self)

    def _pause(self) -> None:
        if self.socket is not None and self._is_registered:
            self._is_registered = False
            self.loop.unregister(self.socket.fileno())

    def step(self, mask: int) -> None:
        for _ in range(_ACCEPTS_PER_STEP):
            if self.socket is None:
                return
            try:
                accepted, remote = self.socket.accept()
            except (BlockingIOError, InterruptedError):
                return
            except OSError as failure:
                if failure.errno in _OF_ONE_CONNECTION:
                    continue
                _log.error("cannot accept a connection: %s; trying again", failure)
                self._pause()
                self.loop.timer(_PAUSE, self._resume, ref=False)
                return
            accepted.setblocking(False)
            self._on_accepted(accepted, remote or None)
            self.loop.drain_ticks()

    def abandon(self) -> None:
        try:
            self._abandoned()
        finally:
            self.close()

    def close(self) -> None:
        if self.socket is not None:
            self._pause()
            self.socket.close()
            self.socket = None
            self.loop.detach(self)


def open_listening(bind: Callable[[], socket.socket], backlog: int) -> socket.socket:
    """A bound socket that listens.

    Raises:
        OSError: as the system has it.
    """
    sock = bind()
    try:
        tune(sock)
        sock.listen(backlog)
        listening = _Listening.of(sock)
    except BaseException:
        sock.close()
        raise
    listening.setblocking(False)  # a new object begins with the default timeout
    return listening


def refused(failure: OSError, address: str, port: int | None) -> OSError:
    """What listening on that address failed of, in Node's words."""
    number = number_of(failure)
    if port is None and number == errno.ENOENT:
        number = errno.EACCES  # as libuv has it for a Unix socket's folder
    text = _TEXTS.get(number, os.strerror(number).lower())
    return system_error(number, "listen", address, port, text)


def bind_first(addresses: list[str], port: int, reuse_port: bool, ipv6_only: bool) -> socket.socket:
    """Bind to the first of these addresses that this machine has."""
    for address in addresses[:-1]:
        try:
            return _bind(address, port, reuse_port, ipv6_only)
        except OSError as failure:
            if failure.errno not in (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.EINVAL):
                raise
    return _bind(addresses[-1], port, reuse_port, ipv6_only)


def _bind(address: str, port: int, reuse_port: bool, ipv6_only: bool) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if reuse_port:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, int(ipv6_only))
        sock.bind((address, port))
    except BaseException:
        sock.close()
        raise
    return sock


def bind_unix(path: str) -> socket.socket:
    """A Unix socket with that name."""
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        sock.bind(path)
    except BaseException:
        sock.close()
        raise
    return sock


def inherit(fd: int) -> socket.socket:
    """A socket for a descriptor that stays its giver's."""
    own = os.dup(fd)
    try:
        return socket.socket(fileno=own)
    except BaseException:
        os.close(own)
        raise


def unlink(path: str) -> None:
    """Remove the name of a Unix socket."""
    try:
        os.unlink(path)
    except (OSError, ValueError):
        pass  # somebody else has removed it, or it was no name
