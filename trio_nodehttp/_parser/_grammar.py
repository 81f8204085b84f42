"""What a line of HTTP/1.1 must look like here, and what is wrong with one that does not.

Two ways over the same text. The *canonical* patterns match a whole head as nearly every client
writes it (``Name: value``, one space, nothing at the end); the reader asks them first. Whatever
they do not match, an incomplete head too, goes to `HeadScan`, which walks it byte by byte, knows
Node's answer to each mistake (`Fault`: code, reason, position), and is the only authority on
errors: the fast way never makes one itself.

Stricter than Node v14.10.1, never laxer: bare LF, CR inside a line, obs-fold, white space before a
colon and in a target, a second space in the first line, versions but 1.0 and 1.1, and framing that
RFC 9112 calls an error are refused. Text is latin-1: one character is one byte.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from .._status import METHODS
from ._framing import CONTENT_LENGTH, TOKEN, Framing, is_chunked, meaning_of

METHOD_SET: Final = frozenset(METHODS)

_TARGET: Final = r"\x21-\x7e\x80-\xff"  # Node's, without the tab and form feed that it lets through
_AUTHORITY: Final = r"(?:[!$%&'()*+,\-.0-9:;=A-Z\[\]_a-z~]|@(?!@))*"  # Node's `Double @` is refused
_VALUE: Final = r"\t\x20-\x7e\x80-\xfe"  # Node's: no control bytes, neither 7F nor FF
_INSECURE_VALUE: Final = r"\x00-\x09\x0b\x0c\x0e-\xff"  # Node's with insecureHTTPParser
_REASON: Final = r"\t\x20-\x7e\x80-\xff"  # RFC 9112 §4

match_request_line: Final = re.compile(
    rf"([A-Z-]+) ([/*][{_TARGET}]*|[A-Za-z]+://{_AUTHORITY}(?:[/?][{_TARGET}]*)?) HTTP/1\.([01])"
).fullmatch
match_status_line: Final = re.compile(
    rf"HTTP/1\.([01]) ([1-9][0-9][0-9])(?: ([{_REASON}]*))?"
).fullmatch
match_canonical_fields: Final = re.compile(
    rf"(?:[{TOKEN}]+: [\x21-\x7e\x80-\xfe][{_VALUE}]*(?<![\t ])\r\n)*"
).fullmatch

_Run = Callable[[str, int], "re.Match[str] | None"]

_token_run: Final = re.compile(f"[{TOKEN}]*").match
_target_run: Final = re.compile(f"[{_TARGET}]*").match
_authority_run: Final = re.compile(_AUTHORITY).match
_letters_run: Final = re.compile("[A-Za-z]*").match
_value_run: Final = re.compile(f"[{_VALUE}]*").match
_insecure_value_run: Final = re.compile(f"[{_INSECURE_VALUE}]*").match
_reason_run: Final = re.compile(f"[{_REASON}]*").match
_blank_run: Final = re.compile(r"[\t ]*").match
_length_run: Final = re.compile("[0-9]* *").match

# A method, as far as it may have arrived.
_METHOD_PREFIXES: Final = frozenset(
    method[:length] for method in METHODS for length in range(len(method) + 1)
)

MAX_LENGTH: Final = 2**64 - 1  # Content-Length and chunk size, as in Node

match_plain_chunk_line: Final = re.compile(rb"([0-9A-Fa-f]{1,16})\r\n").match
# RFC 9112 §7.1.1, but that Node takes no tab right after the size; 16 digits are 2^64 - 1.
match_chunk_line: Final = re.compile(
    rb"0*([0-9A-Fa-f]{1,16})"
    rb"((?: *;[\t ]*[%(token)s]+(?:[\t ]*=[\t ]*"
    rb'(?:[%(token)s]+|"(?:[\t \x21\x23-\x5b\x5d-\x7e\x80-\xff]|\\[\t\x20-\x7e\x80-\xff])*"))?)*)'
    rb"\r\n" % {b"token": TOKEN.encode()}
).match
# Servers that pad a size with spaces exist, and Node takes it: in responses only.
match_padded_chunk_line: Final = re.compile(rb"0*([0-9A-Fa-f]{1,16})() *\r\n").match
_chunk_digits_run: Final = re.compile(rb"0*([0-9A-Fa-f]*)").match
_chunk_extension_run: Final = re.compile(rb"(?: *(?:;[\t\x20-\x7e\x80-\xff]*)?)?").match


class Fault(Exception):
    """What is wrong, and where: a position in the text or buffer that was looked at."""

    def __init__(self, code: str, reason: str, position: int) -> None:
        self.code = code
        self.reason = reason
        self.position = position


class Incomplete(Exception):
    """Everything that has arrived is fine so far."""


def _end_of_run(run: _Run, text: str, at: int) -> int:
    matched = run(text, at)
    assert matched is not None  # every run may be empty
    return matched.end()


def _expect(text: str, at: int, literal: str, code: str, reason: str) -> int:
    """Step over what must stand here."""
    for char in literal:
        if at == len(text):
            raise Incomplete
        if text[at] != char:
            raise Fault(code, reason, at)
        at += 1
    return at


class HeadScan:
    """Walks one head, or the trailers of one message, as it arrives.

    `advance(text)` is given all that has arrived of it, raises `Incomplete` or a `Fault`, or
    returns when the block is complete; then `first_line` and `fields` hold what was read. Nothing
    but the last word of it is walked twice.
    """

    __slots__ = (
        "at",
        "count",
        "fields",
        "first_line",
        "insecure",
        "kind",
        "length",
        "limit",
        "limit_count",
        "name",
        "require_host",
        "resume",
        "size",
        "value_start",
        "values",
    )

    def __init__(
        self, kind: str, limit: int, limit_count: int, insecure: bool, require_host: bool
    ) -> None:
        self.kind = kind  # "request", "response" or "trailers"
        self.limit = limit
        self.limit_count = limit_count
        self.insecure = insecure
        self.require_host = require_host
        self.at = 0  # the start of the first line that was not complete
        self.size = 0  # what counts towards the limit, of the complete lines
        self.count = 0
        self.name: str | None = None  # of the line that has begun
        self.value_start = -1  # where its value begins, once that is known
        self.resume = 0  # how far the line was walked: white space may come byte by byte
        self.length: str | None = None
        self.first_line: tuple[str, str, str] | None = None
        self.fields: list[str] = []  # names and values, those kept
        self.values: list[
            str
        ] = []  # names and values with what stood behind them, all: for framing

    def advance(self, text: str) -> None:
        if self.first_line is None and self.kind != "trailers":
            read = self._request_line if self.kind == "request" else self._status_line
            self.at = read(text)
        while not self._field(text):
            pass
        self._whole_block()

    def _counted(self, run: _Run, text: str, at: int, already: int, past: int) -> int:
        """Where a run ends whose length counts towards the limit.

        Node reports the overflow where the run ends, or `past` it where it looks further first.
        """
        end = _end_of_run(run, text, at)
        self._count_to(already + end - at, min(end + past, len(text)))
        return end

    def _count_to(self, size: int, position: int) -> None:
        if size >= self.limit:
            raise Fault("HPE_HEADER_OVERFLOW", "Header overflow", position)

    def _request_line(self, text: str) -> int:
        end = 0
        while end < len(text) and text[: end + 1] in _METHOD_PREFIXES:
            end += 1
        if end == len(text):
            raise Incomplete
        method = text[:end]
        if method not in METHOD_SET:
            raise Fault("HPE_INVALID_METHOD", "Invalid method encountered", end)
        if text[end] != " ":
            raise Fault("HPE_INVALID_METHOD", "Expected space after method", end)
        start = end + 1
        end = self._target(text, start, method)
        if end == len(text):
            raise Incomplete
        if text[end] in "\r\n":
            if text[end] == "\r":
                _expect(text, end, "\r\n", "HPE_INVALID_URL", "Expected CRLF")
            raise Fault("HPE_INVALID_VERSION", "Missing HTTP version", end)
        target = text[start:end]
        minor, end = self._version(text, end + 1)
        end = _expect(text, end, "\r\n", "HPE_INVALID_VERSION", "Expected CRLF after version")
        self.first_line = (method, target, minor)
        self.size = len(target)
        return end

    def _target(self, text: str, start: int, method: str) -> int:
        """The end of the request target: origin, absolute or (CONNECT) authority form, or ``*``."""
        if start == len(text):
            raise Incomplete
        path = start
        if method == "CONNECT":
            path = self._authority(text, start)
        elif text[start] not in "/*":
            path = self._counted(_letters_run, text, start, 0, 0)
            if path == start:
                raise Fault("HPE_INVALID_URL", "Unexpected start char in url", start)
            for index, char in enumerate("://"):
                if path == len(text):
                    raise Incomplete
                if index < 2 and text[path] in " \r\n":
                    raise Fault("HPE_INVALID_URL", "Invalid characters in url", path + 1)
                if text[path] != char:
                    raise Fault("HPE_INVALID_URL", "Unexpected char in url schema", path)
                path += 1
            path = self._authority(text, path)
        if path == len(text):
            raise Incomplete
        end = path
        if text[path] in "/?" or path == start:
            end = _end_of_run(_target_run, text, path)
        self._count_to(end - start, end)
        if end < len(text) and text[end] not in " \r\n":
            part = "server" if end == path else "query" if "?" in text[path:end] else "path"
            char = "Unexpected char" if part == "server" else "Invalid char"
            raise Fault("HPE_INVALID_URL", f"{char} in url {part}", end)
        return end

    def _authority(self, text: str, start: int) -> int:
        end = _end_of_run(_authority_run, text, start)
        if text[end : end + 1] == "@":
            if end + 1 == len(text):
                raise Incomplete
            raise Fault("HPE_INVALID_URL", "Double @ in url", end + 1)
        return end

    def _version(self, text: str, at: int) -> tuple[str, int]:
        at = _expect(text, at, "HTTP/", "HPE_INVALID_CONSTANT", "Expected HTTP/")
        digits = ""
        for what in ("major", "minor"):
            if at == len(text):
                raise Incomplete
            if text[at] not in "0123456789":
                raise Fault("HPE_INVALID_VERSION", f"Invalid {what} version", at)
            digits += text[at]
            at += 1
            if what == "major":
                at = _expect(text, at, ".", "HPE_INVALID_VERSION", "Expected dot")
        if digits not in ("10", "11"):
            raise Fault("HPE_INVALID_VERSION", "Unsupported HTTP version", at - 1)
        return digits[1], at

    def _status_line(self, text: str) -> int:
        minor, at = self._version(text, 0)
        at = _expect(text, at, " ", "HPE_INVALID_VERSION", "Expected space after version")
        start = at
        for index in range(3):
            if at == len(text):
                raise Incomplete
            if text[at] not in "0123456789" or (index == 0 and text[at] == "0"):
                raise Fault("HPE_INVALID_STATUS", "Invalid response status", at)
            at += 1
        status, reason = text[start:at], ""
        if text[at : at + 1] == " ":
            end = self._counted(_reason_run, text, at + 1, 0, 1)
            reason, at = text[at + 1 : end], end
        elif at < len(text) and text[at] != "\r":
            if text[at] in "0123456789":
                raise Fault("HPE_INVALID_STATUS", "Response overflow", at + 1)
            raise Fault("HPE_INVALID_STATUS", "Invalid response status", at)
        end = _expect(text, at, "\r\n", "HPE_INVALID_STATUS", "Expected CRLF after status")
        self.first_line = (status, reason, minor)
        self.size = len(reason)
        return end

    def _field(self, text: str) -> bool:
        """One line of the block; True at the empty line that ends it."""
        if self.name is None and self._name(text):
            return True
        name = self.name
        assert name is not None
        if self.value_start < 0:
            self.resume = _end_of_run(_blank_run, text, self.resume)
            if self.resume == len(text):
                raise Incomplete
            self.value_start = self.resume
        start = self.value_start
        meaning = meaning_of(name)
        if meaning and self.kind != "trailers" and 0 < self.limit_count <= self.count:
            raise Fault("HPE_HEADER_OVERFLOW", f"{name} after too many headers", start)
        run: _Run = _insecure_value_run if self.insecure else _value_run
        if meaning == CONTENT_LENGTH:
            self._content_length(text, start)
            run = _length_run
            self.resume = start
        self.resume = end = _end_of_run(run, text, self.resume)
        size = self.size + len(name) + end - start
        self._count_to(size, min(end + 1, len(text)))
        if end == len(text):
            raise Incomplete
        if text[end] != "\r":
            raise Fault("HPE_INVALID_HEADER_TOKEN", "Invalid header value char", end)
        self.at = _expect(
            text, end, "\r\n", "HPE_LF_EXPECTED", "Missing expected LF after header value"
        )
        value = text[start:end]
        if meaning == CONTENT_LENGTH:
            if not value.strip(" "):
                raise Fault("HPE_INVALID_CONTENT_LENGTH", "Empty Content-Length", self.at)
            self.length = value
        self.values += (name, value)
        if not 0 < self.limit_count <= self.count:
            self.fields += (name, value.rstrip("\t "))
        self.count += 1
        self.size = size
        self.name = None
        return False

    def _name(self, text: str) -> bool:
        """The name of a line and its colon; True at the empty line."""
        start = self.at
        if text[start : start + 1] == "\r":
            self.at = _expect(text, start, "\r\n", "HPE_LF_EXPECTED", "Expected LF after headers")
            return True
        end = self._counted(_token_run, text, start, self.size, 1)
        if end == len(text):
            raise Incomplete
        if end == start or text[end] != ":":
            raise Fault("HPE_INVALID_HEADER_TOKEN", "Invalid header token", end)
        self.name = text[start:end]
        self.value_start = -1
        self.resume = end + 1
        return False

    def _content_length(self, text: str, start: int) -> None:
        """Check a Content-Length as far as it has arrived."""
        if self.length is not None and text[start] != "\r":
            raise Fault("HPE_UNEXPECTED_CONTENT_LENGTH", "Duplicate Content-Length", start)
        end = _end_of_run(_length_run, text, start)
        digits = text[start:end].rstrip(" ").lstrip("0")
        if len(digits) > 20 or int(digits or 0) > MAX_LENGTH:
            raise Fault("HPE_INVALID_CONTENT_LENGTH", "Content-Length overflow", start + 20)
        if end < len(text) and text[end] != "\r":
            reason = "Invalid character in Content-Length"
            raise Fault("HPE_INVALID_CONTENT_LENGTH", reason, end)

    def _whole_block(self) -> None:
        """What can only be said of the block as a whole."""
        if self.kind == "trailers":
            return
        assert self.first_line is not None
        framing = Framing(tuple(self.values))
        minor = self.first_line[2]
        if framing.coding is not None:
            if framing.coding and framing.length is not None:
                reason = "Content-Length can't be present with Transfer-Encoding"
                raise Fault("HPE_UNEXPECTED_CONTENT_LENGTH", reason, self.at)
            try:
                chunked = is_chunked(framing.coding)
                faulty = self.kind == "request" and (not chunked or minor == "0")
            except ValueError:
                faulty = True
            if faulty:
                reason = f"{self.kind.title()} has invalid `Transfer-Encoding`"
                raise Fault("HPE_INVALID_TRANSFER_ENCODING", reason, self.at)
        if self.kind == "request" and framing.hosts != 1:
            if framing.hosts or (minor == "1" and self.require_host):
                reason = "Duplicate Host" if framing.hosts else "Missing Host"
                raise Fault("HPE_INVALID_HEADER_TOKEN", reason, self.at)


def check_chunk_line(buffer: bytes, at: int, most: int) -> None:
    """Find what is wrong with a chunk-size line that no pattern matched.

    Args:
        buffer: what has arrived.
        at: where the line begins.
        most: how long it may be.

    Raises:
        Incomplete: nothing so far.
        Fault: HPE_INVALID_CHUNK_SIZE.
    """
    code = "HPE_INVALID_CHUNK_SIZE"
    matched = _chunk_digits_run(buffer, at)
    assert matched is not None
    end = matched.end()
    if len(matched.group(1)) > 16:
        raise Fault(code, "Chunk size overflow", matched.start(1) + 17)
    if end < len(buffer):
        if end == at or buffer[end] not in b" ;\r":
            raise Fault(code, "Invalid character in chunk size", end)
        extension = _chunk_extension_run(buffer, end)
        assert extension is not None
        end = extension.end()
    if end - at > most:
        raise Fault(code, "Chunk extensions overflow", at + most)
    rest = buffer[end : end + 2]
    if rest == b"\r\n" or rest[:1] not in (b"", b"\r"):
        raise Fault(code, "Invalid chunk extension", end)
    if len(rest) == 2:
        raise Fault(code, "Expected LF after chunk size", end + 1)
    raise Incomplete
