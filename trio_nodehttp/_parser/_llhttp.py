"""What llhttp, the parser inside Node, says of a message; the only file that imports httptools.

A *judge* is given each message that the reader has found good and answers yes or no. No callback is
set: the reader has read everything already, and a Python call per header would cost more than
llhttp's whole work.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import httptools

Judge = Callable[[bytes, bool], bool]


def make_judge(kind: Literal["request", "response"], insecure: bool) -> Judge:
    """The judge for all connections of a kind.

    Args:
        kind: what it is shown.
        insecure: control bytes in header values are let through, as Node does with
            `insecureHTTPParser`.

    Returns:
        `judge(message, finished)`: the head, and with `finished` also the rest, of one message.
    """
    make = httptools.HttpRequestParser if kind == "request" else httptools.HttpResponseParser
    protocol = object()
    # A parser that has seen the end of a message is as good as new and saves making one (0.4 of
    # 0.7 µs). A list, so that threads with a trio.run each never share one.
    spares: list[httptools.HttpRequestParser | httptools.HttpResponseParser] = []

    def judge(message: bytes, finished: bool) -> bool:
        if spares:
            parser = spares.pop()
            try:
                parser.feed_data(message)
            except (httptools.HttpParserError, httptools.HttpParserUpgrade):
                pass  # only a fresh parser's verdict counts
            else:
                if finished:
                    spares.append(parser)
                return True
        parser = make(protocol)
        if insecure:
            parser.set_dangerous_leniencies(lenient_headers=True)
        try:
            parser.feed_data(message)
        except httptools.HttpParserUpgrade:
            return True
        except httptools.HttpParserError:
            plain = _plain(message)
            return plain != message and judge(plain, False)
        if finished:
            spares.append(parser)
        return True

    return judge


_SEVEN_BITS = bytes(byte if byte < 0x80 else ord("x") for byte in range(256))


def _plain(message: bytes) -> bytes:
    """The message with what Node's llhttp 2 takes and the new one does not in a form it knows.

    Bytes above 7F in a target or reason, and a 101 that upgrades nothing, where httptools stops.
    """
    first, line_end, rest = message.partition(b"\r\n")
    if first[8:12] == b" 101":
        first = first[:8] + b" 200" + first[12:]
    return first.translate(_SEVEN_BITS) + line_end + rest
