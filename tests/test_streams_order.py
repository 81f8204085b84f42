"""The order of everything that streams do: each program prints here what Node v14.10.1 printed."""

from __future__ import annotations

import json

import pytest

from .streams_named import PROGRAMS
from .streams_programs import RECORDED, Program, run

_ENTRIES = [json.loads(line) for line in RECORDED.read_text().splitlines()]


@pytest.mark.parametrize(
    ("program", "trace"),
    [pytest.param(entry["program"], entry["trace"], id=entry["name"]) for entry in _ENTRIES],
)
async def test_the_order_is_nodes(program: Program, trace: list[str]) -> None:
    assert await run(program) == trace
    assert await run(program, returns_written=True) == trace


def test_every_named_program_is_recorded_as_it_stands() -> None:
    recorded = {entry["name"]: entry["program"] for entry in _ENTRIES}
    assert {name: recorded.get(name) for name in PROGRAMS} == PROGRAMS
