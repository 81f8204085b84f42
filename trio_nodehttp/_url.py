"""URLs of requests: from what the caller gives to the options that a request is made of.

`options_of_url` takes a text, a `urllib.parse` result or anything with an ``href`` and returns the
options that Node's ``urlToOptions(new URL(…))`` gives. The URL Standard's parser is the library
`ada_url` (Node's own since v18); what this file adds are the three things in which Node v14 reads a
URL differently from today's standard. Nothing here knows a request; data goes through in one
direction, text to a dict.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import ada_url

from ._errors import error

# Two characters of the private use area: one of them stands for a caret while the library parses.
_STAND_INS: Final = ("\ue05e", "\uf8ff")

# A program asks for the same few URLs again and again; parsing one costs 5 µs, finding it 0.1.
_REMEMBERED: Final = 512


def options_of(given: object) -> Mapping[str, Any]:
    """The options in a request's first argument: a URL in any form, a mapping of options, or None.

    Raises:
        TypeError: `ERR_INVALID_URL` for a URL that is none, `ERR_INVALID_ARG_TYPE` for anything
            else.
    """
    if isinstance(given, str):
        return options_of_url(given)
    if given is None:
        return {}
    if isinstance(given, Mapping):
        return given
    geturl = getattr(given, "geturl", None)
    text = geturl() if callable(geturl) else getattr(given, "href", None)
    if isinstance(text, bytes):
        text = text.decode("latin-1")
    if not isinstance(text, str):
        raise error("ERR_INVALID_ARG_TYPE", "url", "of type str, a parsed URL or a mapping", given)
    return options_of_url(text)


@lru_cache(_REMEMBERED)
def options_of_url(url: str) -> Mapping[str, Any]:
    """Parse a URL as Node v14's ``new URL()`` does. Treat the result as read-only: it is shared.

    Returns:
        ``protocol hostname hash search pathname path href``, ``port`` (int) where the URL names one
        that is not its scheme's default, and ``auth`` (``user:password`` as written, still
        percent-encoded, as Node leaves it).

    Raises:
        TypeError: `ERR_INVALID_URL`.
    """
    # lone surrogates become U+FFFD
    text = url.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    stand_in = ""
    if "^" in text:
        # Node v14 leaves a caret in a path as it is; the standard has it percent-encoded since
        # 2023.
        stand_in = next(character for character in _STAND_INS if character not in text)
        text = text.replace("^", stand_in)
    try:
        parsed = ada_url.URL(text)
    except ValueError:
        raise error("ERR_INVALID_URL", url) from None
    hostname = parsed.hostname
    if "xn--" in hostname and not all(map(_is_sound_label, hostname.split("."))):
        raise error("ERR_INVALID_URL", url)
    parts = {
        "hash": parsed.hash,
        "search": parsed.search,
        "pathname": parsed.pathname,
        "href": parsed.href,
        "username": parsed.username,
        "password": parsed.password,
    }
    if stand_in:
        encoded = "".join(f"%{byte:02X}" for byte in stand_in.encode())
        for name, part in parts.items():
            caret = "%5E" if name in ("username", "password") else "^"
            parts[name] = part.replace(encoded, caret)
    username, password = parts.pop("username"), parts.pop("password")
    options: dict[str, Any] = {
        "protocol": parsed.protocol,
        "hostname": hostname[1:-1] if hostname.startswith("[") else hostname,
        **parts,
        "path": parts["pathname"] + parts["search"],
    }
    if parsed.port:
        options["port"] = int(parsed.port)
    if username or password:
        options["auth"] = f"{username}:{password}"
    return options


def _is_sound_label(label: str) -> bool:
    """Node v14 refuses an ``xn--`` label that is no Punycode of anything; the library lets it
    through.
    """
    if not label.startswith("xn--"):
        return True
    try:
        return bool(ada_url.idna_to_ascii(label[4:].encode().decode("punycode")) == label.encode())
    except (UnicodeError, ValueError):
        return False
