"""What a client gets of an answer: `ClientResponse`, the message, and `Information`, a 1xx.

A response knows its request and its connection. `_client_connection` fills it in and says when it
is complete; reading it is `IncomingMessage`'s. Nothing here touches a socket but for its timeout.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import ReferenceType, ref

import attrs

from ._errors import stream_destroyed
from ._incoming import IncomingMessage

if TYPE_CHECKING:
    from ._client import ClientRequest
    from ._client_connection import ClientConnection
    from ._client_face import RequestFace

_Self = TypeVar("_Self", bound="ClientResponse")


@attrs.frozen
class Information:
    """An interim response, 1xx without 101: the argument of ``'information'`` (reference)."""

    status_code: int
    status_message: str
    http_version: str
    http_version_major: int
    http_version_minor: int
    headers: dict[str, Any]
    raw_headers: list[str]


class ClientResponse(IncomingMessage):
    """A response: it tells its connection of its end before it tells the program."""

    http_version_major = 1

    _connection: ClientConnection | None = None
    _hears_timeout: bool = False
    # Weak while the program or the connection has the request: see `RequestFace.__del__`.
    _request: ReferenceType[ClientRequest] | None = None
    _left_request: RequestFace | None = None

    @property
    def req(self) -> Any:
        """The request that it answers."""
        request = self._left_request
        if request is not None:
            request.res = self  # whoever has it again can ask it again
            return request
        return None if self._request is None else self._request()

    @req.setter
    def req(self, request: Any) -> None:
        self._left_request = None
        self._request = None if request is None else ref(request)

    def set_timeout(
        self: _Self, msecs: float, callback: Callable[..., object] | None = None
    ) -> _Self:
        """Set the socket's timeout; ``callback`` listens for ``'timeout'``.

        Args:
            msecs: milliseconds without activity; 0 for no timeout.
        """
        super().set_timeout(msecs, callback)
        if not self._hears_timeout:
            self._hears_timeout = True
            self.socket.on("timeout", self._on_timeout)
        return self

    def _dump(self) -> None:
        if not self._dumped:
            self._dumped = True
            self._drop_the_rest()  # its connection waits for its end, which takes ticks

    def _throw_away(self, failure: BaseException | None) -> None:
        """Its request is destroyed: what was not read is discarded, as in Node."""
        if self.complete and not self._end_emitted:
            # Here a task that reads it must not take what is left, nothing, for the body.
            self._fail_readers(failure or stream_destroyed("receive_some"))
        self._dump()

    def _on_timeout(self) -> None:
        self.emit("timeout")

    def _emit_end(self) -> None:
        connection = self._connection
        if connection is not None and not (
            self._end_emitted or self._length or self._error_emitted or self._close_emitted
        ):
            self._connection = None
            connection.response_read(self)
            if self._events is None:  # the rest, where nobody listens
                self._end_scheduled = False
                self._end_emitted = True
                if self._reader is not None:
                    self._reader.settle()
                return
        super()._emit_end()
