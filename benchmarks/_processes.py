"""Starts the subjects' processes on a core, reads their clocks and memory, and ends them.

Owns every process of a run: what `Processes` started is gone when its block is left, whatever
happened in it.
"""

from __future__ import annotations

import contextlib
import os
import resource
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType

from ._setup import Tools


class SubjectFailed(Exception):
    """A subject did not start, died, or answered wrongly; the message says which and how."""


def cores() -> tuple[int, int]:
    """Returns the core of the measured side and the core of the other side."""
    usable = sorted(os.sched_getaffinity(0))
    if len(usable) < 2:
        raise SubjectFailed("two cores are needed: one for the measured side, one for the load")
    return usable[-1], usable[0]


def allow_many_descriptors(wanted: int) -> int:
    """Raises this process's (and so its children's) descriptor limit; returns what it is now."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return soft


class Process:
    """One running subject."""

    def __init__(self, name: str, popen: subprocess.Popen[str], errors: Path, port: int) -> None:
        self.name = name
        self.popen = popen
        self.port = port
        self._errors = errors

    @property
    def pid(self) -> int:
        return self.popen.pid

    def cpu_seconds(self) -> float:
        """Returns the processor time of all the process's threads so far, in nanosecond steps."""
        # The kernel's number for "the scheduler's clock of that process" (see clock_getcpuclockid).
        return time.clock_gettime((~self.pid << 3) | 2)

    def user_and_system(self) -> tuple[float, float]:
        """Returns user and system time so far, in seconds (steps of a hundredth)."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        ticks = os.sysconf("SC_CLK_TCK")
        return int(fields[11]) / ticks, int(fields[12]) / ticks

    def memory(self, field: str = "Pss") -> int:
        """Returns a field of the process's memory summary (`Pss`, `Rss`) in bytes."""
        for line in Path(f"/proc/{self.pid}/smaps_rollup").read_text().splitlines():
            name, _, value = line.partition(":")
            if name == field:
                return int(value.split()[0]) * 1024
        raise SubjectFailed(f"{self.name}: no {field} in smaps_rollup")

    def peak_memory(self, *, reset: bool = False) -> int:
        """Returns the largest resident size so far in bytes; `reset` makes it start anew."""
        if reset:
            Path(f"/proc/{self.pid}/clear_refs").write_text("5")
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
        raise SubjectFailed(f"{self.name}: no VmHWM in its status")

    def complaint(self) -> str:
        """Returns the end of what the process wrote on its error output."""
        return self._errors.read_text(errors="replace")[-2000:].strip()

    def write(self, line: str) -> None:
        """Writes a line to the subject's input."""
        assert self.popen.stdin is not None
        try:
            self.popen.stdin.write(line + "\n")
            self.popen.stdin.flush()
        except BrokenPipeError:
            raise SubjectFailed(f"{self.name} ended\n{self.complaint()}") from None

    def read(self, timeout: float) -> str:
        """Returns the next line of the subject's output; ends the subject if none comes in time."""
        assert self.popen.stdout is not None
        with _deadline(self.popen, timeout) as expired:
            answer = self.popen.stdout.readline()
        if not answer:
            why = "took too long" if expired.is_set() else "ended"
            raise SubjectFailed(f"{self.name} {why}\n{self.complaint()}")
        return answer.strip()


@contextlib.contextmanager
def _deadline(popen: subprocess.Popen[str], seconds: float) -> Iterator[threading.Event]:
    fired = threading.Event()

    def expire() -> None:
        fired.set()
        popen.kill()

    timer = threading.Timer(seconds, expire)
    timer.daemon = True
    timer.start()
    try:
        yield fired
    finally:
        timer.cancel()


class Processes:
    """A block that owns the processes started in it."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools
        self._running: list[Process] = []
        self._directory = tempfile.TemporaryDirectory(prefix="benchmarks-")

    def __enter__(self) -> Processes:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for process in self._running:
            self.end(process)
        self._directory.cleanup()

    def start_server(
        self, name: str, command: Sequence[str], core: int, package: str | None = None
    ) -> Process:
        """Starts a server subject on a free port of the loopback and waits until it accepts."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        process = self._start(name, [*command, str(port)], core, port, package)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            if process.popen.poll() is not None:
                break
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return process
            time.sleep(0.05)
        raise SubjectFailed(f"{name} does not listen\n{process.complaint()}")

    def start_client(
        self, name: str, command: Sequence[str], core: int, package: str | None = None
    ) -> Process:
        """Starts a client subject and waits until it says that it is ready."""
        process = self._start(name, list(command), core, 0, package)
        if process.read(20) != "ready":
            raise SubjectFailed(f"{name} does not start\n{process.complaint()}")
        return process

    def _start(
        self, name: str, command: list[str], core: int, port: int, package: str | None
    ) -> Process:
        environment = self.tools.environment
        if package is not None:  # another checkout of the package goes before this one
            path = package + os.pathsep + environment["PYTHONPATH"]
            environment = {**environment, "PYTHONPATH": path}
        errors = Path(self._directory.name) / f"{len(self._running)}.err"
        with errors.open("w") as stderr:
            popen = subprocess.Popen(
                ["taskset", "-c", str(core), *command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
                env=environment,
                cwd=self._directory.name,  # not the project: `-m` would put it first on the path
            )
        process = Process(name, popen, errors, port)
        self._running.append(process)
        return process

    def end(self, process: Process) -> None:
        """Ends a process that was started here; does nothing when it has ended."""
        popen = process.popen
        if popen.poll() is None:
            popen.terminate()
            try:
                popen.wait(3)
            except subprocess.TimeoutExpired:
                popen.kill()
                popen.wait(10)
        for pipe in (popen.stdin, popen.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
