"""The ten event sequences as diagrams, drawn from the recorded traces.

`python -m tests.oracle diagrams` writes docs/sequences.md and one SVG for each sequence below
docs/sequences/. Where docs/divergences.md says that ours differs from Node's, ours is drawn. A test
draws them again and compares, so that the page cannot say anything else than the traces.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

import attrs

from . import recorded

DOCS = Path(__file__).parent.parent.parent / "docs"
PAGE = DOCS / "sequences.md"
DRAWINGS = DOCS / "sequences"

# Name of the scenario, title, and what happens in it.
SEQUENCES = (
    ("success", "A request that succeeds", "`http.get()`, and an answer that comes whole."),
    ("connection_error", "A connection error", "Nobody listens at the other end."),
    (
        "close_before_response",
        "The connection closes before the response",
        "The server takes the request and goes away.",
    ),
    (
        "close_after_response",
        "The connection closes in the response",
        "The head and part of the body arrive, then nothing more.",
    ),
    (
        "destroy_before_socket",
        "`destroy()` before there is a socket",
        "In the same step as `http.get()`.",
    ),
    (
        "destroy_before_connect",
        "`destroy()` before the connection stands",
        "In the listener of `'socket'`.",
    ),
    (
        "destroy_after_response",
        "`destroy()` in the response",
        "In the listener of the response's first `'data'`.",
    ),
    (
        "abort_before_socket",
        "`abort()` before there is a socket",
        "As `destroy()`, plus `'abort'`.",
    ),
    (
        "abort_before_connect",
        "`abort()` before the connection stands",
        "As `destroy()`, plus `'abort'`.",
    ),
    ("abort_after_response", "`abort()` in the response", "As `destroy()`, plus `'abort'`."),
)

LANES = ("program", "req", "socket", "res")
TITLES = {"program": "program", "req": "request", "socket": "socket", "res": "response"}
LANE_WIDTH, ROW, TOP, LEFT = 170, 30, 34, 30
STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#222}.t{font-weight:600}.l{stroke:#bbb}"
    ".e{fill:#2b6cb0}.x{fill:#c53030}.p{fill:#6b46c1}.c{fill:#4a5568}"
    "@media(prefers-color-scheme:dark){text{fill:#ddd}.l{stroke:#555}.e{fill:#63b3ed}"
    ".x{fill:#fc8181}.p{fill:#b794f4}.c{fill:#a0aec0}}"
)


@attrs.frozen
class Step:
    """One fact of a trace: on whose line it stands, and how."""

    lane: str
    text: str
    kind: str


def steps(trace: str, method: str) -> list[Step]:
    """What a diagram shows of a trace: the program's calls, and every event."""
    found = []
    for line in trace.splitlines():
        lane, _, text = line.partition(" ")
        if lane not in LANES:
            continue
        if lane == "program":
            found.append(Step(lane, f"{method}()", "p"))
            continue
        event = re.match(r"'(\w+)'", text)
        if event is None:
            continue  # properties
        name = event[1]
        error = re.search(r"Error\((\w+)", text)
        shown = f"'{name}' {error[1]}" if error else f"'{name}'"
        kind = "x" if name in ("error", "aborted", "abort") else "c" if name == "close" else "e"
        found.append(Step(lane, shown, kind))
    return found


def drawing(title: str, drawn: list[Step]) -> str:
    """The SVG: a line for each object, time downwards, a dot for each event."""
    lanes = [lane for lane in LANES if any(step.lane == lane for step in drawn)]
    at = {lane: LEFT + index * LANE_WIDTH for index, lane in enumerate(lanes)}
    width, height = LEFT + len(lanes) * LANE_WIDTH, TOP + ROW * len(drawn) + 16
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img">',
        f"<title>{escape(title)}</title><style>{STYLE}</style>",
    ]
    for lane in lanes:
        x = at[lane]
        out.append(f'<text class="t" x="{x - 8}" y="18">{TITLES[lane]}</text>')
        out.append(f'<line class="l" x1="{x}" y1="26" x2="{x}" y2="{height - 6}"/>')
    before: tuple[int, int] | None = None
    for index, step in enumerate(drawn):
        x, y = at[step.lane], TOP + ROW * index + ROW // 2
        if before is not None:
            out.append(
                f'<line class="l" stroke-dasharray="2 4" x1="{before[0]}" y1="{before[1]}" '
                f'x2="{x}" y2="{y}"/>'
            )
        before = (x, y)
        out.append(f'<circle class="{step.kind}" cx="{x}" cy="{y}" r="5"/>')
        out.append(f'<text x="{x + 11}" y="{y + 4}">{escape(step.text, quote=False)}</text>')
    out.append("</svg>\n")
    return "\n".join(out)


def pages() -> dict[Path, str]:
    """Every file of the page, and its text."""
    made = {}
    lines = [
        "# The ten event sequences",
        "",
        "<!-- Made by `python -m tests.oracle diagrams` from the recorded traces; do not edit. -->",
        "",
        "What a request emits, in which order, from its making to its end: time runs downwards,",
        "each dot is an event of the object on whose line it stands. The drawings are made of the",
        "traces that the tests compare with Node v14.10.1's, so they show what happens, not what",
        "somebody remembers. The agent keeps no connections; the response's `'data'` is listened",
        "for.",
        "",
    ]
    for number, (name, title, what) in enumerate(SEQUENCES, 1):
        scenario = f"client/sequence_{name}"
        ours = recorded.accepted_trace(scenario)
        method = name.partition("_")[0]
        drawn = steps(recorded.node_trace(scenario) if ours is None else ours, method)
        plain = title.replace("`", "")
        made[DRAWINGS / f"{name}.svg"] = drawing(plain, drawn)
        lines += [f"## {number}. {title}", "", what, ""]
        if ours is not None:
            lines += ["Node's binary differs here from its documentation: {doc}`divergences`.", ""]
        events = ", ".join(f"{TITLES[step.lane]} `{step.text}`" for step in drawn)
        lines += [f"![{plain}](sequences/{name}.svg)", "", f"In words: {events}.", ""]
    made[PAGE] = "\n".join(lines)
    return made


def write() -> None:
    """Write the page and its drawings."""
    DRAWINGS.mkdir(exist_ok=True)
    for path, text in pages().items():
        path.write_text(text)
