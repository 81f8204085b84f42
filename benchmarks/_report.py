"""Tables of what was measured, and the floors that it is held against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ._compare import Results

CLOSE = 0.15  # a ratio this near to its floor is decided by a duel
PAIRED = ("download", "upload")  # measured in MiB, client and server of a kind; no duels


@dataclass(frozen=True)
class Floor:
    """`subject` has to do at least `times` what `against` does (rate; for memory at most)."""

    scenario: str
    subject: str
    against: str
    times: float


# The demands of the project's goal, one line each.
FLOORS = (
    Floor("hello", "ours-llhttp-sync", "node", 1.0),
    Floor("hello", "ours-llhttp-sync", "uvicorn-httptools", 2.0),
    Floor("hello", "ours-llhttp-sync", "aiohttp", 1.2),
    Floor("hello", "ours-llhttp-async", "node", 0.8),
    Floor("hello", "ours-llhttp-async", "uvicorn-httptools", 1.4),
    Floor("hello", "ours-llhttp-await", "node", 0.7),
    Floor("hello", "ours-llhttp-await", "uvicorn-httptools", 1.4),
    Floor("hello", "ours-h11-async", "uvicorn-h11", 1.8),
    Floor("hello", "ours-h11-async", "hypercorn-trio", 7.0),
    Floor("browser", "ours-llhttp-sync", "node", 0.9),
    Floor("echo", "ours-llhttp-sync", "node", 0.9),
    Floor("close", "ours-llhttp-sync", "node", 0.9),
    Floor("client-50", "ours-llhttp-sync", "node", 1.0),
    Floor("client-50", "ours-llhttp-await", "node", 1.0),
    Floor("client-50", "ours-llhttp-await", "aiohttp", 2.0),
    Floor("client-50", "ours-llhttp-await", "httpx-trio", 15.0),
    Floor("client-1", "ours-llhttp-await", "aiohttp", 1.0),
    Floor("client-1", "ours-llhttp-await", "httpx-trio", 2.0),
    Floor("download", "ours-llhttp-sync", "node", 0.8),
    Floor("download", "ours-llhttp-await", "node", 0.8),
    Floor("upload", "ours-llhttp-sync", "node", 0.8),
    Floor("upload", "ours-llhttp-await", "node", 0.8),
)


# The demands that are no ratio of two subjects in one scenario: whom those are measured with.
_ALSO_MEASURED = {
    "client-1000": ("node", "ours-llhttp-sync", "ours-llhttp-await"),
    "idle-2000": ("node", "ours-llhttp-sync"),
    "idle-10000": ("node", "ours-llhttp-sync"),
}


def demanded(scenario: str) -> list[str]:
    """Returns the subjects that the demands on this scenario are about."""
    names = dict.fromkeys(_ALSO_MEASURED.get(scenario, ()))
    for floor in FLOORS:
        if floor.scenario == scenario:
            names.update(dict.fromkeys((floor.against, floor.subject)))
    return list(names)


def close_calls(results: Results) -> Iterator[Floor]:
    """Yields the floors of the scenario that a duel has to decide.

    Those are the ones whose ratio is near, and those where rate and CPU time disagree.
    """
    for floor in FLOORS:
        measured = floor.subject in results.rounds and floor.against in results.rounds
        if floor.scenario != results.scenario or floor.scenario in PAIRED or not measured:
            continue
        by_rate, by_cpu = _ratio(results, floor), _cpu_ratio(results, floor)
        is_close = any(abs(ratio / floor.times - 1) <= CLOSE for ratio in (by_rate, by_cpu))
        if is_close or (by_rate >= floor.times) != (by_cpu >= floor.times):
            yield floor


def _ratio(results: Results, floor: Floor) -> float:
    return results.rate(floor.subject) / results.rate(floor.against)


def _cpu_ratio(results: Results, floor: Floor) -> float:
    return results.cpu(floor.against) / results.cpu(floor.subject)


def table(results: Results, about: str) -> str:
    """Returns the scenario's table: rates, CPU time per piece, ratios to Node and to the best."""
    unit = "MiB" if results.scenario in PAIRED else "request"
    rows: list[Sequence[str]] = []
    names = sorted(results.rounds, key=results.rate, reverse=True)
    node = "node" if "node" in names else None
    memory = bool(results.memory)
    head = ["subject", f"{unit}s/s", f"µs CPU/{unit}", "x Node", "x Node (CPU)", "spread"]
    if memory:
        head += ["KiB/idle", "to Node", "beside/without", "(CPU)"]
    for name in names:
        rates = [done.rate for done in results.rounds[name]]
        row = [name, f"{results.rate(name):,.0f}", f"{results.cpu(name):.1f}"]
        row.append(f"{results.rate(name) / results.rate(node):.2f}" if node else "")
        row.append(f"{results.cpu(node) / results.cpu(name):.2f}" if node else "")
        row.append(f"±{(max(rates) - min(rates)) / 2 / results.rate(name):.0%}")
        if memory:
            size = results.memory[name]
            row.append(f"{size / 1024:.1f}")
            row.append(f"{size / results.memory[node]:.2f}" if node else "")
            row += (f"{ratio:.2f}" for ratio in results.beside[name])
        rows.append(row)
    lines = [f"### {results.scenario}: {about}", "", *_align(head, rows)]
    for name, complaint in results.failures.items():
        first, *rest = complaint.splitlines()
        lines += ["", f"{name} was left out: {first}; {''.join(rest[-1:]).strip()}"]
    return "\n".join([*lines, ""])


def _align(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        first, *rest = (
            cell.ljust(width) if not index else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        return "| " + " | ".join([first, *rest]) + " |"

    rule = "|" + "|".join("-" * (width + 1) + (":" if i else "-") for i, width in enumerate(widths))
    return [line(head), rule + "|", *(line(row) for row in rows)]


def verdicts(all_results: Sequence[Results]) -> str:
    """Returns one line for each floor that was measured: asked, got, and whether it holds."""
    by_name = {results.scenario: results for results in all_results}
    rows: list[Sequence[str]] = []
    for floor in FLOORS:
        results = by_name.get(floor.scenario)
        if results is None or not {floor.subject, floor.against} <= set(results.rounds):
            continue
        got = _ratio(results, floor)
        duel = results.duels.get((floor.subject, floor.against))
        decided = got if duel is None else duel
        rows.append(
            [
                f"{floor.scenario}: {floor.subject} to {floor.against}",
                f"{floor.times:.2f}",
                f"{got:.2f}",
                f"{_cpu_ratio(results, floor):.2f}",
                "" if duel is None else f"{duel:.2f}",
                "yes" if decided >= floor.times else "NO",
            ]
        )
    rows += _other_verdicts(by_name)
    if not rows:
        return ""
    head = ["demanded", "at least", "ratio of rates", "of CPU times", "both at once", "holds"]
    return "\n".join(["### What is demanded", "", *_align(head, rows), ""])


def _other_verdicts(by_name: dict[str, Results]) -> Iterator[Sequence[str]]:
    fifty, thousand = by_name.get("client-50"), by_name.get("client-1000")
    for name in ("ours-llhttp-sync", "ours-llhttp-await"):
        if fifty and thousand and name in fifty.rounds and name in thousand.rounds:
            got = fifty.cpu(name) / thousand.cpu(name)
            what = f"client: {name}, 1,000 through 100 to 50 through 50 (CPU per request)"
            yield [what, "0.90", "", f"{got:.2f}", "", "yes" if got >= 0.9 else "NO"]
    for scenario, results in by_name.items():
        ours = "ours-llhttp-sync"
        if ours in results.memory:
            rates, cpu = results.beside[ours]
            what = f"{scenario}: {ours}, beside idle connections to without"
            holds = "yes" if cpu >= 0.95 else "NO"
            yield [what, "0.95", f"{rates:.2f}", f"{cpu:.2f}", "", holds]
            if "node" in results.memory:
                got = results.memory["node"] / results.memory[ours]
                what = f"{scenario}: Node's memory of a connection to ours"
                yield [what, "2.00", f"{got:.2f}", "", "", "yes" if got >= 2 else "NO"]
