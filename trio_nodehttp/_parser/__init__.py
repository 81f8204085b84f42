"""The parser rooms' face: bytes of a connection in, events out. No I/O, no listeners, no socket.

    parser = create_parser("request", None)     # llhttp where httptools is installed, else h11
    for event in parser.feed(data):             # events, in order; not to be changed
        kind = type(event)
        if kind is RequestHead: …    # method url version_minor raw_headers should_keep_alive
                                     # upgrade ended expects
        elif kind is bytes: …        # a piece of the body
        elif kind is End: …          # raw_trailers    (not sent where head.ended is True)
        elif kind is ParseFailed: …  # error, with code, bytes_parsed, raw_packet set

Rules that hold whichever library is inside:

* `feed` and `feed_eof` never raise and never call anybody. What the bytes complete is in the list,
  an error last; the connection delivers the list afterwards, at its own pace, and may stop half
  way.
* A head with ``upgrade=True`` is the last event of its list: the parser keeps the rest of the bytes
  until it is told `upgrade()` (gives them back: Node's ``head``; the parser is dead then) or
  `decline_upgrade()` (an ordinary message; returns the events that the rest completes, which again
  may end in such a head). Until then `feed` only collects.
* A request parser ignores everything after a request with ``should_keep_alive=False``; a response
  parser goes on.
* A response parser is told what the next final response answers by `response_to(method)`; a 1xx
  does not use that up. Without it a response is read as one to GET.
* The verdicts are those of Node v14.10.1, and stricter where `docs/divergences.md` says so. Every
  message's head is also put before the library, unless that has passed the same header block
  before, and what either refuses is refused.

`_events.py` has the events, `_reader.py` the reading, `_request_reader.py` and
`_response_reader.py` that of heads, `_grammar.py` what a line must look like, `_framing.py` what
headers say of framing, `_known.py` what is remembered, `_h11.py` and `_llhttp.py` ask each library.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Literal, Protocol

from .._errors import error
from ._events import End as End
from ._events import Event as Event
from ._events import ParseError as ParseError
from ._events import ParseFailed as ParseFailed
from ._events import RequestHead as RequestHead
from ._events import ResponseHead as ResponseHead
from ._known import Known
from ._reader import Judge
from ._request_reader import RequestReader
from ._response_reader import ResponseReader


class Parser(Protocol):
    """One connection's parser, for requests (a server's) or responses (a client's)."""

    max_headers_count: int
    """Fields kept per message, trailers likewise; 0: no limit. Of a response parser assignable
    between messages."""

    @property
    def is_idle(self) -> bool:
        """Nothing of a message has arrived since the last one ended (empty lines do not count)."""
        ...

    @property
    def is_in_head(self) -> bool:
        """A message has begun and its header block has not ended."""
        ...

    def feed(self, data: bytes) -> Sequence[Event]:
        """What these bytes complete, in order."""
        ...

    def feed_eof(self) -> list[Event]:
        """The peer ended its side: a body's `End`, HPE_INVALID_EOF_STATE, or nothing."""
        ...

    def response_to(self, method: str) -> None:
        """Say which method the next final response answers; HEAD and CONNECT change its reading."""

    def upgrade(self) -> bytes:
        """After a head with ``upgrade=True``: give back the bytes behind it, and end."""
        ...

    def decline_upgrade(self) -> list[Event]:
        """After a head with ``upgrade=True``: read on as if it had been an ordinary message."""
        ...


def resolve_parser(
    name: str | None, insecure_http_parser: bool = False
) -> Literal["h11", "llhttp"]:
    """Check the options `parser` and `insecure_http_parser`; what to call where they are given.

    Returns:
        The library to use: None means llhttp where httptools can be imported, else h11.

    Raises:
        TypeError: `ERR_INVALID_OPT_VALUE` for a wrong name, and for `insecure_http_parser` with
            h11, which has no such mode.
        ImportError: llhttp was asked for and httptools is not installed.
    """
    if name not in (None, "h11", "llhttp"):
        raise error("ERR_INVALID_OPT_VALUE", name, "parser", "Must be one of: 'h11', 'llhttp'")
    if name != "h11":
        if _has_llhttp():
            return "llhttp"
        if name == "llhttp":
            raise ImportError(
                "parser='llhttp' needs httptools: pip install 'trio-nodehttp[llhttp]'",
                name="httptools",
            )
    if insecure_http_parser:
        reason = (
            "h11 has no insecure mode; parser='llhttp' has (pip install 'trio-nodehttp[llhttp]')"
        )
        raise error("ERR_INVALID_OPT_VALUE", insecure_http_parser, "insecure_http_parser", reason)
    return "h11"


def _has_llhttp() -> bool:
    try:
        import httptools  # noqa: F401
    except ImportError:
        return False
    return True


def create_parser(
    kind: Literal["request", "response"],
    name: str | None = None,
    *,
    max_header_size: int = 16384,
    max_headers_count: int = 2000,
    insecure: bool = False,
    require_host: bool = True,
) -> Parser:
    """Make the parser of one connection.

    Args:
        kind: what it reads.
        name: as `resolve_parser` takes it.
        max_header_size: bytes of URL (or reason), names and values of one message; where the sum
            reaches it: HPE_HEADER_OVERFLOW. 0 means the default.
        max_headers_count: see `Parser`.
        insecure: Node's `insecureHTTPParser`; llhttp only.
        require_host: refuse an HTTP/1.1 request without ``Host``.

    Raises:
        TypeError, ImportError: as `resolve_parser`.
    """
    judge = _judge(kind, name, insecure)
    if kind == "request":
        limits = (max_header_size, max_headers_count, insecure, require_host)
        return RequestReader(judge, _known_to(judge, *limits), *limits)
    known = _known_to(judge, max_header_size, insecure)
    return ResponseReader(judge, known, max_header_size, max_headers_count, insecure)


@lru_cache(64)
def _known_to(judge: Judge, *limits: int) -> Known:
    """What all readers with this judge and these limits have in common."""
    return Known()


@cache
def _judge(kind: Literal["request", "response"], name: str | None, insecure: bool) -> Judge:
    if resolve_parser(name, insecure) == "llhttp":
        from . import _llhttp

        return _llhttp.make_judge(kind, insecure)
    from . import _h11

    return _h11.make_judge(kind)
