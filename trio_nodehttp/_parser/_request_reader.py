"""Reads a server's side of a connection: the heads of requests.

The straight line is a whole head in one read: one pattern for the first line, one for all fields,
one pass over the names for the framing, the library's word (`judge`), the event. What was read
before is remembered on the way (`_known`), for heads and header blocks that come again.
"""

from __future__ import annotations

from collections.abc import Sequence

from ._events import Event, RequestHead
from ._framing import Framing
from ._grammar import METHOD_SET, match_request_line
from ._known import MOST_SIZE
from ._reader import (
    CHUNK_SIZE,
    HEAD,
    IGNORING,
    LENGTH,
    MOST_EXTENSIONS,
    Reader,
    skip_empty_lines,
)


class RequestReader(Reader):
    """A server's side."""

    __slots__ = ()

    kind = "request"

    def feed(self, data: bytes) -> Sequence[Event]:
        if self._state == HEAD and not self._pending and type(data) is bytes:
            events: Sequence[Event] | None = None
            if len(data) <= MOST_SIZE:  # else it would be hashed for nothing
                events = self._known.alone.get(data)
            return events or self._take_whole(data) or self._read(data, data)
        return Reader.feed(self, data)

    def _take_head(self, buffer: bytes, at: int, events: list[Event]) -> int:
        if buffer[at] <= 13:
            at = skip_empty_lines(buffer, at)
            if at == len(buffer):
                return at
        end = buffer.find(b"\r\n\r\n", at)
        if end < 0:
            self._scan_block("request", buffer, at, -1)
            return len(buffer)
        end += 4
        data = buffer[at:end]
        known = self._known.heads.get(data)
        if known is not None:
            self._take_known(known, events)
            if self._state == HEAD and end - at == len(buffer):
                self._known.learn_alone(data)
            elif self._state == LENGTH:
                self._known.learn_framed(data)
            return end
        line, _, text = str(data[:-2], "latin-1").partition("\r\n")
        limit = 2 * self.max_headers_count
        matched = match_request_line(line)
        framing = self._known.blocks.get(text)
        is_known = framing is not None
        if framing is None:
            framing = self._known.read_block(text)
        usual = False
        if matched is not None and framing is not None and end - at <= self._max_header_size:
            method, url, minor = matched.groups()
            usual = (
                framing.is_usual
                and framing.hosts == 1
                and method in METHOD_SET
                and method != "CONNECT"
                and (minor == "1" or framing.coding is None)
                and not 0 < limit < len(framing.fields)
            )
        if usual and framing is not None:
            self._scan = None
            fields = framing.fields
        else:
            scan = self._scan_block("request", buffer, at, end)
            assert scan is not None and scan.first_line is not None
            method, url, minor = scan.first_line
            fields = tuple(scan.fields)
            framing = Framing(tuple(scan.values))
        keep_alive = not framing.says_close if minor == "1" else framing.says_keep_alive
        upgrade = framing.says_upgrade or method == "CONNECT"
        chunked = framing.coding is not None
        remaining = framing.remaining
        ended = not (chunked or remaining)
        plain = ended and keep_alive and not upgrade
        # Of a target in origin form no library says more than the pattern has.
        remembers = is_known and usual and minor == "1" and url[0] == "/"
        if not (remembers and method in framing.passed):
            if not self._judge(data, plain):
                raise self._refused(end)
            if remembers:
                framing.passed |= {method}
        head = RequestHead(
            method, url, int(minor), fields, keep_alive, upgrade, ended, framing.expects
        )
        events.append(head)
        self._keep_alive = keep_alive
        if chunked:
            self._extensions_left = MOST_EXTENSIONS
            state = CHUNK_SIZE
        elif remaining:
            state = LENGTH
        else:
            state = HEAD if keep_alive else IGNORING
        self._go_on(state, remaining, upgrade)
        if is_known and usual and not upgrade:
            self._known.learn_head(data, head, state, remaining)
        return end
