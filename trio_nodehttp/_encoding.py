"""Text to bytes and back, by Node's names for encodings.

`encode` does what ``Buffer.from(text, encoding)`` does, `Decoder` what ``StringDecoder`` does: it
keeps the bytes of a character that is not complete until the rest arrives. Node's strings are
UTF-16; where that shows (a half of a surrogate pair, the low byte of each unit) it is kept.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import re
from collections.abc import Callable
from typing import Final

from ._errors import error

# Node's names in lower case → the name that Node itself would show.
_CANONICAL: Final = {
    "utf8": "utf8",
    "utf-8": "utf8",
    "utf16le": "utf16le",
    "utf-16le": "utf16le",
    "ucs2": "utf16le",
    "ucs-2": "utf16le",
    "latin1": "latin1",
    "binary": "latin1",
    "ascii": "ascii",
    "hex": "hex",
    "base64": "base64",
}


def normalize_encoding(encoding: object) -> str:
    """The one name of an encoding: any case, any alias; None and the empty text mean ``utf8``.

    Raises:
        TypeError: `ERR_UNKNOWN_ENCODING`.
    """
    if encoding is None or encoding == "":
        return "utf8"
    if isinstance(encoding, str):
        known = _CANONICAL.get(encoding) or _CANONICAL.get(encoding.lower())
        if known is not None:
            return known
    raise error("ERR_UNKNOWN_ENCODING", encoding)


def encode(text: str, encoding: str | None = None) -> bytes:
    """The bytes of a text, as ``Buffer.from`` makes them.

    Raises:
        TypeError: `ERR_UNKNOWN_ENCODING`.
    """
    if encoding is None or encoding == "utf8":
        try:
            return text.encode()
        except UnicodeEncodeError:
            return _to_utf8(text)
    return _ENCODERS[normalize_encoding(encoding)](text)


def decode(data: bytes, encoding: str | None = None) -> str:
    """The text of bytes that are complete, as ``buffer.toString`` makes it.

    Raises:
        TypeError: `ERR_UNKNOWN_ENCODING`.
    """
    decoder = Decoder(encoding)
    return decoder.write(data) + decoder.end()


def _to_utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:  # halves of pairs: join those that meet, replace the others
        units = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
        return re.sub("[\ud800-\udfff]", "\ufffd", units).encode()


def _to_utf16(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


def _to_latin1(text: str) -> bytes:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return _to_utf16(text)[::2]


_HEX_PAIRS: Final = re.compile(rb"(?:[0-9A-Fa-f]{2})*")


def _to_hex(text: str) -> bytes:
    """Pairs of digits up to the first that is none."""
    pairs = _HEX_PAIRS.match(_to_latin1(text))
    assert pairs is not None
    return binascii.unhexlify(pairs.group())


_URL_SAFE: Final = bytes.maketrans(b"-_", b"+/")
_NOT_BASE64: Final = re.compile(rb"[^A-Za-z0-9+/]+")


def _to_base64(text: str) -> bytes:
    """Both alphabets, up to the first ``=``; what is no digit is skipped."""
    digits = text.partition("=")[0].encode("ascii", "replace").translate(_URL_SAFE)
    digits = _NOT_BASE64.sub(b"", digits)
    if len(digits) % 4 == 1:  # six bits make no byte
        digits = digits[:-1]
    return binascii.a2b_base64(digits + b"=" * (-len(digits) % 4))


_ENCODERS: Final[dict[str, Callable[[str], bytes]]] = {
    "utf8": _to_utf8,
    "utf16le": _to_utf16,
    "latin1": _to_latin1,
    "ascii": _to_latin1,
    "hex": _to_hex,
    "base64": _to_base64,
}

_SEVEN_BITS: Final = bytes(byte & 0x7F for byte in range(256))


class Decoder:
    """Decodes a stream of bytes, however it is cut into pieces.

    Attributes:
        encoding: the normalized name.

    Raises:
        TypeError: `ERR_UNKNOWN_ENCODING`, from the constructor.
    """

    __slots__ = ("_rest", "_utf8", "encoding", "write")

    write: Callable[[bytes], str]
    """The text that these bytes complete, maybe empty."""

    def __init__(self, encoding: str | None = None) -> None:
        self.encoding = normalize_encoding(encoding)
        self._rest = b""
        if self.encoding == "utf8":
            self._utf8 = codecs.getincrementaldecoder("utf-8")("replace")
            self.write = self._utf8.decode
        else:
            self.write = getattr(self, f"_write_{self.encoding}")

    def end(self) -> str:
        """The text of what is left over; the decoder starts afresh."""
        rest, self._rest = self._rest, b""
        if self.encoding == "utf8":
            text = self._utf8.decode(b"", True)
            self._utf8.reset()
            return text
        if self.encoding == "base64":
            return base64.b64encode(rest).decode("ascii")
        return rest[: len(rest) & ~1].decode("utf-16-le", "surrogatepass")

    def _write_latin1(self, data: bytes) -> str:
        return data.decode("latin-1")

    def _write_ascii(self, data: bytes) -> str:
        return data.translate(_SEVEN_BITS).decode("ascii")

    def _write_hex(self, data: bytes) -> str:
        return data.hex()

    def _write_base64(self, data: bytes) -> str:
        """Three bytes at a time."""
        data = self._rest + data
        whole = len(data) - len(data) % 3
        self._rest = data[whole:]
        return base64.b64encode(data[:whole]).decode("ascii")

    def _write_utf16le(self, data: bytes) -> str:
        """Two bytes at a time; the first half of a pair waits for the second."""
        data = self._rest + data
        whole = len(data) & ~1
        if whole and 0xD8 <= data[whole - 1] <= 0xDB:
            whole -= 2
        self._rest = data[whole:]
        return data[:whole].decode("utf-16-le", "surrogatepass")
