"""What the parser tests share: bytes in, one plain line for each thing that the parser said."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any, Literal

from trio_nodehttp._parser import (
    End,
    Event,
    ParseFailed,
    Parser,
    RequestHead,
    ResponseHead,
    create_parser,
)

Line = tuple[Any, ...]


def lines_of(parser: Parser, events: Iterable[Event], decline: bool, said: list[Line]) -> None:
    """Write down events; an upgrade is declined, or taken, on the spot."""
    for event in events:
        if isinstance(event, RequestHead):
            said.append(("request", event.method, event.url, list(event.raw_headers)))
        elif isinstance(event, ResponseHead):
            raw = list(event.raw_headers)
            said.append(("response", event.status_code, event.status_message, raw))
        elif isinstance(event, bytes):
            if said and said[-1][0] == "body":
                said[-1] = ("body", said[-1][1] + event)
            else:
                said.append(("body", event))
        elif isinstance(event, End):
            said.append(("end", list(event.raw_trailers)))
        elif isinstance(event, ParseFailed):
            if said and said[-1][0] == "failed":  # said again of every later packet
                continue
            said.append(("failed", event.error.code, event.error.reason))
        if isinstance(event, (RequestHead, ResponseHead)):
            if event.upgrade:
                if not decline:
                    said.append(("upgrade", parser.upgrade()))
                    return
                said.append(("declined",))
            if event.ended:
                said.append(("end", []))
            if event.upgrade:
                lines_of(parser, parser.decline_upgrade(), decline, said)


def read(
    kind: Literal["request", "response"],
    library: str,
    pieces: bytes | Iterable[bytes],
    *,
    eof: bool = False,
    answers: str = "GET",
    decline: bool = True,
    **options: Any,
) -> list[Line]:
    """Everything that a new parser says of these bytes, one line each; bodies joined."""
    parser = create_parser(kind, library, **options)
    parser.response_to(answers)
    said: list[Line] = []
    for piece in [pieces] if isinstance(pieces, bytes) else pieces:
        if said and said[-1][0] == "upgrade":  # the connection is no longer the parser's
            said[-1] = ("upgrade", said[-1][1] + piece)
            continue
        lines_of(parser, parser.feed(piece), decline, said)
    if eof:
        lines_of(parser, parser.feed_eof(), decline, said)
    return said


def cut(data: bytes, cuts: Iterable[int]) -> list[bytes]:
    """The same bytes in pieces."""
    places = [0, *sorted({place % (len(data) + 1) for place in cuts}), len(data)]
    return [data[start:end] for start, end in pairwise(places) if end > start]


def singly(data: bytes) -> list[bytes]:
    """The same bytes one at a time."""
    return [data[index : index + 1] for index in range(len(data))]
