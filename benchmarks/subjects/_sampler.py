"""Runs a Python module and samples where it spends its processor time: FILE MODULE ARGUMENTS…

`profile` starts subjects through this. SIGUSR1 starts sampling, SIGUSR2 ends it and writes FILE: a
line for each stack, outermost frame first, frames divided by `;`, then how often it was seen.

The kernel interrupts the process after every so many milliseconds of its own processor time, and
Python runs the handler as soon as the interpreter is between two instructions, or the system call
returns that was under way. A profiler in another process (py-spy) cannot do that here: it has
to stop the process from another core, and on a virtual machine that takes so long that a server
is nearly always found in its next system call.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
from collections import Counter
from types import CodeType, FrameType

INTERVAL = 0.001  # what is asked for; the kernel rounds it up to its tick

stacks: Counter[tuple[tuple[CodeType, int], ...]] = Counter()


def sample(_: int, frame: FrameType | None) -> None:
    """Counts the stack that was interrupted."""
    stack = []
    while frame is not None:
        stack.append((frame.f_code, frame.f_lineno or 0))
        frame = frame.f_back
    stacks[tuple(stack)] += 1


def start(_: int, __: FrameType | None) -> None:
    """Begins to sample."""
    stacks.clear()
    signal.setitimer(signal.ITIMER_PROF, INTERVAL, INTERVAL)


def stop(_: int, __: FrameType | None) -> None:
    """Ends sampling and writes what was seen."""
    signal.setitimer(signal.ITIMER_PROF, 0)
    written = FILE + ".part"
    with open(written, "w") as file:
        for stack, count in stacks.items():
            frames = [f"{name_of(code)} ({place(code)}:{line})" for code, line in reversed(stack)]
            print(";".join(frames), count, file=file)
    os.replace(written, FILE)


def name_of(code: CodeType) -> str:
    """Returns the function's name, with its class where the interpreter knows that."""
    return getattr(code, "co_qualname", code.co_name)


def place(code: CodeType) -> str:
    """Returns the last two parts of the file's path."""
    return "/".join(code.co_filename.split("/")[-2:])


FILE, MODULE = sys.argv[1:3]
signal.signal(signal.SIGPROF, sample)
signal.signal(signal.SIGUSR1, start)
signal.signal(signal.SIGUSR2, stop)
sys.argv = [MODULE, *sys.argv[3:]]
runpy.run_module(MODULE, run_name="__main__", alter_sys=True)
