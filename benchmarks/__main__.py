"""The commands of `python -m benchmarks`: compare, duel, profile, memory, list."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from . import _memory, _profile
from ._compare import Pace, Results, duel, play, say
from ._processes import SubjectFailed
from ._report import close_calls, demanded, table, verdicts
from ._scenarios import SCENARIOS
from ._setup import SetupError, prepare
from ._subjects import CLIENTS, PAIRS, SERVERS


def _compare(options: argparse.Namespace) -> int:
    tools = prepare()
    pace = _pace(options)
    done: list[Results] = []
    for name in options.scenario or SCENARIOS:
        wanted = demanded(name) if options.demanded else options.subject
        if options.demanded and not wanted:
            continue
        results = play(tools, name, wanted, pace)
        for floor in close_calls(results):
            say(f"  close: {floor.subject} against {floor.against}, both at once")
            try:
                ratio = duel(tools, name, floor.subject, floor.against, pace)
                results.duels[floor.subject, floor.against] = ratio
            except SubjectFailed as failure:
                say(f"  no duel: {failure}")
        done.append(results)
        print(table(results, SCENARIOS[name].about), flush=True)
    print(verdicts(done))
    return 0


def _duel(options: argparse.Namespace) -> int:
    ratio = duel(prepare(), options.scenario, options.first, options.second, _pace(options))
    print(
        f"{options.scenario}: {options.first} does {ratio:.3f} times what {options.second} does"
        " with the same CPU time"
    )
    return 0


def _list(_: argparse.Namespace) -> int:
    for name, scenario in SCENARIOS.items():
        print(f"{name:14} {scenario.about}")
    for what, names in (("servers", SERVERS), ("clients", CLIENTS), ("transfers", PAIRS)):
        print(f"{what}: {', '.join(names)}")
    return 0


def _pace(options: argparse.Namespace) -> Pace:
    rounds, seconds = (3, 1) if options.quick else (7, 2)
    return Pace(options.rounds or rounds, options.seconds or seconds)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: object, about: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=about, description=about)
        added.set_defaults(run=run)
        added.add_argument("--quick", action="store_true", help="3 rounds of 1 s, not 7 of 2 s")
        added.add_argument("--rounds", type=int)
        added.add_argument("--seconds", type=int)
        return added

    compare = command("compare", _compare, "subjects side by side, and a table of ratios")
    compare.add_argument("--scenario", action="append", choices=SCENARIOS, metavar="NAME")
    compare.add_argument("--subject", action="append", default=[], metavar="NAME[@CHECKOUT]")
    compare.add_argument(
        "--demanded", action="store_true", help="only the subjects that something is demanded of"
    )
    fight = command("duel", _duel, "two subjects at once on one core, CPU time compared")
    fight.add_argument("first")
    fight.add_argument("second")
    fight.add_argument("--scenario", default="hello", choices=SCENARIOS, metavar="NAME")
    command("list", _list, "the names of scenarios and subjects")
    _profile.add_arguments(
        command("profile", _profile.run, "where a request's microseconds go (sampled)")
    )
    _memory.add_arguments(command("memory", _memory.run, "1 GiB past a slow reader: growth"))
    options = parser.parse_args(arguments)
    try:
        status: int = options.run(options)
    except (SetupError, SubjectFailed) as failure:
        print(f"benchmarks: {failure}", file=sys.stderr)
        return 1
    return status


if __name__ == "__main__":
    sys.exit(main())
