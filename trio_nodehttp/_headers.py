"""Header names and values: what may be sent, how a value is written, how received ones are merged.

Going out: `validate_header_name`, `validate_header_value`, `render_header_value`. Coming in:
`merge_headers` makes `IncomingMessage.headers` of the flat raw list. Text on both sides is latin-1
(one character per byte). Framing, keep-alive and the order of headers are decided elsewhere.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from ._errors import error

# RFC 9110 §5.6.2. Bound methods: these run for every header that is set.
is_token: Callable[[str], object] = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+").fullmatch
find_invalid_char: Callable[[str], object] = re.compile(r"[^\t\x20-\x7e\x80-\xff]").search


def validate_header_name(name: object) -> None:
    """Check that a header may have this name (Node's ``http.validateHeaderName``).

    Raises:
        TypeError: `ERR_INVALID_HTTP_TOKEN`, if it is not a token of RFC 9110 §5.6.2.
    """
    if not isinstance(name, str) or not is_token(name):
        raise error("ERR_INVALID_HTTP_TOKEN", "Header name", name)


def validate_header_value(name: str, value: object) -> None:
    """Check that a header may have this value: text, a number, a boolean, or a list of those
    (Node's ``http.validateHeaderValue``).

    Raises:
        TypeError: `ERR_HTTP_INVALID_HEADER_VALUE` for None, `ERR_INVALID_CHAR` for a control
            character (a tab is none) or one above U+00FF.
    """
    if isinstance(value, str):
        if find_invalid_char(value):
            raise error("ERR_INVALID_CHAR", "header content", name)
    elif value is None:
        raise error("ERR_HTTP_INVALID_HEADER_VALUE", value, name)
    elif isinstance(value, (list, tuple)):
        for item in value:
            validate_header_value(name, item)
    elif find_invalid_char(render_header_value(value)):
        raise error("ERR_INVALID_CHAR", "header content", name)


def render_header_value(value: object) -> str:
    """One header value as Node writes it: ``1.0`` is ``1``, ``True`` is ``true``."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _render_number(value)
    if isinstance(value, (bytes, bytearray)):
        return value.decode("latin-1")
    if isinstance(value, (list, tuple)):
        return ",".join([render_header_value(item) for item in value])
    return str(value)


def _render_number(value: float) -> str:
    """A float as JavaScript writes a number: no ``.0``, an exponent from 1e21 up and below 1e-6."""
    if not math.isfinite(value):
        return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "0"
    sign, digit_tuple, exponent = Decimal(repr(value)).normalize().as_tuple()
    digits = "".join(map(str, digit_tuple))
    assert isinstance(exponent, int)
    point = len(digits) + exponent  # where the decimal point stands, counted from the first digit
    if -6 < point <= 21:
        if exponent >= 0:
            text = digits + "0" * exponent
        elif point > 0:
            text = f"{digits[:point]}.{digits[point:]}"
        else:
            text = "0." + "0" * -point + digits
    else:
        fraction = f".{digits[1:]}" if len(digits) > 1 else ""
        text = f"{digits[0]}{fraction}e{point - 1:+d}"
    return "-" + text if sign else text


KEEP_FIRST: Final = None
AS_LIST: Final = "list"

# Reference, `message.headers`: what a repeated header does. Names that are not here: joined by ",
# ".
MERGE_RULES: Final[dict[str, str | None]] = {
    "age": KEEP_FIRST,
    "authorization": KEEP_FIRST,
    "content-length": KEEP_FIRST,
    "content-type": KEEP_FIRST,
    "etag": KEEP_FIRST,
    "expires": KEEP_FIRST,
    "from": KEEP_FIRST,
    "host": KEEP_FIRST,
    "if-modified-since": KEEP_FIRST,
    "if-unmodified-since": KEEP_FIRST,
    "last-modified": KEEP_FIRST,
    "location": KEEP_FIRST,
    "max-forwards": KEEP_FIRST,
    "proxy-authorization": KEEP_FIRST,
    "referer": KEEP_FIRST,
    "retry-after": KEEP_FIRST,
    "server": KEEP_FIRST,
    "user-agent": KEEP_FIRST,
    "cookie": "; ",
    "set-cookie": AS_LIST,
}


def merge_headers(raw: Sequence[str]) -> dict[str, str | list[str]]:
    """Make the headers object of a flat list of names and values; the list stays as it is.

    Names become lower case and keep the order of their first appearance. `set-cookie` is always a
    list. Repeated ones are merged by `MERGE_RULES` (reference, `message.headers`).
    """
    merged: dict[str, str | list[str]] = dict(zip(map(str.lower, raw[::2]), raw[1::2], strict=True))
    if 2 * len(merged) == len(raw) and "set-cookie" not in merged:
        return merged
    merged = {}
    for name, value in zip(map(str.lower, raw[::2]), raw[1::2], strict=True):
        rule = MERGE_RULES.get(name, ", ")
        earlier = merged.get(name)
        if earlier is None:
            merged[name] = [value] if rule is AS_LIST else value
        elif isinstance(earlier, list):
            earlier.append(value)
        elif rule is not None:  # KEEP_FIRST
            merged[name] = earlier + rule + value
    return merged
