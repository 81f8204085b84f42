"""Plays a scenario: starts its subjects, lets them take turns, returns what each did per round.

The measured side has one core to itself and the other side (load, or the server that clients talk
to) the other. A subject that fails is left out and its complaint kept; the others go on.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ._load import Round, idle_connections, rounds_at_once
from ._processes import Process, Processes, SubjectFailed, allow_many_descriptors, cores
from ._scenarios import (
    SCENARIOS,
    ClientScenario,
    IdleScenario,
    Scenario,
    ServerScenario,
    TransferScenario,
    check_answers,
)
from ._setup import Tools
from ._subjects import CLIENTS, PAIRS, SERVERS, Subject, find

CLIENTS_SERVER = "bare"  # clients all talk to the fastest server, so that they are what is measured
TRANSFER_MIB = 100


@dataclass(frozen=True)
class Pace:
    """How many rounds of how many seconds."""

    rounds: int = 7
    seconds: int = 2

    @property
    def warm_up(self) -> int:
        return min(self.seconds, 2)


@dataclass
class Results:
    """What the subjects of one scenario did."""

    scenario: str
    rounds: dict[str, list[Round]] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    duels: dict[tuple[str, str], float] = field(default_factory=dict)
    memory: dict[str, float] = field(default_factory=dict)  # bytes for each idle connection
    # Throughput beside idle connections to throughput without: of the rates, by CPU time.
    beside: dict[str, tuple[float, float]] = field(default_factory=dict)

    def rate(self, subject: str) -> float:
        """Returns the median of a subject's pieces per second."""
        return statistics.median(done.rate for done in self.rounds[subject])

    def cpu(self, subject: str) -> float:
        """Returns the median of a subject's CPU microseconds per piece."""
        return statistics.median(done.cpu for done in self.rounds[subject])


def say(text: str) -> None:
    """Reports progress on the error output, which keeps the tables clean."""
    print(text, file=sys.stderr, flush=True)


def subjects_of(scenario: Scenario, wanted: Sequence[str]) -> list[str]:
    """Returns the names of the scenario's subjects, narrowed to `wanted` unless that is empty."""
    if isinstance(scenario, TransferScenario):
        names = list(PAIRS)
    elif isinstance(scenario, ClientScenario):
        names = list(CLIENTS)
    else:
        path = scenario.path if isinstance(scenario, ServerScenario) else "/"
        names = [name for name, subject in SERVERS.items() if path in subject.paths]
    if not wanted:
        return names
    return [name for name in wanted if name.partition("@")[0] in names]


def play(tools: Tools, name: str, wanted: Sequence[str], pace: Pace) -> Results:
    """Plays the scenario of that name with the subjects that are wanted and takes part in it."""
    scenario = SCENARIOS[name]
    names = subjects_of(scenario, wanted)
    say(f"{name}: {scenario.about} ({len(names)} subjects)")
    results = Results(name)
    if isinstance(scenario, ServerScenario):
        _play_server(tools, scenario, names, pace, results)
    elif isinstance(scenario, ClientScenario):
        _play_client(tools, scenario, names, pace, results)
    elif isinstance(scenario, TransferScenario):
        _play_transfer(tools, scenario, names, pace, results)
    else:
        _play_idle(tools, scenario, names, pace, results)
    return results


def start_server(processes: Processes, subject: Subject) -> Process:
    """Starts a server subject on the measured core."""
    command = subject.command(processes.tools)
    return processes.start_server(subject.name, command, cores()[0], subject.package)


def start_client(
    processes: Processes, subject: Subject, url: str, mode: str, concurrency: int, sockets: int
) -> Process:
    """Starts a client subject: on the measured core, or on the other for a transfer."""
    command = [*subject.command(processes.tools), url, mode, str(concurrency), str(sockets)]
    core = cores()[0 if mode == "load" else 1]
    return processes.start_client(subject.name, command, core, subject.package)


def _take_turns(
    names: Sequence[str], pace: Pace, results: Results, turn: Callable[[str], Round]
) -> None:
    """Lets the subjects take turns; each round begins with another of them."""
    remaining = list(names)
    for number in range(pace.rounds):
        if not remaining:
            return
        first = number % len(remaining)
        for name in remaining[first:] + remaining[:first]:
            try:
                results.rounds.setdefault(name, []).append(turn(name))
            except SubjectFailed as failure:
                _leave_out(results, name, failure)
                remaining.remove(name)


def _leave_out(results: Results, name: str, failure: SubjectFailed) -> None:
    results.failures[name] = str(failure)
    results.rounds.pop(name, None)
    say(f"  {name} is left out: {str(failure).splitlines()[0]}")


def _play_server(
    tools: Tools, scenario: ServerScenario, names: Sequence[str], pace: Pace, results: Results
) -> None:
    load_core = cores()[1]
    with Processes(tools) as processes:
        servers: dict[str, Process] = {}
        for name in names:
            try:
                server = start_server(processes, find(SERVERS, name))
                check_answers(server, scenario)
                rounds_at_once(tools, [server], scenario, pace.warm_up, load_core)
                servers[name] = server
            except SubjectFailed as failure:
                _leave_out(results, name, failure)

        def turn(name: str) -> Round:
            seconds = pace.seconds
            return rounds_at_once(tools, [servers[name]], scenario, seconds, load_core)[0]

        _take_turns(list(servers), pace, results, turn)


def duel(tools: Tools, name: str, first: str, second: str, pace: Pace) -> float:
    """Loads two subjects at once on one core; returns how much less CPU `first` takes per piece.

    Returns:
        The median over the rounds of second's CPU time per piece divided by first's: above 1,
        `first` is faster.
    """
    scenario = SCENARIOS[name]
    with Processes(tools) as processes:
        if isinstance(scenario, ServerScenario):
            servers = [start_server(processes, find(SERVERS, who)) for who in (first, second)]
            for server in servers:
                check_answers(server, scenario)
            core = cores()[1]
            rounds_at_once(tools, servers, scenario, pace.warm_up, core)
            ratios = []
            for _ in range(pace.rounds):
                one, two = rounds_at_once(tools, servers, scenario, pace.seconds * 2, core)
                ratios.append(two.cpu / one.cpu)
            return statistics.median(ratios)
        if isinstance(scenario, ClientScenario):
            url = clients_server(processes)
            size = (scenario.concurrency, scenario.sockets)
            clients = [
                start_client(processes, find(CLIENTS, who), url, "load", *size)
                for who in (first, second)
            ]
            ratios = []
            for _ in range(pace.rounds + 1):
                one, two = clients_at_once(clients, pace.seconds * 2)
                ratios.append(two.cpu / one.cpu)
            return statistics.median(ratios[1:])  # the first round warms them up
    raise SubjectFailed(f"{name} is no scenario for a duel")


def clients_server(processes: Processes) -> str:
    """Starts the server that all clients talk to; returns its URL."""
    command = find(SERVERS, CLIENTS_SERVER).command(processes.tools)
    server = processes.start_server("the clients' server", command, cores()[1])
    return f"http://127.0.0.1:{server.port}/"


def _client_round(answer: str) -> Round:
    told = json.loads(answer)
    if not told["done"]:
        raise SubjectFailed("no request was answered")
    return Round(told["done"] / told["seconds"], told["cpu"] / told["done"] * 1e6)


def clients_at_once(clients: Sequence[Process], seconds: int) -> list[Round]:
    """Lets all the clients play a round at the same time."""
    for client in clients:
        client.write(str(seconds))
    return [_client_round(client.read(seconds + 30)) for client in clients]


def _play_client(
    tools: Tools, scenario: ClientScenario, names: Sequence[str], pace: Pace, results: Results
) -> None:
    with Processes(tools) as processes:
        url = clients_server(processes)
        clients: dict[str, Process] = {}
        for name in names:
            try:
                size = (scenario.concurrency, scenario.sockets)
                client = start_client(processes, find(CLIENTS, name), url, "load", *size)
                clients_at_once([client], pace.warm_up)
                clients[name] = client
            except SubjectFailed as failure:
                _leave_out(results, name, failure)

        def turn(name: str) -> Round:
            return clients_at_once([clients[name]], pace.seconds)[0]

        _take_turns(list(clients), pace, results, turn)


def _play_transfer(
    tools: Tools, scenario: TransferScenario, names: Sequence[str], pace: Pace, results: Results
) -> None:
    with Processes(tools) as processes:
        pairs: dict[str, tuple[Process, Process]] = {}

        def turn(name: str) -> Round:
            client, server = pairs[name]
            before = server.cpu_seconds()
            client.write("1")
            told = json.loads(client.read(60))
            cpu = told["cpu"] + server.cpu_seconds() - before
            return Round(TRANSFER_MIB / told["seconds"], cpu / TRANSFER_MIB * 1e6)

        for name in names:
            plain, _, directory = name.partition("@")
            both = [f"{side}@{directory}" if directory else side for side in PAIRS[plain]]
            try:
                server = start_server(processes, find(SERVERS, both[0]))
                url = f"http://127.0.0.1:{server.port}/{scenario.mode}"
                client = start_client(processes, find(CLIENTS, both[1]), url, scenario.mode, 1, 1)
                pairs[name] = (client, server)
                turn(name)
            except SubjectFailed as failure:
                _leave_out(results, name, failure)
        _take_turns([name for name in pairs if name not in results.failures], pace, results, turn)


def _play_idle(
    tools: Tools, scenario: IdleScenario, names: Sequence[str], pace: Pace, results: Results
) -> None:
    descriptors = allow_many_descriptors(scenario.connections + 500)
    if descriptors < scenario.connections + 100:
        results.failures["all"] = f"only {descriptors} descriptors are allowed here (ulimit -n)"
        return
    hello = SCENARIOS["hello"]
    assert isinstance(hello, ServerScenario)
    core = cores()[1]
    for name in names:
        try:
            with Processes(tools) as processes:
                server = start_server(processes, find(SERVERS, name))
                check_answers(server, hello)

                def load(server: Process = server, seconds: int = pace.seconds) -> Round:
                    return rounds_at_once(tools, [server], hello, seconds, core)[0]

                load()
                few = scenario.connections // 4
                many = scenario.connections - few
                without, beside = [], []
                for _ in range(max(1, pace.rounds // 2)):
                    without.append(load())
                    # The first quarter makes what is shared and kept; the others are measured.
                    with idle_connections(server, few):
                        time.sleep(0.5)
                        before = server.memory()
                        with idle_connections(server, many):
                            time.sleep(0.5)
                            if name not in results.memory:
                                results.memory[name] = (server.memory() - before) / many
                            beside.append(load())
                    time.sleep(0.5)
                results.rounds[name] = beside
                both = list(zip(without, beside, strict=True))
                results.beside[name] = (
                    statistics.median(two.rate / one.rate for one, two in both),
                    statistics.median(one.cpu / two.cpu for one, two in both),
                )
        except SubjectFailed as failure:
            _leave_out(results, name, failure)
