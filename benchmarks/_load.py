"""The other side of the server scenarios: wrk, and connections that stay idle."""

from __future__ import annotations

import json
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from ._processes import Process, SubjectFailed
from ._scenarios import ServerScenario
from ._setup import HERE, Tools

REQUEST = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: keep-alive\r\n\r\n"


@dataclass(frozen=True)
class Round:
    """What one subject did in one round: pieces per second, CPU microseconds for each."""

    rate: float
    cpu: float


def start_wrk(
    tools: Tools, server: Process, scenario: ServerScenario, seconds: int, core: int
) -> subprocess.Popen[str]:
    """Starts wrk on its core; it ends by itself after `seconds`."""
    load = f"-t1 -c{scenario.connections} -d{seconds}s --timeout 5s".split()
    url = f"http://127.0.0.1:{server.port}{scenario.path}"
    script = ["-s", str(HERE / "load.lua"), url, "--", *scenario.load_arguments()]
    command = ["taskset", "-c", str(core), tools.wrk, *load, *script]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def rounds_at_once(
    tools: Tools,
    servers: Sequence[Process],
    scenario: ServerScenario,
    seconds: int,
    core: int,
) -> list[Round]:
    """Loads all the servers at the same time and returns a round for each."""
    before = [server.cpu_seconds() for server in servers]
    loads = [start_wrk(tools, server, scenario, seconds, core) for server in servers]
    try:
        outputs = [load.communicate(timeout=seconds + 20)[0] for load in loads]
    finally:
        for load in loads:
            if load.poll() is None:
                load.kill()
                load.wait(10)
    after = [server.cpu_seconds() for server in servers]
    rounds = []
    for server, output, start, end in zip(servers, outputs, before, after, strict=True):
        line = output.strip().rpartition("\n")[2]
        try:
            counted = json.loads(line)
        except json.JSONDecodeError:
            raise SubjectFailed(f"wrk against {server.name} said\n{output}") from None
        requests = counted["requests"]
        if not requests or counted["errors"] > requests / 1000:
            raise SubjectFailed(
                f"{server.name}: {requests} requests, {counted['errors']} errors"
                f"\n{server.complaint()}"
            )
        elapsed = counted["microseconds"] / 1e6
        rounds.append(Round(requests / elapsed, (end - start) / requests * 1e6))
    return rounds


@contextmanager
def idle_connections(server: Process, count: int) -> Iterator[None]:
    """Holds `count` connections that have each had one request answered, and are silent since."""
    connections: list[socket.socket] = []
    try:
        for _ in range(count):
            connection = socket.create_connection(("127.0.0.1", server.port), timeout=10)
            connections.append(connection)
            connection.sendall(REQUEST)
            received = b""
            while not received.endswith(b"Hello, World!"):
                data = connection.recv(4096)
                if not data:
                    raise SubjectFailed(f"{server.name} closed connection {len(connections)}")
                received += data
        yield
    except OSError as error:
        raise SubjectFailed(f"{server.name}: connection {len(connections)}: {error}") from error
    finally:
        for connection in connections:
            connection.close()
