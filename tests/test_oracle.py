"""Every scenario of tests/oracle, compared with the trace that the real Node v14.10.1 left."""

from __future__ import annotations

from pathlib import Path

import pytest

from .oracle import diagrams, recorded, recorder

DIVERGENCES = Path(__file__).parent.parent / "docs" / "divergences.md"


@pytest.mark.parametrize("name", recorded.NAMES)
def test_trace_is_nodes(name: str, parser: str) -> None:
    problem = recorded.verdict(name, recorder.run(name, parser))
    if problem is not None:
        pytest.fail(problem, pytrace=False)


@pytest.mark.parametrize("name", [name for name in recorded.NAMES if name.startswith("mixed/")])
def test_order_never_varies(name: str, parser: str) -> None:
    """Trio shuffles what is runnable; neither Node's order nor that of the starts depends on it."""
    for _ in range(200):
        problem = recorded.verdict(name, recorder.run(name, parser))
        if problem is not None:
            pytest.fail(problem, pytrace=False)


@pytest.mark.parametrize("name", recorded.NAMES)
def test_scenario_is_complete(name: str) -> None:
    for suffix in ("js", "py", "trace"):
        assert (recorded.HERE / f"{name}.{suffix}").exists()
    divergences = DIVERGENCES.read_text()
    assert (recorded.accepted_trace(name) is not None) == (f"`{name}`" in divergences)


def test_diagrams_show_the_traces() -> None:
    """`python -m tests.oracle diagrams` draws docs/sequences.md again."""
    for path, text in diagrams.pages().items():
        assert path.read_text() == text
