"""What the documentation shows is true: its programs run, and print what stands below them.

A fenced `python` block followed by a `text` block is a whole program and its output. Any other
`python` block is a fragment, which at least has to be Python.
"""

from __future__ import annotations

import ast
import re
import sys
import textwrap
from pathlib import Path

import pytest
import trio

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINES = r"((?:(?!```).*\n)*)"
PROGRAM = re.compile(rf"^```python\n{LINES}```\n\n```text\n{LINES}```$", re.MULTILINE)
FRAGMENT = re.compile(rf"^```python\n{LINES}```$", re.MULTILINE)


def found(pattern: re.Pattern[str]) -> list[object]:
    return [
        pytest.param(*match.groups(), id=f"{page.relative_to(ROOT)}-{number}")
        for page in PAGES
        for number, match in enumerate(pattern.finditer(page.read_text()), 1)
    ]


@pytest.mark.parametrize(("program", "output"), found(PROGRAM))
async def test_a_program_prints_what_is_shown(program: str, output: str) -> None:
    with trio.fail_after(30):
        done = await trio.run_process(
            [sys.executable, "-W", "error", "-c", program],
            capture_stdout=True,
            capture_stderr=True,
            check=False,
        )
    assert (done.stdout.decode(), done.stderr.decode()) == (output, "")


@pytest.mark.parametrize("fragment", found(FRAGMENT))
def test_a_fragment_is_python(fragment: str) -> None:
    try:
        ast.parse(fragment)
    except SyntaxError:  # `await` and `async for` stand inside a function that is not shown
        ast.parse(f"async def fragment():\n{textwrap.indent(fragment, '    ')}")
