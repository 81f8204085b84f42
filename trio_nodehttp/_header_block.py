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
from collections.abc import Callable, Iterable, Mapping
from email.utils import formatdate
from typing import Any, Final

from ._errors import error
from ._headers import (
    find_invalid_char,
    render_header_value,
    validate_header_name,
    validate_header_value,
)
from ._options import validate_string
from .events import EventEmitter

Headers = Mapping[str, object] | Iterable[tuple[str, object]]

# Fields that decide something, as bits: which of them the program's own fields contain.
CONNECTION: Final = 1
CONTENT_LENGTH: Final = 2
TRANSFER_ENCODING: Final = 4
DATE: Final = 8
EXPECT: Final = 16
TRAILER: Final = 32
COOKIE: Final = 64

MEANINGS: Final = {
    "connection": CONNECTION,
    "content-length": CONTENT_LENGTH,
    "transfer-encoding": TRANSFER_ENCODING,
    "date": DATE,
    "expect": EXPECT,
    "trailer": TRAILER,
    "cookie": COOKIE,
}

# What decides how the rest of the block is written.
_CONNECTION_OR_CODING: Final = CONNECTION | TRANSFER_ENCODING
_FRAMING: Final = CONTENT_LENGTH | TRANSFER_ENCODING

_says_close: Callable[[str], object] = re.compile(r"(?:^|\W)close(?:$|\W)", re.IGNORECASE).search
_says_chunked: Callable[[str], object] = re.compile(
    r"(?:^|\W)chunked(?:$|\W)", re.IGNORECASE
).search

# Names that were found to be tokens, with their meaning, and short values that were found to be
# valid: a program sends the same few for ever, and looking them up costs a quarter of checking.
_known_names: dict[str, int] = {}
_known_values: set[str] = set()
_MOST_KNOWN: Final = 1000
_LONGEST_KNOWN: Final = 64

# What Node adds to nearly every block, for this second: the `Date` field alone, and with it
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


def _meaning_of(name: str) -> int:
    """What a field of this name decides; refuses a name that is no token."""
    validate_header_name(name)
    meaning = MEANINGS.get(name.lower(), 0)
    if len(_known_names) < _MOST_KNOWN and len(name) <= _LONGEST_KNOWN:
        _known_names[name] = meaning
    return meaning


def _is_valid(value: str) -> bool:
    if find_invalid_char(value):
        return False
    if len(_known_values) < _MOST_KNOWN and len(value) <= _LONGEST_KNOWN:
        _known_values.add(value)
    return True


def pairs_of(headers: Headers) -> Iterable[tuple[str, object]]:
    """The fields of a mapping, or of a list of pairs as it is.

    Raises:
        TypeError: an item of a list is no pair.
    """
    if isinstance(headers, dict):
        return headers.items()  # pyright: ignore no mapping is a list of pairs
    if isinstance(headers, Mapping):
        return [(name, headers[name]) for name in headers]  # pyright: ignore likewise
    pairs = [tuple(item) if not isinstance(item, str) else (item,) for item in headers]
    for pair in pairs:
        if len(pair) != 2:
            name = pair[0] if pair else ""
            validate_header_name(name)
            raise error("ERR_HTTP_INVALID_HEADER_VALUE", None, name)
    return pairs  # type: ignore[return-value]


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
    _headers: dict[str, tuple[str, Any]] | None = None
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
        if type(name) is not str or name not in _known_names:
            validate_header_name(name)
        if type(value) is not int and (type(value) is not str or value not in _known_values):
            validate_header_value(name, value)
        if self._headers is None:
            self._headers = {}
        self._headers[name.lower()] = (name, value)

    def get_header(self, name: str) -> Any:
        """The value that `set_header` was given for this name, in any case, else None."""
        validate_string("name", name)
        field = (self._headers or {}).get(name.lower())
        return None if field is None else field[1]

    def get_header_names(self) -> list[str]:
        """The names of the headers set, in lower case."""
        return list(self._headers or ())

    def get_headers(self) -> dict[str, Any]:
        """The headers set: lower-case name → value; a copy."""
        return {name: value for name, (_, value) in (self._headers or {}).items()}

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
        fields: Iterable[tuple[str, Any]]
        if headers is not None:
            fields = headers.items() if type(headers) is dict else pairs_of(headers)
        elif self._headers is not None:
            fields = self._headers.values()
        else:
            fields = ()

        block = first_line
        given = 0
        keep_alive = self.should_keep_alive
        chunked = self._chunked
        last = self._last
        for name, value in fields:
            meaning = _known_names.get(name)
            if meaning is None:
                meaning = _meaning_of(name)
            # Most often a Content-Length, where there is nothing to check, or a text that is known.
            if type(value) is int or (
                type(value) is str and (value in _known_values or _is_valid(value))
            ):
                block += f"{name}: {value}\r\n"
            else:
                value, lines = _odd_field(name, value, meaning)
                block += lines
            if meaning:
                given |= meaning
                if meaning & _CONNECTION_OR_CODING:
                    if meaning == TRANSFER_ENCODING:
                        chunked = chunked or bool(_says_chunked(str(value)))
                    elif _says_close(str(value)):
                        last = True
                    else:
                        keep_alive = True

        # A 204 or 304 that was told to be chunked gets no body, and the connection ends, so that
        # no client can take what follows for one.
        if chunked and (self.status_code == 204 or self.status_code == 304):
            chunked = keep_alive = False

        removed = self._removed
        adds_date = self.send_date and not given & DATE
        if given & CONNECTION:
            if adds_date:
                block += date_line()
        elif (
            keep_alive
            and not removed & CONNECTION
            and (given & CONTENT_LENGTH or self.use_chunked_encoding_by_default or self.agent)
        ):
            if adds_date:
                if time.time() >= _usual_until:
                    _begin_second()
                timeout = self._keep_alive_timeout
                block += _usual_lines.get(timeout) or _add_usual_lines(timeout)
            else:
                block += keep_alive_lines(self._keep_alive_timeout)
        else:
            if adds_date:
                block += date_line()
            last = True
            if removed & CONNECTION:
                keep_alive = False
            else:
                block += "Connection: close\r\n"

        if not given & _FRAMING:
            if not self._has_body:
                chunked = False
            elif not self.use_chunked_encoding_by_default:
                last = True
            elif not (
                self._content_length is None or given & TRAILER or removed & CONTENT_LENGTH
            ):
                block += f"Content-Length: {self._content_length}\r\n"
            elif not removed & TRANSFER_ENCODING:
                block += "Transfer-Encoding: chunked\r\n"
                chunked = True

        if given & TRAILER and not chunked:
            raise error("ERR_HTTP_TRAILER_INVALID")

        if chunked or last or given & CONNECTION or not keep_alive:  # else they are as they were
            self._chunked = chunked
            self._last = last
            self.should_keep_alive = keep_alive
        self._header = block + "\r\n"
        self._header_sent = False
        if given & EXPECT:
            self._send_header()

    def _send_header(self) -> None:
        """With ``Expect`` the block goes out before any of the body."""


def _odd_field(name: str, value: Any, meaning: int) -> tuple[str, str]:
    """A field whose value is no plain text: its value as one text, and its lines."""
    validate_header_value(name, value)
    if not isinstance(value, (list, tuple)):
        text = render_header_value(value)
        return text, f"{name}: {text}\r\n"
    texts = [render_header_value(item) for item in value]
    if meaning == COOKIE and len(texts) > 1:  # RFC 6265 §5.4: one line only
        texts = ["; ".join(texts)]
    return ",".join(texts), "".join([f"{name}: {text}\r\n" for text in texts])


def render_trailers(headers: Headers) -> str:
    """The lines that follow the last chunk.

    Raises:
        TypeError: ``ERR_INVALID_HTTP_TOKEN``, ``ERR_INVALID_CHAR``,
            ``ERR_HTTP_INVALID_HEADER_VALUE``.
    """
    lines = ""
    for name, value in pairs_of(headers):
        if not isinstance(name, str) or name not in _known_names:
            try:
                _meaning_of(name)
            except TypeError:
                raise error("ERR_INVALID_HTTP_TOKEN", "Trailer name", name) from None
        text = render_header_value(value)
        if value is None:
            raise error("ERR_HTTP_INVALID_HEADER_VALUE", value, name)
        if find_invalid_char(text):
            raise error("ERR_INVALID_CHAR", "trailer content", name)
        lines += f"{name}: {text}\r\n"
    return lines
