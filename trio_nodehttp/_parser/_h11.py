"""What h11 says of a message; the only file that imports h11.

A *judge* is given each message that the reader has found good and answers yes or no. h11 is asked
about the message as it came. In a few things it is stricter than Node, which decides here: bytes
above 7F in a target, codings before chunked, leading zeros in a length, a missing Host where the
server allows that, and a 1xx, which answers nothing that it has sent. So if it refuses, it is asked
again with those parts, which the reader has checked, in the form it knows; everything else is its
own verdict.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import h11

Judge = Callable[[bytes, bool], bool]

_UNLIMITED = 2**62  # the reader has counted


def make_judge(kind: Literal["request", "response"]) -> Judge:
    """The judge for all connections of a kind.

    Returns:
        `judge(message, finished)`: the head, and with `finished` also the rest, of one message.
    """
    return _judge_request if kind == "request" else _judge_response


def _judge_request(message: bytes, finished: bool) -> bool:
    return _accepts(h11.SERVER, message) or _accepts(h11.SERVER, _plain(message))


def _judge_response(message: bytes, finished: bool) -> bool:
    return _accepts(h11.CLIENT, message) or _accepts(h11.CLIENT, _plain(message))


def _accepts(role: Any, message: bytes) -> bool:
    connection = h11.Connection(role, max_incomplete_event_size=_UNLIMITED)
    connection.receive_data(message)
    try:
        event = connection.next_event()
    except h11.RemoteProtocolError:
        return False
    return isinstance(event, (h11.Request, h11.Response, h11.InformationalResponse))


def _plain(message: bytes) -> bytes:
    """The head with the parts in which h11 is stricter than Node in their plain form."""
    first, *lines = message[: message.index(b"\r\n\r\n")].split(b"\r\n")
    if first.startswith(b"HTTP/"):
        if first[8:10] == b" 1":
            first = first[:8] + b" 200" + first[12:]
    else:
        method, _, version = first.split(b" ")
        first = b"%b / %b" % (method, version)
        lines.append(b"Host: plain")
    plain = [first]
    for line in lines:
        name, _, value = line.partition(b":")
        lowered = name.lower()
        if lowered == b"content-length":
            line = b"Content-Length: " + (value.strip().lstrip(b"0") or b"0")
        if lowered == b"transfer-encoding" or (lowered == b"host" and line != lines[-1]):
            continue
        plain.append(line)
    return b"\r\n".join(plain) + b"\r\n\r\n"
