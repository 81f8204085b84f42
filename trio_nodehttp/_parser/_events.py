"""What a parser says: one small object for each thing that bytes on a connection complete.

A piece of a body is its bytes; for the other things there is a class each. The reader makes them,
the server's and the client's connection take them in an ``if type(event) is …`` chain, most
frequent first. The classes are final, so that type checkers narrow the union on that.

They exist per request, so they are slotted and compared only by tests. Nothing is changed in one
that was made: the reader gives the same again for bytes that it knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, TypeAlias, final

import attrs

from .._errors import NodeError


@final
@attrs.define
class RequestHead:
    """A request line and its header block.

    Attributes:
        method: one of `METHODS`.
        url: the target as sent, latin-1.
        version_minor: 0 or 1; the major version is always 1.
        raw_headers: names and values in turn, as sent, latin-1.
        should_keep_alive: the version and the ``Connection`` header allow another request. If not,
            whatever follows the request's end is ignored.
        upgrade: CONNECT, or ``Upgrade`` named by ``Connection``. `feed` has stopped after this
            event: call `Parser.upgrade` or `Parser.decline_upgrade`.
        ended: there is no body; no `End` follows.
        expects: there is an ``Expect`` header.
    """

    version_major: ClassVar[int] = 1

    method: str
    url: str
    version_minor: int
    raw_headers: tuple[str, ...]
    should_keep_alive: bool
    upgrade: bool
    ended: bool
    expects: bool = False


@final
@attrs.define
class ResponseHead:
    """A status line and its header block; a 1xx is a complete message of its own (`ended`).

    Attributes:
        status_code: 100 to 999.
        status_message: the reason phrase, latin-1, maybe empty.
        version_minor: 0 or 1; the major version is always 1.
        raw_headers: as in a request.
        should_keep_alive: the connection can carry another response (not if the body ends by EOF).
        upgrade: the answer to CONNECT, whatever its status, or a 101 with ``Upgrade`` headers;
            `feed` has stopped.
        ended: there is no body (HEAD, 1xx, 204, 304, a length of 0); no `End` follows.
    """

    version_major: ClassVar[int] = 1

    status_code: int
    status_message: str
    version_minor: int
    raw_headers: tuple[str, ...]
    should_keep_alive: bool
    upgrade: bool
    ended: bool


@final
@attrs.define
class End:
    """The end of a message that had a body (or an empty chunked one).

    Attributes:
        raw_trailers: names and values in turn, as sent. Copy before keeping: the empty one is
            shared.
    """

    raw_trailers: Sequence[str] = ()


class ParseError(NodeError):
    """What the peer sent is refused.

    Attributes:
        code: Node's ``HPE_*``.
        reason: the same in words, without ``Parse Error:``.
        bytes_parsed: how many of the bytes fed last were taken before it; 0 at EOF.
        raw_packet: the bytes fed last; None at EOF.
    """

    def __init__(self, code: str, reason: str, bytes_parsed: int, raw_packet: bytes | None) -> None:
        super().__init__("Parse Error" if raw_packet is None else f"Parse Error: {reason}")
        self.code = code
        self.reason = reason
        self.bytes_parsed = bytes_parsed
        self.raw_packet = raw_packet


@final
@attrs.define
class ParseFailed:
    """What the peer sent is refused; always the last event, and the parser is dead afterwards."""

    error: ParseError


# Bytes are of a body, never empty: what one chunk, or one read of one, brought.
Event: TypeAlias = RequestHead | ResponseHead | bytes | End | ParseFailed
