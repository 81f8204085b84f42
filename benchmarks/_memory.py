"""1 GiB past a slow reader: how much a subject's memory grows meanwhile.

The peer is a plain socket in this process: as fast as it can where the subject is the slow reader,
about a millisecond per 64 KiB where the peer is. Growth is the peak of the resident size over what
it was before, and the limit is 16 MiB.
"""

from __future__ import annotations

import argparse
import json
import socket
import threading
import time
from collections.abc import Callable

from ._compare import say, start_client, start_server
from ._processes import Process, Processes, SubjectFailed
from ._setup import prepare
from ._subjects import CLIENTS, SERVERS, find

TOTAL = 1 << 30
PIECE = 65536
PAUSE = 0.001
LIMIT = 16 << 20
PATIENCE = 240.0  # seconds for one run; the slow side alone takes about 20

SERVER_SUBJECTS = ("node", "ours-llhttp-sync", "ours-llhttp-await", "ours-h11-await")
CLIENT_SUBJECTS = ("node", "ours-llhttp-await", "ours-h11-await")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options of `memory`."""
    parser.add_argument("--side", choices=("server", "client"), action="append")
    parser.add_argument("--subject", action="append", metavar="NAME[@CHECKOUT]")


def run(options: argparse.Namespace) -> int:
    """Runs the command; the status is 1 if one of ours grew by more than the limit."""
    tools = prepare()
    status = 0
    for side in options.side or ("server", "client"):
        usual = SERVER_SUBJECTS if side == "server" else CLIENT_SUBJECTS
        for name in options.subject or usual:
            for way in ("upload", "download"):
                try:
                    with Processes(tools) as processes:
                        run_one = _RUNS[side, way]
                        growth, seconds = run_one(processes, name)
                except SubjectFailed as failure:
                    say(f"{side} {name} {way}: {failure}")
                    status = 1
                    continue
                holds = growth < LIMIT
                if not holds and name.startswith("ours"):
                    status = 1
                print(
                    f"{side:6} {name:22} 1 GiB {way:8} {seconds:6.1f} s   grew by"
                    f" {growth / 2**20:6.1f} MiB   {'under' if holds else 'NOT UNDER'} 16 MiB",
                    flush=True,
                )
    return status


def _growth(process: Process, transfer: Callable[[], None]) -> tuple[int, float]:
    process.peak_memory(reset=True)
    before = process.memory("Rss")
    start = time.monotonic()
    transfer()
    return process.peak_memory() - before, time.monotonic() - start


def _connect(server: Process) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=30)
    connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")  # brings everything up once
    received = b""
    while not received.endswith(b"Hello, World!"):
        received += _receive(connection)
    return connection


def _receive(connection: socket.socket) -> bytes:
    data = connection.recv(PIECE)
    if not data:
        raise SubjectFailed("the connection ended too early")
    return data


def _upload_to_server(processes: Processes, name: str) -> tuple[int, float]:
    server = start_server(processes, find(SERVERS, name))
    with _connect(server) as connection:

        def transfer() -> None:
            head = f"POST /slow HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {TOTAL}\r\n\r\n"
            connection.sendall(head.encode())
            piece = b"x" * PIECE
            deadline = time.monotonic() + PATIENCE
            for _ in range(TOTAL // PIECE):
                connection.sendall(piece)
                _hurry(deadline)
            answer = b""
            while str(TOTAL).encode() not in answer:
                answer += _receive(connection)

        return _growth(server, transfer)


def _download_from_server(processes: Processes, name: str) -> tuple[int, float]:
    server = start_server(processes, find(SERVERS, name))
    with _connect(server) as connection:

        def transfer() -> None:
            connection.sendall(b"GET /gigabyte HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            received = 0
            deadline = time.monotonic() + PATIENCE
            while received < TOTAL:  # the chunks' framing makes a little more of it
                received += len(_receive(connection))
                time.sleep(PAUSE)
                _hurry(deadline)

        return _growth(server, transfer)


def _hurry(deadline: float) -> None:
    if time.monotonic() > deadline:
        raise SubjectFailed(f"not done after {PATIENCE:.0f} s")


def _client_run(
    processes: Processes, name: str, mode: str, serve: Callable[[socket.socket], None]
) -> tuple[int, float]:
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(PATIENCE)

    def accept() -> None:
        try:
            connection, _ = listener.accept()
            with connection:
                connection.settimeout(PATIENCE)
                head = b""
                while b"\r\n\r\n" not in head:
                    head += _receive(connection)
                serve(connection)
        except (OSError, SubjectFailed) as error:
            say(f"  the peer of {name}: {error}")

    peer = threading.Thread(target=accept, daemon=True)
    peer.start()
    with listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        client = start_client(processes, find(CLIENTS, name), url, mode, 1, 1)

        def transfer() -> None:
            client.write("1")
            json.loads(client.read(PATIENCE))

        grown = _growth(client, transfer)
        peer.join(10)
    return grown


def _upload_by_client(processes: Processes, name: str) -> tuple[int, float]:
    def serve(connection: socket.socket) -> None:
        end = b""
        while not end.endswith(b"\r\n0\r\n\r\n"):  # the last chunk
            end = (end + _receive(connection))[-16:]
            time.sleep(PAUSE)
        answer = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n%d" % TOTAL
        connection.sendall(answer)

    return _client_run(processes, name, "slow-upload", serve)


def _download_by_client(processes: Processes, name: str) -> tuple[int, float]:
    def serve(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % TOTAL)
        piece = b"x" * PIECE
        for _ in range(TOTAL // PIECE):
            connection.sendall(piece)
        connection.recv(1)

    return _client_run(processes, name, "slow-download", serve)


_RUNS = {
    ("server", "upload"): _upload_to_server,
    ("server", "download"): _download_from_server,
    ("client", "upload"): _upload_by_client,
    ("client", "download"): _download_by_client,
}
