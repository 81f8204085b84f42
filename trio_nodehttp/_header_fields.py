"""One field of a header block that goes out: checked, with what it decides and its line.

A program sends the same few fields for ever. So a field that was set before is found by its name
and value, in `known_fields`: setting it takes 0.2 µs, else 0.7. What a list or an odd type of value
comes to is found out when the block is written (`render_late`), since a list may be changed until
then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from ._errors import error
from ._headers import (
    find_invalid_char,
    is_token,
    render_header_value,
    validate_header_name,
    validate_header_value,
)

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

# Its key in the store, its name and value as they were given, its meaning, and its line: that is
# None where the value is neither a text nor an int.
Field = tuple[str, str, Any, int, "str | None"]

# By name and value, which is a text or an int: no key is equal to that of another type, as those of
# True and 1 would be. Beyond so many all are forgotten, which costs less than choosing.
known_fields: Final[dict[tuple[str, str | int], Field]] = {}
_known_names: Final[dict[str, tuple[str, int]]] = {}  # key and meaning
_MOST_KNOWN: Final = 1000
_LONGEST_KNOWN: Final = 100  # a name, or a line
# Secrets, which are nobody else's and are not to stay in memory.
_NOT_KEPT: Final = frozenset({"authorization", "cookie", "proxy-authorization", "set-cookie"})


def new_field(name: str, value: Any) -> Field:
    """A field that is not among `known_fields`, where it is from now on if it is short and no
    secret.

    Raises:
        TypeError: ``ERR_INVALID_HTTP_TOKEN``, ``ERR_HTTP_INVALID_HEADER_VALUE``,
            ``ERR_INVALID_CHAR``.
    """
    key, meaning = (_known_names.get(name) if type(name) is str else None) or _new_name(name)
    if type(value) is not int:
        validate_header_value(name, value)
        if type(value) is not str:
            return key, name, value, meaning, None
    line = f"{name}: {value}\r\n"
    field = key, name, value, meaning, line
    if len(line) <= _LONGEST_KNOWN and type(name) is str and key not in _NOT_KEPT:
        if len(known_fields) >= _MOST_KNOWN:
            known_fields.clear()
        known_fields[name, value] = field
    return field


def _new_name(name: str) -> tuple[str, int]:
    validate_header_name(name)
    key = name.lower()
    known = key, MEANINGS.get(key, 0)
    if len(name) <= _LONGEST_KNOWN and type(name) is str:
        if len(_known_names) >= _MOST_KNOWN:
            _known_names.clear()
        _known_names[name] = known
    return known


def field_of(name: str, value: Any) -> Field:
    """A field, known or new; raises as `new_field` does."""
    field = None
    if (type(value) is str or type(value) is int) and type(name) is str:
        field = known_fields.get((name, value))
    return field or new_field(name, value)


def fields_of(headers: Headers) -> list[Field]:
    """The fields of a mapping, or of a list of pairs; raises as `pairs_of` and `new_field` do."""
    fields = []
    for name, value in pairs_of(headers):
        field = None  # field_of(), one call shorter
        if (type(value) is str or type(value) is int) and type(name) is str:
            field = known_fields.get((name, value))
        fields.append(field or new_field(name, value))
    return fields


def render_late(name: str, value: Any, meaning: int) -> tuple[str, str]:
    """A field whose value is neither text nor int: its value as one text, and its lines."""
    validate_header_value(name, value)
    if not isinstance(value, (list, tuple)):
        text = render_header_value(value)
        return text, f"{name}: {text}\r\n"
    texts = [render_header_value(item) for item in value]
    if meaning == COOKIE and len(texts) > 1:  # RFC 6265 §5.4: one line only
        texts = ["; ".join(texts)]
    return ",".join(texts), "".join([f"{name}: {text}\r\n" for text in texts])


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


def render_trailers(headers: Headers) -> str:
    """The lines that follow the last chunk.

    Raises:
        TypeError: ``ERR_INVALID_HTTP_TOKEN``, ``ERR_INVALID_CHAR``,
            ``ERR_HTTP_INVALID_HEADER_VALUE``.
    """
    lines = ""
    for name, value in pairs_of(headers):
        if not isinstance(name, str) or not is_token(name):
            raise error("ERR_INVALID_HTTP_TOKEN", "Trailer name", name)
        text = render_header_value(value)
        if value is None:
            raise error("ERR_HTTP_INVALID_HEADER_VALUE", value, name)
        if find_invalid_char(text):
            raise error("ERR_INVALID_CHAR", "trailer content", name)
        lines += f"{name}: {text}\r\n"
    return lines
