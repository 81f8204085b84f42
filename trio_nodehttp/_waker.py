"""`Waker`: how one task makes a loop's wait end; a descriptor that others make readable."""

from __future__ import annotations

import os
import socket
import sys


class Waker:
    """An eventfd, elsewhere a socket pair. It stands in the selector like any handle."""

    referenced = False

    def __init__(self) -> None:
        self._sockets: tuple[socket.socket, socket.socket] | None = None
        if sys.platform == "linux" and hasattr(os, "eventfd"):
            self.descriptor = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        else:
            self._sockets = reader, writer = socket.socketpair()
            reader.setblocking(False)
            writer.setblocking(False)
            self.descriptor = reader.fileno()

    def wake(self) -> None:
        if sys.platform == "linux" and self._sockets is None:
            os.eventfd_write(self.descriptor, 1)
        elif self._sockets is not None:
            try:
                self._sockets[1].send(b"\0")
            except BlockingIOError:
                pass  # full, hence readable

    def step(self, mask: int) -> None:
        try:
            if self._sockets is not None:
                self._sockets[0].recv(4096)
            else:
                os.read(self.descriptor, 8)
        except BlockingIOError:
            pass

    def abandon(self) -> None:
        pass

    def close(self) -> None:
        if self._sockets is not None:
            for end in self._sockets:
                end.close()
        else:
            os.close(self.descriptor)
