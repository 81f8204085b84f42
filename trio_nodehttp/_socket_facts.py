"""What a socket says of itself: addresses, counts of bytes, and how far its connection has got."""

from __future__ import annotations

from typing import Any

import attrs

from ._handle import SocketHandle
from ._stream_handle import StreamHandle
from ._streams import Duplex


@attrs.frozen
class Address:
    """Where a socket or a server is bound; ``family`` is ``"IPv4"`` or ``"IPv6"``."""

    address: str
    family: str
    port: int

    @classmethod
    def of(cls, sockname: Any) -> Address | None:
        """The value for what ``getsockname`` gives; ``None`` for a Unix socket's name."""
        if not isinstance(sockname, tuple):
            return None
        return cls(sockname[0], "IPv6" if len(sockname) == 4 else "IPv4", sockname[1])


def _host_of(sockname: Any) -> str | None:
    return sockname[0] if isinstance(sockname, tuple) else None


def _port_of(sockname: Any) -> int | None:
    return sockname[1] if isinstance(sockname, tuple) else None


class Described(Duplex):
    """The part of a `Socket` that can be asked, and changes nothing."""

    connecting: bool = False

    _handle: SocketHandle | StreamHandle | None = None
    # Kept for when there is no handle any more.
    _bytes_read: int = 0
    _bytes_written: int = 0
    _local: Any = None
    _remote: Any = None

    def _local_address(self) -> Any:
        if self._local is None and self._handle is not None and not self.connecting:
            self._local = self._handle.local_address()
        return self._local

    def _remote_address(self) -> Any:
        if self._remote is None and self._handle is not None and not self.connecting:
            self._remote = self._handle.remote_address()
        return self._remote

    def address(self) -> Address | None:
        """The address that this end is bound to; ``None`` while there is none."""
        return Address.of(self._local_address())

    @property
    def local_address(self) -> str | None:
        """The local IP address."""
        return _host_of(self._local_address())

    @property
    def local_port(self) -> int | None:
        """The local port."""
        return _port_of(self._local_address())

    @property
    def remote_address(self) -> str | None:
        """The IP address of the other end."""
        return _host_of(self._remote_address())

    @property
    def remote_port(self) -> int | None:
        """The port of the other end."""
        return _port_of(self._remote_address())

    @property
    def remote_family(self) -> str | None:
        """``"IPv4"`` or ``"IPv6"``."""
        remote = Address.of(self._remote_address())
        return None if remote is None else remote.family

    @property
    def bytes_read(self) -> int:
        """How many bytes have arrived."""
        return self._bytes_read if self._handle is None else self._handle.bytes_read

    @property
    def bytes_written(self) -> int:
        """How many bytes were written, those that are still queued included."""
        if self._handle is None:
            return self._bytes_written + self._write_length
        queued = self._write_length - (self._in_hook - self._handle.unsent if self._in_hook else 0)
        return self._handle.bytes_written + queued

    @property
    def pending(self) -> bool:
        """Whether there is no connection yet."""
        return self._handle is None or self.connecting

    @property
    def ready_state(self) -> str:
        """``"opening"``, ``"open"``, ``"readOnly"``, ``"writeOnly"`` or ``"closed"``."""
        if self.connecting:
            return "opening"
        if self.readable and self.writable:
            return "open"
        if self.readable:
            return "readOnly"
        return "writeOnly" if self.writable else "closed"
