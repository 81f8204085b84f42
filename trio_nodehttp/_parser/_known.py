"""What was read before: peers repeat themselves, so what their bytes were found to say is kept.

Most header blocks of a keep-alive connection are the one before, byte for byte, and many
connections send the same. It is remembered for all connections of a `Known` together, and only of
what no pattern objected to:

- what a *block* of fields says, as text and of framing;
- what the library said of it, for each first line that could make a difference
  (`Framing.passed`);
- of a request, or a response, the event of its whole head; for one with a body, how long that is;
  and for a request without, that nothing else was read with, the answer of `feed`.

It is a cache of pure functions: the answers are those that reading again would give. Reading a
small request costs 0.2 µs where its head is known, 2.3 where its block is, and else 4.5 (llhttp) or
21 (h11, most of it the library's). Only what has come twice is kept, so that peers which never
repeat themselves fill it with nothing but hashes, and pay 0.3 µs for looking.
"""

from __future__ import annotations

from typing import Any, Final

from ._events import RequestHead, ResponseHead
from ._framing import Framing
from ._grammar import match_canonical_fields

# Small things, and not many: beyond that all are forgotten, which costs less than choosing.
_MOST: Final = 256
MOST_SIZE: Final = 1024
_MOST_SEEN: Final = 1024


class Known:
    """What was found good by readers of one kind, with one library and the same limits."""

    __slots__ = ("_seen", "alone", "blocks", "framed", "heads")

    def __init__(self) -> None:
        self.blocks: dict[str, Framing] = {}
        self.heads: dict[bytes, tuple[Any, int, int]] = {}  # requests' or responses'
        # With the length of the body that follows.
        self.framed: dict[bytes, tuple[RequestHead | ResponseHead, int]] = {}
        self.alone: dict[bytes, tuple[RequestHead]] = {}
        self._seen: set[int] = set()  # hashes of what has come once

    def read_block(self, text: str) -> Framing | None:
        """What the lines of a block say, if every one is written as usual; else None."""
        if match_canonical_fields(text) is None:
            return None
        fields = text.replace(": ", "\r\n").split("\r\n")
        fields.pop()
        if len(fields) != 2 * text.count("\r"):  # there is a ": " inside a value
            return None
        block = Framing(tuple(fields))
        if self._came_before(text):
            if len(self.blocks) >= _MOST:
                self.blocks.clear()
            self.blocks[text] = block
        return block

    def learn_head(
        self, data: bytes, head: RequestHead | ResponseHead, state: int, remaining: int
    ) -> None:
        """Remember what ``data`` says, and where it leaves the reader."""
        if self._came_before(data):
            if len(self.heads) >= _MOST:
                self.heads.clear()
                self.alone.clear()
                self.framed.clear()
            self.heads[data] = head, state, remaining

    def learn_alone(self, data: bytes) -> None:
        """Remember that ``data``, a head, is all of its request."""
        known = self.heads.get(data)
        if known is not None:
            self.alone[data] = (known[0],)

    def learn_framed(self, data: bytes) -> None:
        """Remember that the length of the body that ``data``, a head, announces is where its
        message ends, and that another may follow."""
        known = self.heads.get(data)
        if known is not None and known[0].should_keep_alive:
            self.framed[data] = known[0], known[2]

    def _came_before(self, what: bytes | str) -> bool:
        if len(what) > MOST_SIZE:
            return False
        key = hash(what)
        if key in self._seen:
            return True
        if len(self._seen) >= _MOST_SEEN:
            self._seen.clear()
        self._seen.add(key)
        return False
