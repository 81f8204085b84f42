"""What a loop waits for: the descriptors of its handles, and being woken by other tasks.

A poller is itself a descriptor that can be waited for, with a `Waker` in it: `EpollPoller` on
Linux, `SelectorPoller` where `selectors` has something of the kind (a kqueue). `_task_poller` is
the other way, for systems without one.
"""

from __future__ import annotations

import os
import select
import selectors
import socket
import sys
from typing import Any, Final, Protocol

READ: Final = selectors.EVENT_READ
WRITE: Final = selectors.EVENT_WRITE

#: Whether this system's selector can be waited for (not on Windows).
CAN_SELECT: Final = hasattr(selectors.DefaultSelector, "fileno")


class Waker:
    """A descriptor that others make readable: an eventfd, elsewhere a socket pair.

    It knows whether it is readable, so that only the first of many calls asks the system.
    """

    def __init__(self) -> None:
        self._is_readable = False
        self._sockets: tuple[socket.socket, socket.socket] | None = None
        if sys.platform == "linux" and hasattr(os, "eventfd"):
            self.descriptor = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        else:
            self._sockets = reader, writer = socket.socketpair()
            reader.setblocking(False)
            writer.setblocking(False)
            self.descriptor = reader.fileno()

    def wake(self) -> None:
        if not self._is_readable:
            self._is_readable = True
            if self._sockets is not None:
                self._sockets[1].send(b"\0")
            elif sys.platform == "linux":
                os.eventfd_write(self.descriptor, 1)

    def step(self, mask: int = READ) -> None:
        """Be readable no more; it stands in the selector like any handle."""
        if self._is_readable:
            self._is_readable = False
            if self._sockets is not None:
                self._sockets[0].recv(1)
            else:
                os.read(self.descriptor, 8)

    def close(self) -> None:
        if self._sockets is not None:
            for end in self._sockets:
                end.close()
        else:
            os.close(self.descriptor)


class AnyPoller(Protocol):
    """What a loop asks of either kind."""

    def fileno(self) -> int:
        """What to wait for: readable when a handle is ready, or when somebody has woken it."""
        ...

    def wake(self) -> None:
        """Make it readable."""

    def register(self, descriptor: int, mask: int, handle: Any) -> object: ...

    def modify(self, descriptor: int, mask: int, handle: Any) -> object: ...

    def unregister(self, descriptor: int) -> object: ...

    def ready(self) -> list[tuple[Any, int]]:
        """What is ready now: handles, and READ, WRITE or both.

        A handle that was closed by one that is stepped before it is still among them; its number
        may even belong to another by then. It knows that it is closed.
        """
        ...

    def close(self) -> None: ...


class SelectorPoller:
    """A selector with a waker in it.

    Raises:
        OSError: there are no descriptors left; nothing is open then.
    """

    def __init__(self) -> None:
        self._waker = Waker()
        self.wake = self._waker.wake
        try:
            selector: Any = selectors.DefaultSelector()
            selector.register(self._waker.descriptor, READ, self._waker)
        except BaseException:
            self._waker.close()
            raise
        self._selector = selector
        self.fileno = selector.fileno
        self.register = selector.register
        self.modify = selector.modify
        self.unregister = selector.unregister

    def ready(self) -> list[tuple[Any, int]]:
        return [(key.data, mask) for key, mask in self._selector.select(0)]

    def close(self) -> None:
        self._selector.close()
        self._waker.close()


if sys.platform == "linux":
    _EVENTS: Final = (0, select.EPOLLIN, select.EPOLLOUT, select.EPOLLIN | select.EPOLLOUT)
    # What epoll reports → mask. An error or a hang-up makes both directions ready: reading or
    # writing then says what it is.
    _MASKS: Final = tuple(
        (READ if event & ~select.EPOLLOUT else 0) | (WRITE if event & ~select.EPOLLIN else 0)
        for event in range(32)
    )
    # What one wake-up takes (libuv's number): the array for it is allocated each time.
    _MOST_EVENTS: Final = 1024

    class EpollPoller:
        """epoll with a waker in it.

        Python's selector does the same with an object, two tuples and a dozen lines for each ready
        descriptor: 0.5 µs a request more (`python -m benchmarks duel`).

        Raises:
            OSError: there are no descriptors left; nothing is open then.
        """

        def __init__(self) -> None:
            self._waker = Waker()
            self.wake = self._waker.wake
            self._entries: dict[int, tuple[Any, int]] = {}  # handles, and what they wait for
            try:
                self._epoll = select.epoll()
                self.register(self._waker.descriptor, READ, self._waker)
            except BaseException:
                self._waker.close()
                raise
            self.fileno = self._epoll.fileno

        def register(self, descriptor: int, mask: int, handle: Any) -> None:
            self._epoll.register(descriptor, _EVENTS[mask])
            self._entries[descriptor] = handle, mask

        def modify(self, descriptor: int, mask: int, handle: Any) -> None:
            self._epoll.modify(descriptor, _EVENTS[mask])
            self._entries[descriptor] = handle, mask

        def unregister(self, descriptor: int) -> None:
            self._entries.pop(descriptor, None)
            try:
                self._epoll.unregister(descriptor)
            except OSError:
                pass  # somebody has closed it: the kernel has forgotten it

        def ready(self) -> list[tuple[Any, int]]:
            find = self._entries.get
            return [
                (entry[0], _MASKS[event] & entry[1])
                for descriptor, event in self._epoll.poll(0, _MOST_EVENTS)
                if (entry := find(descriptor))  # not the duplicate of one that somebody has closed
            ]

        def close(self) -> None:
            self._epoll.close()
            self._waker.close()

    def make_poller() -> AnyPoller:
        """The best poller of this system whose descriptor can be waited for."""
        return EpollPoller()
else:

    def make_poller() -> AnyPoller:
        """The best poller of this system whose descriptor can be waited for."""
        return SelectorPoller()
