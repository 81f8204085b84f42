"""What a test may leave behind: nothing. Counts tasks and descriptors; never closes any."""

from __future__ import annotations

import os
from pathlib import Path

import trio

DESCRIPTORS = Path("/proc/self/fd")


def descriptors() -> dict[int, str]:
    """This process's sockets, pollers and eventfds, by number (empty where /proc is missing)."""
    found: dict[int, str] = {}
    if not DESCRIPTORS.is_dir():
        return found
    for entry in os.listdir(DESCRIPTORS):
        try:
            target = os.readlink(DESCRIPTORS / entry)
        except FileNotFoundError:  # the directory's own descriptor
            continue
        if target.startswith(("socket:", "anon_inode:")):
            found[int(entry)] = target
    return found


def tasks(nursery: trio.Nursery | None = None) -> set[trio.lowlevel.Task]:
    """All tasks below `nursery`, or of the whole run without the calling one and Trio's own."""
    waiting: list[trio.Nursery] = []
    found: set[trio.lowlevel.Task] = set()
    if nursery is not None:
        waiting.append(nursery)
    else:
        root = trio.lowlevel.current_root_task()
        assert root is not None
        waiting.extend(root.child_nurseries)
    while waiting:
        for task in waiting.pop().child_tasks:
            found.add(task)
            waiting.extend(task.child_nurseries)
    found.discard(trio.lowlevel.current_task())
    return found
