"""Reads the bytes of one connection: finds the messages, their bodies, their limits and their end.

Sans I/O, and shared by both libraries: bytes go in at `feed`, events come out. A head is taken as a
whole (`_request_reader`, `_response_reader`); while it is incomplete its beginning is checked all
the same (`HeadScan`), so that rubbish is refused when it arrives and verdicts do not depend on how
the bytes were cut. Bodies are passed on as they come: one event for each chunk, or each read of
one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, Literal, cast

from ._events import End, Event, ParseError, ParseFailed, RequestHead, ResponseHead
from ._grammar import (
    Fault,
    HeadScan,
    Incomplete,
    check_chunk_line,
    match_chunk_line,
    match_padded_chunk_line,
    match_plain_chunk_line,
)
from ._known import Known

Judge = Callable[[bytes, bool], bool]

# Where a connection is.
HEAD: Final = 0  # in a head, or between messages
LENGTH: Final = 1  # in a body of known length
CHUNK_SIZE: Final = 2
CHUNK_DATA: Final = 3
CHUNK_END: Final = 4  # at the line end behind a chunk's data
TRAILERS: Final = 5
UNTIL_EOF: Final = 6
UPGRADING: Final = 7  # stopped behind a head that asks for something else than HTTP
IGNORING: Final = 8  # behind the last request of a connection, or upgraded
FAILED: Final = 9

_DEFAULT_MAX_HEADER_SIZE: Final = 16384  # Node's, also for an option of 0
# Node keeps nothing of white space before a value and sets it no limit; here a head is kept until
# it is complete. Five bytes for each that counts: a name of one letter, its colon, a space, CR LF.
_MOST_PER_COUNTED: Final = 5
_MOST_BESIDES: Final = 256  # method, version and the like
MOST_EXTENSIONS: Final = 16384  # bytes of chunk extensions in one body: later Nodes' own limit
_MOST_CHUNK_DIGITS: Final = 64

_END: Final = End()


class Reader:
    """What requests and responses have in common: bodies, limits, errors, the end."""

    __slots__ = (
        "_after",
        "_extensions_left",
        "_failure",
        "_insecure",
        "_judge",
        "_keep_alive",
        "_known",
        "_max_header_size",
        "_method",
        "_packet",
        "_pending",
        "_remaining",
        "_require_host",
        "_scan",
        "_state",
        "max_headers_count",
    )

    kind: Literal["request", "response"]

    def __init__(
        self,
        judge: Judge,
        known: Known,
        max_header_size: int,
        max_headers_count: int,
        insecure: bool,
        require_host: bool = False,
    ) -> None:
        self._judge = judge
        self._known = known
        self._max_header_size = max_header_size or _DEFAULT_MAX_HEADER_SIZE
        self.max_headers_count = max_headers_count
        self._insecure = insecure
        self._require_host = require_host  # of requests
        self._method = ""  # that the next response answers
        self._state = HEAD
        self._pending = b""  # what was fed and not yet read: an incomplete head or line
        self._packet = b""  # UPGRADING: what was fed last, for errors behind the head
        self._scan: HeadScan | None = None  # of the pending head or trailers
        self._remaining = 0  # bytes of the body, or chunk, still to come
        self._extensions_left = 0
        self._keep_alive = True
        self._after = (HEAD, 0)  # UPGRADING: the state and `_remaining` of an ordinary message
        self._failure: Fault | None = None

    @property
    def is_idle(self) -> bool:
        return self._state == HEAD and not self._pending

    @property
    def is_in_head(self) -> bool:
        return self._state == HEAD and bool(self._pending)

    def response_to(self, method: str) -> None:
        """Only for responses."""

    def feed(self, data: bytes) -> Sequence[Event]:
        if type(data) is not bytes:
            data = bytes(data)  # from a program that emits a socket's 'data' itself
        if self._pending:
            buffer = self._pending + data
            self._pending = b""
            return self._read(buffer, data)
        return self._read(data, data)

    def feed_eof(self) -> list[Event]:
        state = self._state
        if state == UNTIL_EOF:
            self._state = IGNORING
            return [_END]
        if state >= UPGRADING or self.is_idle:
            return []
        return [self._fail(Fault("HPE_INVALID_EOF_STATE", "Invalid EOF state", 0), 0, None)]

    def upgrade(self) -> bytes:
        rest, self._pending = self._pending, b""
        self._state = IGNORING
        return rest

    def decline_upgrade(self) -> list[Event]:
        rest, self._pending = self._pending, b""
        self._state, self._remaining = self._after
        return self._read(rest, self._packet) if rest else []

    def _read(self, buffer: bytes, packet: bytes) -> list[Event]:
        """Read what there is; `packet` is what was fed last, the end of `buffer`."""
        events: list[Event] = []
        at = 0
        size = len(buffer)
        try:
            while at < size:
                state = self._state
                if state == HEAD:
                    at = self._take_head(buffer, at, events)
                elif state == LENGTH or state == CHUNK_DATA:
                    at = self._take_body(buffer, at, events)
                elif state == CHUNK_SIZE:
                    at = self._take_chunk_line(buffer, at)
                elif state == CHUNK_END:
                    at = self._take_chunk_end(buffer, at)
                elif state == TRAILERS:
                    at = self._take_trailers(buffer, at, events)
                elif state == UNTIL_EOF:
                    events.append(buffer[at:])
                    break
                elif state == UPGRADING:
                    self._pending = buffer[at:]
                    self._packet = packet
                    break
                elif state == FAILED:
                    raise cast("Fault", self._failure)
                else:
                    break
        except Fault as fault:
            events.append(self._fail(fault, size - len(packet), packet))
        return events

    def _fail(self, fault: Fault, before: int, packet: bytes | None) -> ParseFailed:
        """The last event. Whatever comes later is answered with the same error, as Node does."""
        if self._state != FAILED:
            fault.position = max(fault.position - before, 0)
            self._failure = fault
            self._state = FAILED
        self._scan = None
        return ParseFailed(ParseError(fault.code, fault.reason, fault.position, packet))

    def _take_known(self, known: tuple[Any, int, int], events: list[Event]) -> None:
        """A head that was read before comes again."""
        head, self._state, self._remaining = known
        self._scan = None
        self._keep_alive = head.should_keep_alive
        if self._state == CHUNK_SIZE:
            self._extensions_left = MOST_EXTENSIONS
        events.append(head)

    def _take_whole(self, data: bytes) -> tuple[RequestHead | ResponseHead, bytes, End] | None:
        """What ``data`` says, between two messages, if it is one of a known head and its body.

        As most messages with a body arrive: a third of what reading them in steps costs.
        """
        if data.endswith(b"\r\n\r\n"):
            return None  # it has no body, or an odd one
        end = data.find(b"\r\n\r\n") + 4
        if end < len(data):
            known = self._known.framed.get(data[:end])
            if known is not None and known[1] == len(data) - end:
                return known[0], data[end:], _END
        return None

    def _take_head(self, buffer: bytes, at: int, events: list[Event]) -> int:
        raise NotImplementedError

    def _scan_block(
        self, kind: Literal["request", "response", "trailers"], buffer: bytes, at: int, end: int
    ) -> HeadScan | None:
        """Walk a head or trailers that no pattern matched.

        Args:
            kind: what to expect.
            buffer: where it is.
            at: where it begins.
            end: behind it, or -1 if it is not complete: then it becomes pending.

        Raises:
            Fault: with a position in `buffer`.
        """
        scan = self._scan
        if scan is None:
            scan = self._scan = HeadScan(
                kind,
                self._max_header_size,
                self.max_headers_count,
                self._insecure,
                self._require_host,
            )
        most = at + self._max_header_size * _MOST_PER_COUNTED + _MOST_BESIDES
        text = str(buffer[at : most if end < 0 else min(end, most)], "latin-1")
        try:
            scan.advance(text)
        except Incomplete:
            if len(buffer) >= most:
                raise Fault("HPE_HEADER_OVERFLOW", "Header overflow", most) from None
            if end >= 0:
                raise AssertionError("a complete block was read as incomplete") from None
            self._pending = buffer[at:]
            return None
        except Fault as fault:
            fault.position += at
            raise
        self._scan = None
        return scan

    def _refused(self, position: int) -> Fault:
        """The library found something that neither the patterns nor Node know of."""
        return Fault("HPE_INVALID_HEADER_TOKEN", "Refused by the parser library", position)

    def _go_on(self, state: int, remaining: int, upgrade: bool) -> None:
        """What comes behind a head; behind one that upgrades, only when that is declined."""
        if upgrade:
            self._after = (state, remaining)
            self._state = UPGRADING
        else:
            self._state = state
            self._remaining = remaining

    def _message_ends(self) -> None:
        self._state = HEAD if self._keep_alive or self.kind == "response" else IGNORING

    def _take_body(self, buffer: bytes, at: int, events: list[Event]) -> int:
        """A piece of a body of known length, or of a chunk."""
        end = at + self._remaining
        if end > len(buffer):
            self._remaining = end - len(buffer)
            events.append(buffer[at:])
            return len(buffer)
        events.append(buffer[at:end])
        if self._state == LENGTH:
            events.append(_END)
            self._message_ends()
        else:
            if buffer.startswith(b"\r\n", end):
                self._state = CHUNK_SIZE
                return end + 2
            self._state = CHUNK_END
        return end

    def _take_chunk_line(self, buffer: bytes, at: int) -> int:
        matched = match_plain_chunk_line(buffer, at)
        if matched is not None:
            self._remaining = int(matched.group(1), 16)
            self._state = CHUNK_DATA if self._remaining else TRAILERS
            return matched.end()
        matched = match_chunk_line(buffer, at)
        if matched is None and self.kind == "response":
            matched = match_padded_chunk_line(buffer, at)
        most = _MOST_CHUNK_DIGITS + self._extensions_left
        if matched is None or matched.end() - at > most + 2:
            try:
                check_chunk_line(buffer, at, most)
            except Incomplete:
                self._pending = buffer[at:]
                return len(buffer)
        assert matched is not None
        digits, extension = matched.groups()
        self._extensions_left -= len(extension)
        self._remaining = int(digits, 16)
        self._state = CHUNK_DATA if self._remaining else TRAILERS
        return matched.end()

    def _take_chunk_end(self, buffer: bytes, at: int) -> int:
        line_end = buffer[at : at + 2]
        if line_end == b"\r\n":
            self._state = CHUNK_SIZE
            return at + 2
        if line_end == b"\r":
            self._pending = line_end
            return at + 1
        where = at + 1 if line_end[:1] == b"\r" else at
        raise Fault("HPE_INVALID_CHUNK_SIZE", "Expected CRLF after chunk data", where)

    def _take_trailers(self, buffer: bytes, at: int, events: list[Event]) -> int:
        if buffer.startswith(b"\r\n", at):
            self._scan = None
            events.append(_END)
            self._message_ends()
            return at + 2
        end = buffer.find(b"\r\n\r\n", at)
        scan = self._scan_block("trailers", buffer, at, end + 4 if end >= 0 else -1)
        if scan is None:
            return len(buffer)
        events.append(End(scan.fields))
        self._message_ends()
        return at + scan.at


def skip_empty_lines(buffer: bytes, at: int) -> int:
    """CR and LF before a first line mean nothing (RFC 9112 §2.2; Node takes any of them)."""
    while at < len(buffer) and buffer[at] in b"\r\n":
        at += 1
    return at
