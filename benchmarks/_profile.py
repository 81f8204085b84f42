"""Where a request's microseconds go: a sampling profiler on a subject under load.

The subject samples itself (`subjects/_sampler.py`), so what it shows is not bent by tracing (as
cProfile's is: it charges every call). The samples are scaled to the processor time per request that
the subject takes without being sampled. Time in a system call is charged to the line that makes it,
and so is that of a call into C.
"""

from __future__ import annotations

import argparse
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ._compare import clients_at_once, clients_server, say, start_client, start_server
from ._load import rounds_at_once, start_wrk
from ._processes import Process, Processes, SubjectFailed, cores
from ._scenarios import SCENARIOS, ClientScenario, ServerScenario
from ._setup import Tools, prepare
from ._subjects import CLIENTS, SERVERS, Subject, find

FOLDED = "stacks.folded"


@dataclass(frozen=True)
class Profile:
    """Samples of stacks (outermost frame first) and what a request costs unobserved."""

    subject: str
    microseconds: float
    user_share: float
    stacks: Counter[tuple[str, ...]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options of `profile`."""
    parser.add_argument("side", choices=("server", "client"))
    parser.add_argument("--subject", metavar="NAME[@CHECKOUT]")
    parser.add_argument("--scenario", choices=SCENARIOS, metavar="NAME")
    parser.add_argument("--top", type=int, default=40, help="rows of each table")
    parser.add_argument("--raw", type=Path, help="also keep the folded stacks in this file")


def run(options: argparse.Namespace) -> int:
    """Runs the command."""
    seconds = options.seconds or (3 if options.quick else 8)
    tools = prepare()
    if options.side == "server":
        profile = _server(tools, options, seconds)
    else:
        profile = _client(tools, options, seconds)
    print(report(profile, options.top))
    return 0


def _server(tools: Tools, options: argparse.Namespace, seconds: int) -> Profile:
    scenario = SCENARIOS[options.scenario or "hello"]
    if not isinstance(scenario, ServerScenario):
        raise SubjectFailed(f"{scenario.name} is no scenario of servers")
    name = options.subject or "ours-llhttp-sync"
    with tempfile.TemporaryDirectory() as directory, Processes(tools) as processes:
        server = start_server(processes, _sampled(find(SERVERS, name), directory))
        rounds_at_once(tools, [server], scenario, 1, cores()[1])
        before = server.user_and_system()
        [alone] = rounds_at_once(tools, [server], scenario, seconds, cores()[1])
        after = server.user_and_system()
        load = start_wrk(tools, server, scenario, seconds + 2, cores()[1])
        try:
            stacks = _sample(server, directory, seconds, options)
        finally:
            load.terminate()
            load.communicate(timeout=10)
    return Profile(name, alone.cpu, _user_share(before, after), stacks)


def _client(tools: Tools, options: argparse.Namespace, seconds: int) -> Profile:
    scenario = SCENARIOS[options.scenario or "client-50"]
    if not isinstance(scenario, ClientScenario):
        raise SubjectFailed(f"{scenario.name} is no scenario of clients")
    name = options.subject or "ours-llhttp-await"
    with tempfile.TemporaryDirectory() as directory, Processes(tools) as processes:
        url = clients_server(processes)
        size = (scenario.concurrency, scenario.sockets)
        subject = _sampled(find(CLIENTS, name), directory)
        client = start_client(processes, subject, url, "load", *size)
        clients_at_once([client], 1)
        before = client.user_and_system()
        [alone] = clients_at_once([client], seconds)
        after = client.user_and_system()
        client.write(str(seconds + 1))
        stacks = _sample(client, directory, seconds, options)
        client.read(seconds + 30)
    return Profile(name, alone.cpu, _user_share(before, after), stacks)


def _user_share(before: tuple[float, float], after: tuple[float, float]) -> float:
    user, system = after[0] - before[0], after[1] - before[1]
    return user / (user + system) if user + system else 0.0


def _sampled(subject: Subject, directory: str) -> Subject:
    """Returns the same subject, run by the sampler."""

    def command(tools: Tools) -> list[str]:
        python, minus_m, *module = subject.command(tools)
        if minus_m != "-m":
            raise SubjectFailed(f"{subject.name} is no Python program: use its own profiler")
        sampler = "benchmarks.subjects._sampler"
        return [python, minus_m, sampler, str(Path(directory) / FOLDED), *module]

    return replace(subject, command=command)


def _sample(
    process: Process, directory: str, seconds: int, options: argparse.Namespace
) -> Counter[tuple[str, ...]]:
    say(f"sampling for {seconds} s")
    folded = Path(directory) / FOLDED
    process.popen.send_signal(signal.SIGUSR1)
    time.sleep(seconds)
    process.popen.send_signal(signal.SIGUSR2)
    deadline = time.monotonic() + 10
    while not folded.exists():
        if time.monotonic() > deadline or process.popen.poll() is not None:
            raise SubjectFailed(f"{process.name} wrote no samples\n{process.complaint()}")
        time.sleep(0.05)
    text = folded.read_text()
    if options.raw:
        options.raw.write_text(text)
    stacks: Counter[tuple[str, ...]] = Counter()
    for line in text.splitlines():
        frames, _, count = line.rpartition(" ")
        stacks[tuple(frames.split(";"))] += int(count)
    return stacks


def report(profile: Profile, top: int) -> str:
    """Returns three tables: functions by own time, functions with what they call, lines."""
    total = sum(profile.stacks.values())
    if not total:
        return "no samples"
    scale = profile.microseconds / total
    own: Counter[str] = Counter()
    within: Counter[str] = Counter()
    lines: Counter[str] = Counter()
    for stack, count in profile.stacks.items():
        functions = [_function(frame) for frame in stack]
        own[functions[-1]] += count
        lines[stack[-1]] += count
        for function in set(functions):
            within[function] += count
    kernel = 1 - profile.user_share
    parts = [
        f"{profile.subject}: {profile.microseconds:.1f} µs of CPU a request unobserved"
        f" ({kernel:.0%} in the kernel); {total} samples",
        *_ranking("own time, by function", own, scale, top),
        *_ranking("with what it calls, by function", within, scale, top),
        *_ranking("own time, by line", lines, scale, top),
    ]
    return "\n".join(parts)


def _function(frame: str) -> str:
    name, _, place = frame.rpartition(" (")
    return f"{name} ({place.rpartition(':')[0]})" if place.rpartition(":")[0] else frame


def _ranking(title: str, counts: Counter[str], scale: float, top: int) -> Sequence[str]:
    rows = [f"{count * scale:7.2f} µs  {what}" for what, count in counts.most_common(top)]
    return ["", title, *rows]
