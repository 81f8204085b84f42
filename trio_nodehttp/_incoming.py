"""`IncomingMessage`: a message that arrives; a server's request or a client's response.

A connection fills in the head, then pushes the body piece by piece and says when it is complete;
the program reads it as a `Readable`, as a Trio stream, or whole. Here is what the message can say
about itself, and what it asks of its connection: more data (`_read`) or none (`_dump`). Nothing
here parses, and nothing here knows whether a server or a client is behind it.

One is made per request: what does not differ from its default stands on the class, and the header
dictionaries are made when they are asked for.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

import trio
from trio.lowlevel import enable_ki_protection

from ._errors import connection_reset, error, stream_destroyed
from ._headers import merge_headers
from ._options import validate_integer
from ._readable import Readable
from ._trio_face import PASSING

_Self = TypeVar("_Self", bound="IncomingMessage")

_charset_of: Final = re.compile(r';\s*charset\s*=\s*"?([^\s";]+)', re.IGNORECASE).search

# What the library emits no more once it has emitted 'end' and 'close'.
_LAST_EVENTS: Final = frozenset({"data", "readable", "end", "aborted", "close"})


class IncomingMessage(Readable):
    """A request that a server received, or a response that a client received (reference,
    `http.IncomingMessage`).

    A `Readable`, hence a ``trio.abc.ReceiveStream``: ``async for chunk in message``. A body that
    was cut short raises there ``ConnectionResetError`` (also a ``trio.BrokenResourceError``).

    Emits ``'data'`` (bytes, or text after `set_encoding`), ``'readable'``, ``'end'`` (the message
    is complete and read), ``'aborted'``, ``'close'``, ``'pause'``, ``'resume'``, ``'error'``, and
    ``'timeout'`` (on a server with the socket).

    Attributes:
        socket: the connection it arrived on.
        method, url: of a request; ``url`` is the target as sent.
        status_code, status_message: of a response.
        http_version_major, http_version_minor: the two halves of ``http_version``.
        raw_headers, raw_trailers: names and values in turn, as they were sent.
        complete: whether all of it was received.
        aborted: whether it was ended before that.
        upgrade: whether it starts another protocol.
        req: the request that a client's response answers.
    """

    # Its 'close' belongs to the exchange, not to the end of the data.
    _auto_destroy = False
    _emit_close = False

    socket: Any = None
    method: str | None = None
    url: str = ""
    status_code: int | None = None
    status_message: str | None = None
    http_version_major: int | None = None
    http_version_minor: int | None = None
    upgrade: bool | None = None
    complete: bool = False
    aborted: bool = False
    req: Any = None  # the request that a client's response answers

    _fields: Sequence[str] = ()  # what the connection received: not ours to change
    _raw_headers: list[str] | None = None
    _headers: dict[str, Any] | None = None
    _raw_trailers: list[str] | None = None
    _trailers: dict[str, Any] | None = None

    _consumed: bool = False  # somebody reads, or has read
    _dumped: bool = False  # nobody ever will
    _on_end_emitted: Callable[[IncomingMessage], object] | None = None
    _message_closed: bool = False
    _given_up: bool = False  # destroy() was called; as in Node, `destroyed` does not say so

    def __init__(self, socket: Any = None) -> None:
        # Not Readable's: its options have no counterpart here, and this runs for every request.
        if socket is not None:
            self.socket = socket
            self._loop = socket._loop
        # What every message asks, as in `ServerResponse`.
        self._events = None
        self._reader = None
        self._flowing = None
        self._buffer = None
        self._length = 0
        self._sync = True
        self._reading = self._need_readable = False
        self._resume_scheduled = self._reading_more = False
        self._consumed = self._dumped = self.destroyed = False
        self.complete = self._ended = self._end_emitted = False

    # The head

    @property
    def connection(self) -> Any:
        """The same as ``socket``."""
        return self.socket

    @connection.setter
    def connection(self, socket: Any) -> None:
        self.socket = socket

    @property
    def http_version(self) -> str | None:
        """``"1.1"`` or ``"1.0"``."""
        if self.http_version_major is None:
            return None
        return f"{self.http_version_major}.{self.http_version_minor}"

    @http_version.setter
    def http_version(self, version: str) -> None:
        major, _, minor = version.partition(".")
        self.http_version_major, self.http_version_minor = int(major), int(minor)

    @property
    def headers(self) -> dict[str, Any]:
        """Lower-case names → values; repeated ones merged as the reference's `message.headers`
        lists it, ``set-cookie`` always a list."""
        headers = self._headers
        if headers is None:
            headers = self._headers = merge_headers(self._fields)
        return headers

    @headers.setter
    def headers(self, headers: dict[str, Any]) -> None:
        self._headers = headers

    @property
    def raw_headers(self) -> list[str]:
        """Names and values in turn, as they were sent."""
        if self._raw_headers is None:
            self._raw_headers = list(self._fields)
        return self._raw_headers

    @raw_headers.setter
    def raw_headers(self, raw_headers: list[str]) -> None:
        self._fields = self._raw_headers = raw_headers

    @property
    def raw_trailers(self) -> list[str]:
        """Trailer names and values in turn, as they were sent; empty before ``'end'``."""
        if self._raw_trailers is None:
            self._raw_trailers = []
        return self._raw_trailers

    @raw_trailers.setter
    def raw_trailers(self, raw_trailers: list[str]) -> None:
        self._raw_trailers = raw_trailers
        self._trailers = None

    @property
    def trailers(self) -> dict[str, Any]:
        """The trailers as `headers` gives the headers; empty before ``'end'``."""
        if self._trailers is None:
            trailers = merge_headers(self._raw_trailers or ())
            if not self._raw_trailers:
                return trailers
            self._trailers = trailers
        return self._trailers

    @trailers.setter
    def trailers(self, trailers: dict[str, Any]) -> None:
        self._trailers = trailers

    # What the program may do to the connection

    @enable_ki_protection
    def set_timeout(
        self: _Self, msecs: float, callback: Callable[..., object] | None = None
    ) -> _Self:
        """Set the socket's timeout; ``callback`` listens for ``'timeout'``.

        Args:
            msecs: milliseconds without activity; 0 for no timeout.
        """
        if callback is not None:
            self.on("timeout", callback)
        self.socket.set_timeout(msecs)
        return self

    @enable_ki_protection
    def destroy(
        self: _Self,
        error: BaseException | None = None,
        callback: Callable[..., object] | None = None,
    ) -> _Self:
        """Destroy the socket; with ``error``, that becomes the argument of its ``'error'``.

        What was received before can still be read; then reading raises.
        """
        self._given_up = True
        if self.socket is not None:
            self.socket.destroy(error)
        if callback is not None:
            callback(error)
        return self

    # The whole body

    async def body(self, limit: int | None = None) -> bytes:
        """Wait for the whole body (or what is left of it).

        Args:
            limit: bytes; a longer body is not read to its end.

        Raises:
            ValueError: the body is longer than ``limit`` (``ERR_OUT_OF_RANGE``); the message is
                closed as `aclose` does it.
            ConnectionResetError: the body was cut short.

        Cancelled, it destroys the message, since a part of the body is gone.
        """
        if limit is not None:
            validate_integer("limit", limit)
        chunks: list[bytes] = []
        length = 0
        goes_on = limit is None
        while True:
            try:
                if self._ended and self._length and self._reader is None:
                    # All is here, as it mostly is: receive_some() with a coroutine less.
                    self._has_tasks = True
                    self._reader = PASSING
                    try:
                        await trio.lowlevel.checkpoint()
                    finally:
                        self._reader = None
                    chunk = self._receive_now(None, goes_on)
                    if self._end_emitted and not chunks and type(chunk) is bytes:
                        return chunk
                else:
                    chunk = await self.receive_some()
            except trio.Cancelled:
                self.destroy()
                raise
            while chunk:
                data = chunk if isinstance(chunk, bytes) else chunk.encode()
                length += len(data)
                if limit is not None and length > limit:
                    self._close_by_task()
                    raise error(
                        "ERR_OUT_OF_RANGE", "body length", f"<= {limit}", f"at least {length}"
                    )
                chunks.append(data)
                # What is there already needs no checkpoint.
                chunk = b"" if self._end_emitted else self._receive_now(None, goes_on)
            if chunk is not None:
                return b"".join(chunks)

    async def text(self, limit: int | None = None) -> str:
        """The whole body as text, in the charset of ``Content-Type``, else UTF-8.

        What is no text in that charset is replaced by U+FFFD. Arguments and errors: see `body`.
        """
        data = await self.body(limit)
        encoding = "utf-8"
        named = _charset_of(self.headers.get("content-type", ""))
        if named and self._decoder is None:
            try:
                encoding = codecs.lookup(named.group(1)).name
            except LookupError:
                pass
        return data.decode(encoding, "replace")

    async def json(self, limit: int | None = None) -> Any:
        """The whole body as JSON.

        Raises:
            ValueError: it is none. See `body` for the rest.
        """
        return json.loads(await self.body(limit))

    async def aclose(self) -> None:
        """Say that nobody reads on: what is left of a request is discarded as it arrives; a
        response that is incomplete is destroyed."""
        self._close_by_task()
        await trio.lowlevel.checkpoint()

    def _close_by_task(self) -> None:
        self._has_tasks = self._closed_by_task = True
        if self._reader is not None:
            self._reader.settle()
        self._give_up()

    def _give_up(self) -> None:
        """Nobody reads on."""
        if self.status_code is None or self.complete:
            self._dump()  # a response that is all here: its connection is free for the next
        else:
            self.destroy()

    # The connection's side

    def _read(self, size: int) -> None:
        if not self._consumed:
            self._reading_more = False
            self._consumed = True
        socket = self.socket
        if socket is not None and not self.complete:
            socket._resume_reading()

    def _read_at_once(self) -> None:
        if self.socket is not None and not self.complete:
            self.socket._read_at_once()

    def _read_more_soon(self) -> None:
        if not self._resume_scheduled:  # else that asks for more, and comes first
            super()._read_more_soon()

    def _dump(self) -> None:
        """Discard what was not read and what still comes, so that the next message can follow."""
        if self._dumped:
            return
        self._dumped = True
        if (
            self._events is None
            and self._ended
            and not self._length
            and self._reader is None
            and (self._loop is None or not self._loop._ticks)  # a tick could begin to listen
        ):
            self._end_emitted = True  # nobody could see the ticks of the long way
            if self._on_end_emitted is not None:
                self._on_end_emitted(self)
        else:
            self._drop_the_rest()

    def _drop_the_rest(self) -> None:
        self.remove_all_listeners("data")
        self.resume()

    def _take_end(self, raw_trailers: Any) -> None:
        """All of the message has arrived."""
        self.complete = True
        if raw_trailers:
            self._raw_trailers = list(raw_trailers)
            self._trailers = None
        events = self._events
        if events is None and not self._flowing and self._reader is None:
            self._ended = True  # what push(None) comes to where nobody listens
        elif (
            self._flowing
            and not (self._length or self._sync or self._ended or self.destroyed)
            and self._decoder is None
            and (events is None or "readable" not in events)
        ):
            # What it comes to where everything was read: 'end' is next (1 µs less).
            self._reading = self._need_readable = False
            self._ended = self._end_scheduled = True
            loop = self._loop
            if loop is not None and loop._stepping:
                loop._ticks.append((self._emit_end, ()))
            else:
                self._tick(self._emit_end)
        else:
            self.push(None)

    def _after_end(self) -> None:
        if self._on_end_emitted is not None:
            self._on_end_emitted(self)

    def _abort(self) -> None:
        """The connection is gone before the exchange was over: ``'aborted'``."""
        self.aborted = True
        self._cut_short()
        if self._events is not None:
            self.emit("aborted")

    def _cut_short(self) -> None:
        """What has not arrived never will: tasks that read raise once they have read the rest."""
        if not self.complete:
            self._fail_readers(
                stream_destroyed("receive_some") if self._given_up else connection_reset("aborted")
            )

    def _emit_message_close(self) -> None:
        """``'close'``: the exchange is over. What was received can still be read."""
        events = self._events
        if self._message_closed:
            return
        self._message_closed = True
        if events is None:
            return
        try:
            if "close" in events:
                self.emit("close")
        finally:
            if self._end_emitted:
                # They mostly refer to this message: circles that only the collector would find
                # (a tenth of the time of a server that reads bodies).
                self._silence_all(_LAST_EVENTS)

    def _end_error(self, method: str) -> BaseException:
        return connection_reset("aborted")
