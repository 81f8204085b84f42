"""Command line of the oracle.

    record --node PATH [NAME…]           records Node's traces
    record --node PATH --check [NAME…]   records, and fails where a committed trace differs
    run [--parser P] [NAME…]             runs ours, and shows where it differs
    show [--parser P] [NAME…]            prints our traces
    ours [NAME…]                         records NAME.ours.trace (docs/divergences.md says why)
    list                                 the scenarios
    diagrams                             draws docs/sequences.md from the recorded traces

NAME is a scenario ('server/hello') or the beginning of some ('server/').
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from . import diagrams, recorded

HERE = Path(__file__).parent


def record_one(node: str, name: str) -> str:
    result = subprocess.run(
        [node, "--no-warnings", str(HERE / "recorder.js"), str(HERE / f"{name}.js")],
        capture_output=True,
        timeout=60,
        check=False,
    )
    if result.returncode or result.stderr:
        sys.exit(f"{name}: node failed\n{result.stderr.decode()}")
    return result.stdout.decode()


def record(node: str, names: list[str], *, check: bool, times: int) -> int:
    failed = 0
    for name in names:
        first = record_one(node, name)
        for _ in range(times - 1):
            again = record_one(node, name)
            if again != first:
                failed += 1
                print(recorded.difference(name, first, again, "once", "again"))
                break
        path = HERE / f"{name}.trace"
        if check:
            committed = path.read_text() if path.exists() else ""
            if committed != first:
                failed += 1
                print(recorded.difference(name, committed, first, "committed", "recorded"))
        else:
            path.write_text(first)
    print(f"{len(names)} scenarios, {failed} differences")
    return 1 if failed else 0


def run(names: list[str], parsers: list[str], *, quiet: bool) -> int:
    from . import recorder

    failed = []
    for name in names:
        for parser in parsers:
            try:
                ours = recorder.run(name, parser)
            except Exception as error:
                failed.append((name, parser))
                print(f"--- {name} [{parser}]: {type(error).__name__}: {error}")
                continue
            problem = recorded.verdict(name, ours)
            if problem is not None:
                failed.append((name, parser))
                print(f"--- {name} [{parser}]" if quiet else problem)
    print(f"{len(names) * len(parsers)} runs, {len(failed)} differ")
    return 1 if failed else 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.oracle", description=__doc__)
    parser.add_argument("command", choices=["record", "run", "ours", "list", "show", "diagrams"])
    parser.add_argument("names", nargs="*")
    parser.add_argument("--node", default="node", help="the binary of Node v14.10.1")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--times", type=int, default=1, help="record so often, and compare")
    parser.add_argument("--parser", choices=["h11", "llhttp"])
    parser.add_argument("--quiet", action="store_true")
    args = parser.parse_intermixed_args()
    names = recorded.select(args.names)
    parsers = [args.parser] if args.parser else ["h11", "llhttp"]
    if args.command == "list":
        print("\n".join(names))
        return 0
    if args.command == "diagrams":
        diagrams.write()
        return 0
    if args.command == "record":
        return record(args.node, names, check=args.check, times=args.times)
    if args.command == "run":
        return run(names, parsers, quiet=args.quiet)
    from . import recorder

    for name in names:
        ours = recorder.run(name, parsers[-1])
        if args.command == "ours":
            (HERE / f"{name}.ours.trace").write_text(ours)
        else:
            print(ours)
    return 0


sys.exit(main())
