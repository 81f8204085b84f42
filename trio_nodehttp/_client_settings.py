"""What a program may set on a request, and what is the socket's: options of TCP, the timeout.

`RequestSettings` stands between `RequestFace` and `ClientRequest`. A request that has no socket yet
passes on what it was told when it gets one. Nothing here sends or reads.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from trio.lowlevel import enable_ki_protection

from ._client_face import RequestFace
from ._options import validate_callable, validate_integer, validate_timeout
from ._outgoing import Callback

_Self = TypeVar("_Self", bound="RequestSettings")


class RequestSettings(RequestFace):
    """The settings of a `ClientRequest`."""

    _max_headers_count: int = 2000
    _ended: bool = False  # the response was read to its end
    _timeout_listener: Callable[[], object] | None = None

    @property
    def max_headers_count(self) -> int:
        """How many header fields of the response are kept (2000); 0: all."""
        return self._max_headers_count

    @max_headers_count.setter
    def max_headers_count(self, count: int | None) -> None:
        self._max_headers_count = (
            2000 if count is None else validate_integer("max_headers_count", count)
        )
        connection = getattr(self.socket, "_client_connection", None)
        if connection is not None and connection.request is self:
            connection.limit_headers(self._max_headers_count)

    def set_no_delay(self, no_delay: bool = True) -> None:
        """Call the socket's `set_no_delay` once there is one."""
        self._with_socket(lambda socket: socket.set_no_delay(no_delay))

    def set_socket_keep_alive(self, enable: bool = False, initial_delay: float = 0) -> None:
        """Call the socket's `set_keep_alive` once there is one; the delay in ms."""
        self._with_socket(lambda socket: socket.set_keep_alive(enable, initial_delay))

    def _with_socket(self, action: Callable[[Any], object]) -> None:
        if self.socket is not None:
            action(self.socket)
        else:
            self.once("socket", action)

    @enable_ki_protection
    def set_timeout(self: _Self, timeout: float, callback: Callback | None = None) -> _Self:
        """Emit ``'timeout'`` when the socket is idle; the request goes on.

        Args:
            timeout: milliseconds, set on the socket once it is connected; 0 for none.
            callback: a one-time listener of ``'timeout'``.

        Raises:
            TypeError, ValueError: ``ERR_INVALID_ARG_TYPE``, ``ERR_OUT_OF_RANGE``.
        """
        if self._ended:
            return self
        self._listen_for_timeout()
        milliseconds = validate_timeout("msecs", timeout)
        if callback is not None:
            validate_callable(callback)
            self.once("timeout", callback)

        def apply(socket: Any) -> None:
            if socket.connecting:
                socket.once("connect", lambda: socket.set_timeout(milliseconds))
            else:
                socket.set_timeout(milliseconds)

        self._with_socket(apply)
        return self

    def clear_timeout(self, callback: Callback | None = None) -> None:
        """`set_timeout` with 0."""
        self.set_timeout(0, callback)

    def _listen_for_timeout(self) -> None:
        if self._timeout_listener is None:
            self._timeout_listener = self._on_timeout
            self._with_socket(lambda socket: socket.once("timeout", self._on_timeout))

    def _on_timeout(self) -> None:
        if self._events is not None:
            self.emit("timeout")

    def _stop_timeout(self, socket: Any) -> None:
        """The socket leaves this request."""
        if self._timeout_listener is not None:
            self._timeout_listener = None
            socket.set_timeout(0, self._on_timeout)
