"""What a message's headers say of its framing, and of what the connection does afterwards.

One pass over the names of a message; nothing here refuses anything (`_grammar.py` does) and nothing
acts on it (the readers do). Tokens are read as Node reads them, to the tab.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

TOKEN: Final = r"!#$%&'*+\-.^_`|~0-9A-Za-z"  # RFC 9110 §5.6.2

_match_coding: Final = re.compile(
    rf'[{TOKEN}]+(?:[\t ]*;[\t ]*[{TOKEN}]+=(?:[{TOKEN}]+|"[^"\\]*"))*'
).fullmatch

# What a header means to framing and to the connection. 0: nothing.
HOST: Final = 1
CONTENT_LENGTH: Final = 2
TRANSFER_ENCODING: Final = 3
CONNECTION: Final = 4
UPGRADE: Final = 5
EXPECT: Final = 6

_MEANINGS: Final = {
    "host": HOST,
    "content-length": CONTENT_LENGTH,
    "transfer-encoding": TRANSFER_ENCODING,
    "connection": CONNECTION,
    "proxy-connection": CONNECTION,
    "upgrade": UPGRADE,
    "expect": EXPECT,
}
# The spellings that are met every day, so that most names cost one look-up and no lower().
_SPELLINGS: Final = {
    spelling: _MEANINGS.get(name, 0)
    for name in (
        *_MEANINGS,
        *"accept accept-encoding accept-language accept-ranges access-control-allow-origin".split(),
        *"age authorization cache-control content-disposition content-encoding".split(),
        *"content-security-policy content-type cookie date etag expires if-modified-since".split(),
        *"if-none-match keep-alive last-modified location origin pragma range referer".split(),
        *"sec-fetch-dest sec-fetch-mode sec-fetch-site sec-fetch-user server set-cookie".split(),
        *"strict-transport-security upgrade-insecure-requests user-agent vary via".split(),
        *"x-forwarded-for x-forwarded-host x-forwarded-proto x-requested-with".split(),
    )
    for spelling in (name, name.title())
}
_spelling: Final = _SPELLINGS.get


def meaning_of(name: str) -> int:
    """HOST, CONTENT_LENGTH, …, or 0, whatever the case of the name."""
    known = _spelling(name)
    return _MEANINGS.get(name.lower(), 0) if known is None else known


_NOTHING: Final[frozenset[str]] = frozenset()


class Framing:
    """What the headers of one message say of its framing and connection.

    Attributes:
        fields: the headers, names and values in turn.
        passed: of a block that is remembered, the first lines, as far as they matter, with which
            the library has let it through; all else is never changed.
        hosts: how many Host headers there are.
        length, coding: Content-Length and Transfer-Encoding as sent; repeated ones are joined by
            commas.
        remaining: the length as a number, 0 for none; only for a length that was found good.
        says_close, says_keep_alive, says_upgrade: what `Connection` holds.
        expects: there is an Expect header.
        is_plain: one Host, no body, nothing asked of the connection but to stay.
        is_usual: lengths and codings, if any, are in the form that needs no further check.
    """

    __slots__ = (
        "coding",
        "expects",
        "fields",
        "hosts",
        "is_plain",
        "is_usual",
        "length",
        "passed",
        "remaining",
        "says_close",
        "says_keep_alive",
        "says_upgrade",
    )

    def __init__(self, fields: tuple[str, ...]) -> None:
        self.fields = fields
        self.passed = _NOTHING
        hosts = 0
        connection = length = coding = None
        upgrade = expects = False
        pairs = iter(fields)
        for name, value in zip(pairs, pairs, strict=True):
            meaning = _spelling(name)
            if meaning is None:
                meaning = _MEANINGS.get(name.lower(), 0)
            if not meaning:
                continue
            if meaning == HOST:
                hosts += 1
            elif meaning == CONNECTION:
                connection = value if connection is None else f"{connection},{value}"
            elif meaning == CONTENT_LENGTH:
                length = value if length is None else f"{length},{value}"
            elif meaning == TRANSFER_ENCODING:
                coding = value if coding is None else f"{coding},{value}"
            elif meaning == UPGRADE and value:  # Node: an empty one asks for nothing
                upgrade = True
            elif meaning == EXPECT:
                expects = True
        self.expects = expects
        self.hosts = hosts
        self.length = length
        self.coding = coding
        if connection is None:
            self.says_close = self.says_keep_alive = self.says_upgrade = False
        else:
            options = _options_of(connection)
            self.says_close = "close" in options
            self.says_keep_alive = "keep-alive" in options
            self.says_upgrade = upgrade and "upgrade" in options
        self.is_plain = (
            hosts == 1 and length is coding is None and not (self.says_close or self.says_upgrade)
        )
        if length is None:
            self.remaining = 0
            self.is_usual = coding is None or coding == "chunked"
        else:
            digits = length.rstrip(" ").lstrip("0") or "0"
            self.is_usual = coding is None and length.isdecimal() and len(digits) < 19
            self.remaining = int(digits) if digits.isdecimal() and len(digits) <= 20 else 0


@lru_cache(256)
def _options_of(connection: str) -> frozenset[str]:
    # Node's reading: options stand between commas, spaces aside; a tab belongs to one.
    return frozenset(option.strip(" ") for option in connection.lower().split(","))


def is_chunked(coding: str) -> bool:
    """Whether a Transfer-Encoding ends in chunked.

    Raises:
        ValueError: it is no list of codings, or has chunked twice.
    """
    if coding == "chunked":
        return True
    items = [item.strip(" ") for item in coding.lower().split(",")]
    if not all(map(_match_coding, items)) or items.count("chunked") > 1:
        raise ValueError(coding)
    return items[-1] == "chunked"
