"""The committed traces: which scenarios there are, and what a trace of ours has to be.

Runs nothing.
"""

from __future__ import annotations

import difflib
from pathlib import Path

HERE = Path(__file__).parent
NAMES = sorted(str(path.relative_to(HERE).with_suffix("")) for path in HERE.glob("*/[!_]*.js"))


def select(beginnings: list[str]) -> list[str]:
    """The scenarios whose names are, or begin with, one of these; all if there are none."""
    if not beginnings:
        return list(NAMES)
    return [
        name
        for name in NAMES
        if any(name == b or (b not in NAMES and name.startswith(b)) for b in beginnings)
    ]


def node_trace(name: str) -> str:
    return (HERE / f"{name}.trace").read_text()


def accepted_trace(name: str) -> str | None:
    """The trace of ours where docs/divergences.md says that it differs from Node's."""
    path = HERE / f"{name}.ours.trace"
    return path.read_text() if path.exists() else None


def difference(name: str, left: str, right: str, left_is: str, right_is: str) -> str:
    lines = difflib.unified_diff(
        left.splitlines(), right.splitlines(), left_is, right_is, lineterm="", n=4
    )
    return "\n".join([f"{name}:", *lines])


def verdict(name: str, ours: str) -> str | None:
    """None if our trace is what it has to be, else a readable difference."""
    node = node_trace(name)
    accepted = accepted_trace(name)
    if accepted is None:
        return None if ours == node else difference(name, node, ours, "Node v14.10.1", "ours")
    if ours == node:
        return f"{name}: equals Node's trace now; remove {name}.ours.trace and its divergence"
    return None if ours == accepted else difference(name, accepted, ours, "accepted", "ours")
