"""What the client subjects share: their arguments, the count of a round, and how it is reported.

A client subject is given URL MODE CONCURRENCY SOCKETS, writes `ready`, and plays a round for each
line on its input: in mode `load` the line holds the seconds to measure (a third of a second before
that is not counted: connections are opened then), in `download` and `upload` one transfer of
100 MiB is measured. The answer is a line of JSON: `done` (requests, or MiB), `seconds` of the
clock, `cpu` seconds of all the process's threads.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

CHUNK = b"x" * 65536
CHUNKS = 1600
WARM_UP = 0.3


class Job(NamedTuple):
    """A client subject's arguments."""

    url: str
    mode: str
    concurrency: int
    sockets: int


def job() -> Job:
    """Returns what the command line asks for (its last four arguments)."""
    url, mode, concurrency, sockets = sys.argv[-4:]
    return Job(url, mode, int(concurrency), int(sockets))


class Meter:
    """Counts what is done between `start` and `stop`; the workers look at `stopped`."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.count = 0
        self.stopped = False

    def start(self) -> None:
        """Begins to measure."""
        self._count = self.count
        self._cpu = time.process_time()
        self._start = time.perf_counter()

    def stop(self, done: int | None = None) -> None:
        """Ends measuring and writes the answer; `done` replaces the count."""
        seconds = time.perf_counter() - self._start
        cpu = time.process_time() - self._cpu
        self.stopped = True
        if done is None:
            done = self.count - self._count
        print(json.dumps({"done": done, "seconds": seconds, "cpu": cpu}), flush=True)


def play_rounds(play: Callable[[Meter], object]) -> None:
    """Plays a round for each line of the input."""
    print("ready", flush=True)
    for line in sys.stdin:
        play(Meter(float(line)))


def check(received: int, chunks: int = CHUNKS) -> None:
    """Raises when a transfer was not whole."""
    if received != chunks * len(CHUNK):
        raise ValueError(f"{received} bytes arrived")
