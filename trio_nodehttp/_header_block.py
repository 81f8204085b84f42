"""The header block of a message that goes out: the store that a program fills, and its rendering.

`HeaderStore` holds what ``set_header()`` was given, under lower-case names, with the spelling and
the order in which the program gave them. `HeaderStore._store_header` writes the block: the first
line, the program's fields, then what Node adds in Node's order (``Date``, ``Connection``,
``Keep-Alive``, framing), and settles what the message needs to know afterwards: whether its body is
chunked, and whether the connection ends with it.

Nothing here sends anything, and nothing is changed by a block that is refused.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from email.utils import formatdate
from typing import Any, Final

from ._errors import error
from ._header_fields import (
    CONNECTION,
    CONTENT_LENGTH,
    DATE,
    EXPECT,
    MEANINGS,
    TRAILER,
    TRANSFER_ENCODING,
    Field,
    Headers,
    fields_of,
    known_fields,
    new_field,
    render_late,
)
from ._headers import render_header_value
from ._options import validate_string
from .events import EventEmitter

# What decides how the rest of the block is written.
_CONNECTION_OR_CODING: Final = CONNECTION | TRANSFER_ENCODING
_FRAMING: Final = CONTENT_LENGTH | TRANSFER_ENCODING

_says_close: Callable[[str], object] = re.compile(r"(?:^|\W)close(?:$|\W)", re.IGNORECASE).search
_says_chunked: Callable[[str], object] = re.compile(
    r"(?:^|\W)chunked(?:$|\W)", re.IGNORECASE
).search

# What Node adds to a block, for this second: the `Date` field alone, and with it, as nearly always,
# `Connection: keep-alive` and `Keep-Alive`, by the latter's milliseconds. Making the date each time
# would cost 3.5 µs, putting the three together 0.3.
_date_line = ""
_usual_lines: dict[float, str] = {}
_usual_until = 0.0


def date_line() -> str:
    """The ``Date`` field of this second."""
    if time.time() >= _usual_until:
        _begin_second()
    return _date_line


def _add_usual_lines(keep_alive_timeout: float) -> str:
    """``Date``, ``Connection: keep-alive`` and, if there is a timeout, ``Keep-Alive``."""
    lines = _usual_lines[keep_alive_timeout] = _date_line + keep_alive_lines(keep_alive_timeout)
    return lines


def keep_alive_lines(keep_alive_timeout: float) -> str:
    if not keep_alive_timeout:
        return "Connection: keep-alive\r\n"
    seconds = render_header_value(int(keep_alive_timeout) / 1000)
    return f"Connection: keep-alive\r\nKeep-Alive: timeout={seconds}\r\n"


def _begin_second() -> None:
    global _date_line, _usual_until
    now = int(time.time())
    _date_line = f"Date: {formatdate(now, usegmt=True)}\r\n"
    _usual_lines.clear()
    _usual_until = now + 1.0


class HeaderStore(EventEmitter):
    """What a message says in its header block, until the block is written.

    Attributes:
        send_date: Whether a ``Date`` is added where the program gave none.
        should_keep_alive: Whether the connection may serve another exchange after this one.
        use_chunked_encoding_by_default: Whether a body of unknown length may be chunked.
    """

    send_date: bool = False
    should_keep_alive: bool = True
    use_chunked_encoding_by_default: bool = True
    status_code: int | None = None
    agent: Any = None

    _header: str | None = None
    _header_sent: bool = False
    _headers: dict[str, Field] | None = None
    _removed: int = 0  # what `remove_header` took back, and is not added by itself (bits)
    # Milliseconds for the `Keep-Alive` field; 0 for none.
    _keep_alive_timeout: float = 0

    # Settled with the block.
    _chunked: bool = False
    _last: bool = False  # the connection ends after this message
    _has_body: bool = True
    _content_length: int | None = None

    # The store

    def set_header(self, name: str, value: Any) -> None:
        """Set one header; an earlier one of that name is replaced and keeps its place.

        Args:
            name: a token, in the spelling that goes over the wire.
            value: a text, a number, a boolean, or a list of those: one field for each.

        Raises:
            NodeError: the headers were sent (``ERR_HTTP_HEADERS_SENT``).
            TypeError: ``ERR_INVALID_HTTP_TOKEN``, ``ERR_HTTP_INVALID_HEADER_VALUE``,
                ``ERR_INVALID_CHAR``.
        """
        if self._header is not None:
            raise error("ERR_HTTP_HEADERS_SENT", "set")
        kind = type(value)
        field = None
        if (kind is str or kind is int) and type(name) is str:
            field = known_fields.get((name, value))
        if field is None:
            field = new_field(name, value)
        if self._headers is None:
            self._headers = {}
        self._headers[field[0]] = field

    def get_header(self, name: str) -> Any:
        """The value that `set_header` was given for this name, in any case, else None."""
        validate_string("name", name)
        field = (self._headers or {}).get(name.lower())
        return None if field is None else field[2]

    def get_header_names(self) -> list[str]:
        """The names of the headers set, in lower case."""
        return list(self._headers or ())

    def get_headers(self) -> dict[str, Any]:
        """The headers set: lower-case name → value; a copy."""
        return {key: value for key, _, value, *_ in (self._headers or {}).values()}

    def has_header(self, name: str) -> bool:
        """Whether `set_header` was given this name, in any case."""
        validate_string("name", name)
        return name.lower() in (self._headers or ())

    def remove_header(self, name: str) -> None:
        """Take a header back.

        ``Connection``, ``Content-Length``, ``Transfer-Encoding`` and ``Date`` are not added by
        themselves afterwards.

        Raises:
            NodeError: the headers were sent (``ERR_HTTP_HEADERS_SENT``).
        """
        validate_string("name", name)
        if self._header is not None:
            raise error("ERR_HTTP_HEADERS_SENT", "remove")
        key = name.lower()
        if key == "date":
            self.send_date = False
        self._removed |= MEANINGS.get(key, 0)
        if self._headers is not None:
            self._headers.pop(key, None)

    # The block

    def _store_header(self, first_line: str, headers: Headers | None) -> None:
        """Write the header block into ``_header`` and settle the framing.

        Args:
            first_line: the request or status line with its CRLF.
            headers: fields to send instead of the store's.

        Raises:
            TypeError: a name or a value of ``headers`` is refused.
            NodeError: ``Trailer`` on a message that is not chunked (``ERR_HTTP_TRAILER_INVALID``).
        """
        fields: Iterable[Field]
        if headers is not None:
            fields = fields_of(headers)
        elif self._headers is not None:
            fields = self._headers.values()
        else:
            fields = ()

        block = first_line
        given = 0
        keep_alive = self.should_keep_alive
        chunked = self._chunked
        last = self._last
        for _, name, value, meaning, line in fields:
            if line is None:
                value, line = render_late(name, value, meaning)
            block += line
            if meaning:
                given |= meaning
                if meaning & _CONNECTION_OR_CODING:
                    if meaning == TRANSFER_ENCODING:
                        chunked = chunked or bool(_says_chunked(str(value)))
                    elif _says_close(str(value)):
                        last = True
                    else:
                        keep_alive = True

        if (
            given & ~CONTENT_LENGTH
            or self._removed
            or chunked
            or last
            or not (keep_alive and self.send_date and self.use_chunked_encoding_by_default)
        ):
            block += self._settle(given, keep_alive, chunked, last)
        else:
            # What that comes to for most responses (0.2 µs less).
            if time.time() >= _usual_until:
                _begin_second()
            timeout = self._keep_alive_timeout
            block += _usual_lines.get(timeout) or _add_usual_lines(timeout)
            if not given and self._has_body:
                if self._content_length is None:
                    block += "Transfer-Encoding: chunked\r\n"
                    self._chunked = True
                else:
                    block += f"Content-Length: {self._content_length}\r\n"
        self._header = block + "\r\n"
        self._header_sent = False
        if given & EXPECT:
            self._send_header()

    def _settle(self, given: int, keep_alive: bool, chunked: bool, last: bool) -> str:
        """Settle how the body is framed and what becomes of the connection.

        Args:
            given: which of the fields that decide something the program has given.
            keep_alive, chunked, last: what those say, and what was settled before.

        Returns:
            The lines to add.

        Raises:
            NodeError: ``Trailer`` on a message that is not chunked (``ERR_HTTP_TRAILER_INVALID``).
        """
        # A 204 or 304 that was told to be chunked gets no body, and the connection ends, so that
        # no client can take what follows for one.
        if chunked and (self.status_code == 204 or self.status_code == 304):
            chunked = keep_alive = False

        removed = self._removed
        lines = date_line() if self.send_date and not given & DATE else ""
        if given & CONNECTION:
            pass  # it says what becomes of the connection
        elif (
            keep_alive
            and not removed & CONNECTION
            and (given & CONTENT_LENGTH or self.use_chunked_encoding_by_default or self.agent)
        ):
            lines += keep_alive_lines(self._keep_alive_timeout)
        else:
            last = True
            if removed & CONNECTION:
                keep_alive = False
            else:
                lines += "Connection: close\r\n"

        if not given & _FRAMING:
            if not self._has_body:
                chunked = False
            elif not self.use_chunked_encoding_by_default:
                last = True
            elif not (
                self._content_length is None or given & TRAILER or removed & CONTENT_LENGTH
            ):
                lines += f"Content-Length: {self._content_length}\r\n"
            elif not removed & TRANSFER_ENCODING:
                lines += "Transfer-Encoding: chunked\r\n"
                chunked = True

        if given & TRAILER and not chunked:
            raise error("ERR_HTTP_TRAILER_INVALID")

        if chunked or last or given & CONNECTION or not keep_alive:  # else they are as they were
            self._chunked = chunked
            self._last = last
            self.should_keep_alive = keep_alive
        return lines

    def _send_header(self) -> None:
        """With ``Expect`` the block goes out before any of the body."""
