"""Reads a client's side of a connection: the heads of responses.

The same straight line as `_request_reader`'s. What a response's body is depends on the request that
it answers, which `response_to` tells.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ._events import Event, ResponseHead
from ._framing import Framing, is_chunked
from ._grammar import match_status_line
from ._reader import (
    CHUNK_SIZE,
    HEAD,
    LENGTH,
    MOST_EXTENSIONS,
    UNTIL_EOF,
    Reader,
    skip_empty_lines,
)

# Requests whose responses are read in a way of their own.
_CHANGES_READING: Final = frozenset({"HEAD", "CONNECT"})


class ResponseReader(Reader):
    """A client's side."""

    __slots__ = ()

    kind = "response"

    def response_to(self, method: str) -> None:
        self._method = method

    def feed(self, data: bytes) -> Sequence[Event]:
        if self._state == HEAD and not self._pending and self._method not in _CHANGES_READING:
            events = self._take_whole(data)
            if events is not None:
                limit = 2 * self.max_headers_count
                if not 0 < limit < len(events[0].raw_headers):
                    self._method = ""
                    return events
        return Reader.feed(self, data)

    def _take_head(self, buffer: bytes, at: int, events: list[Event]) -> int:
        if buffer[at] <= 13:
            at = skip_empty_lines(buffer, at)
            if at == len(buffer):
                return at
        end = buffer.find(b"\r\n\r\n", at)
        if end < 0:
            self._scan_block("response", buffer, at, -1)
            return len(buffer)
        end += 4
        limit = 2 * self.max_headers_count
        method = self._method
        data = buffer[at:end]
        known = self._known.heads.get(data)
        if known is not None and method not in _CHANGES_READING:
            if not 0 < limit < len(known[0].raw_headers):
                self._method = ""
                self._take_known(known, events)
                if self._state == LENGTH:
                    self._known.learn_framed(data)
                return end
        line, _, text = str(data[:-2], "latin-1").partition("\r\n")
        matched = match_status_line(line)
        framing = self._known.blocks.get(text)
        is_known = framing is not None
        if framing is None:
            framing = self._known.read_block(text)
        usual = False
        if matched is not None and framing is not None and end - at <= self._max_header_size:
            minor, code, message = matched.groups("")
            usual = framing.is_usual and not 0 < limit < len(framing.fields)
        if usual and framing is not None:
            self._scan = None
            fields = framing.fields
        else:
            scan = self._scan_block("response", buffer, at, end)
            assert scan is not None and scan.first_line is not None
            code, message, minor = scan.first_line
            fields = tuple(scan.fields)
            framing = Framing(tuple(scan.values))

        status = int(code)
        if minor == "1":
            keep_alive = not framing.says_close
        else:  # RFC 9112 §6.1: with a coding in 1.0 the framing is not sure
            keep_alive = framing.says_keep_alive and framing.coding is None
        upgrade = (status == 101 and framing.says_upgrade) or method == "CONNECT"
        chunked = framing.coding is not None and is_chunked(framing.coding)
        remaining = framing.remaining
        never_a_body = status in (204, 304) or status < 200
        if not (never_a_body or chunked) and framing.length is None:
            keep_alive = False  # the body ends by EOF; Node says so of an answer to HEAD, too
            state = UNTIL_EOF
        elif chunked:
            state = CHUNK_SIZE
        else:
            state = LENGTH if remaining else HEAD
        if method == "HEAD" or (never_a_body and status != 101):
            state = HEAD
        if status >= 200 or status == 101:
            self._method = ""

        # No library says anything of a reason phrase that the pattern has not.
        remembers = is_known and usual and not upgrade
        if not (remembers and line[:12] in framing.passed):
            # The library is done with a message of which it has seen everything.
            whole = end + remaining if state == LENGTH else end
            finished = (
                whole <= len(buffer)
                and not upgrade
                and (
                    state == LENGTH or (state == HEAD and framing.coding is None and not remaining)
                )
            )
            if not self._judge(buffer[at : whole if finished else end], finished and keep_alive):
                raise self._refused(end)
            if remembers:
                framing.passed |= {line[:12]}
        ended = state == HEAD
        head = ResponseHead(status, message, int(minor), fields, keep_alive, upgrade, ended)
        events.append(head)
        self._keep_alive = keep_alive
        if chunked:
            self._extensions_left = MOST_EXTENSIONS
        self._go_on(state, remaining, upgrade)
        if remembers and status >= 200 and method not in _CHANGES_READING:
            self._known.learn_head(data, head, state, remaining)
        return end
