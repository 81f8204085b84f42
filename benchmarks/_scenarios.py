"""The table of scenarios, and the check of a server's answers that comes before any timing."""

from __future__ import annotations

import http.client
import socket
from dataclasses import dataclass

from ._processes import Process, SubjectFailed

MANY_IDLE = (2_000, 10_000)


@dataclass(frozen=True)
class ServerScenario:
    """wrk against a server: `connections` of them, `depth` requests at once on each."""

    name: str
    about: str
    path: str = "/"
    method: str = "GET"
    headers: str = "plain"
    body: int = 0
    depth: int = 1
    connections: int = 50

    def load_arguments(self) -> list[str]:
        """Returns the arguments of `load.lua`."""
        return [self.method, self.headers, str(self.body), str(self.depth)]


@dataclass(frozen=True)
class ClientScenario:
    """A client that keeps `concurrency` requests going over at most `sockets` connections."""

    name: str
    about: str
    concurrency: int
    sockets: int


@dataclass(frozen=True)
class TransferScenario:
    """100 MiB in 64 KiB chunks between a client and a server of the same kind."""

    name: str
    about: str
    mode: str


@dataclass(frozen=True)
class IdleScenario:
    """Idle keep-alive connections: the memory of each, and the throughput beside them."""

    name: str
    about: str
    connections: int


Scenario = ServerScenario | ClientScenario | TransferScenario | IdleScenario

_ALL: tuple[Scenario, ...] = (
    ServerScenario("hello", "13-byte keep-alive response, 50 connections"),
    ServerScenario(
        "browser", "1 KiB response, browser-like request headers", "/1k", headers="browser"
    ),
    ServerScenario(
        "hello-browser", "13-byte response, browser-like request headers", headers="browser"
    ),
    ServerScenario("unlike", "13-byte response, no request like another", headers="unlike"),
    ServerScenario("echo", "1 KiB POST echoed", "/echo", "POST", body=1024),
    ServerScenario("close", "a connection for each request", headers="close"),
    ServerScenario("pipeline", "16 requests sent at once, 50 connections", depth=16),
    ClientScenario("client-1", "client, one request after another", 1, 1),
    ClientScenario("client-50", "client, 50 at a time through 50 sockets", 50, 50),
    ClientScenario("client-1000", "client, 1,000 at a time through 100 sockets", 1000, 100),
    TransferScenario("download", "100 MiB down in 64 KiB chunks", "download"),
    TransferScenario("upload", "100 MiB up in 64 KiB chunks", "upload"),
    *(
        IdleScenario(
            f"idle-{count}", f"{count:,} idle connections: memory, throughput beside", count
        )
        for count in MANY_IDLE
    ),
)
SCENARIOS = {scenario.name: scenario for scenario in _ALL}


def check_answers(server: Process, scenario: ServerScenario) -> None:
    """Asks the server what the load will ask, and raises unless it answers that."""
    body = b"x" * scenario.body
    wanted = body or {"/": b"Hello, World!", "/1k": b"x" * 1024}[scenario.path]
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    try:
        for _ in range(2):  # the second on the same connection, if it is kept
            headers = {"Connection": "close" if scenario.headers == "close" else "keep-alive"}
            connection.request(scenario.method, scenario.path, body or None, headers)
            response = connection.getresponse()
            got = response.read()
            if (response.status, got) != (200, wanted):
                raise SubjectFailed(f"{server.name} answered {response.status} {got[:100]!r}")
            if response.will_close != (scenario.headers == "close"):
                raise SubjectFailed(f"{server.name} closes or keeps the connection wrongly")
    except (OSError, http.client.HTTPException) as error:
        raise SubjectFailed(
            f"{server.name} gave {error!r} instead of an answer\n{server.complaint()}"
        ) from error
    finally:
        connection.close()
    if scenario.depth > 1:
        _check_pipelining(server, scenario.depth, wanted)


def _check_pipelining(server: Process, depth: int, wanted: bytes) -> None:
    requests = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * depth
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        connection.sendall(requests)
        received = b""
        while received.count(wanted) < depth:
            data = connection.recv(65536)
            if not data:
                raise SubjectFailed(f"{server.name} closed amid {depth} pipelined requests")
            received += data
    if received.count(b"HTTP/1.1 200 OK\r\n") + received.count(b"HTTP/1.1 200 \r\n") != depth:
        raise SubjectFailed(f"{server.name} did not answer {depth} pipelined requests")
