"""Programs as processes of their own: the examples, and the strangers that we are tried against.

A program says on its standard output where it serves; whoever starts one gets its URL from that
line, and the process ends with the block.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import trio

EXAMPLES = Path(__file__).parent.parent / "examples"
PATIENCE = 30  # seconds: what a machine under load may take to start a process

# Runs an example as if httptools were not installed, so that it takes h11.
WITH_H11 = (
    "import runpy, sys; sys.modules['httptools'] = None; del sys.argv[0]; "
    "sys.path[0] = sys.argv[0].rpartition('/')[0]; runpy.run_path(sys.argv[0], run_name='__main__')"
)


def example(name: str, *arguments: object, parser: str | None = None) -> list[str]:
    """The command that runs an example, with its default parser or the one given."""
    chosen = ["-c", WITH_H11] if parser == "h11" else []
    return [sys.executable, *chosen, str(EXAMPLES / name), *map(str, arguments)]


class Program:
    """A running process whose standard output is read line by line."""

    def __init__(self, process: trio.Process) -> None:
        self.process = process
        self.buffer = b""
        self.url = ""
        self.is_told_to_stop = False

    @property
    def port(self) -> int:
        port = urlsplit(self.url).port
        assert port is not None
        return port

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Send a signal, once: a second one would not find a program that still ends cleanly."""
        if not self.is_told_to_stop and self.process.returncode is None:
            self.process.send_signal(how)
        self.is_told_to_stop = True

    async def line(self) -> str:
        assert self.process.stdout is not None
        while b"\n" not in self.buffer:
            data = await self.process.stdout.receive_some()
            if not data:
                raise EOFError(self.buffer)
            self.buffer += data
        line, _, self.buffer = self.buffer.partition(b"\n")
        return line.decode()


@asynccontextmanager
async def running(
    command: list[str],
    *,
    env: Mapping[str, str] | None = None,
    pass_fds: tuple[int, ...] = (),
    silent: bool = False,
) -> AsyncIterator[Program]:
    """Start a program that says a URL in its first line (unless `silent`); end it by a signal."""
    async with trio.open_nursery() as nursery:
        start = partial(
            trio.run_process,
            command,
            stdout=subprocess.PIPE,
            check=False,
            env={**os.environ, **(env or {})},
            pass_fds=pass_fds,
        )
        process: trio.Process = await nursery.start(start)
        program = Program(process)
        if not silent:
            with trio.fail_after(PATIENCE):
                line = await program.line()
            url = re.search(r"http://[^\s)]+", line)
            assert url, line
            program.url = url[0]
        yield program
        program.stop()
        with trio.fail_after(PATIENCE):
            await process.wait()


@asynccontextmanager
async def serving(
    name: str, *arguments: object, parser: str | None = None
) -> AsyncIterator[Program]:
    """Start an example that serves; afterwards it must end by itself, well, on a signal."""
    async with running(example(name, "--port", 0, *arguments, parser=parser)) as program:
        yield program
    assert program.process.returncode == 0


async def run(
    name: str, *arguments: object, check: bool = True, parser: str | None = None
) -> tuple[str, str]:
    """Run an example to its end: what it printed, and what it complained of."""
    return await run_command(example(name, *arguments, parser=parser), check=check)


async def run_command(
    command: list[str], *, check: bool = True, stdin: bytes = b""
) -> tuple[str, str]:
    """Run any program to its end: what it printed, and what it complained of."""
    with trio.fail_after(PATIENCE):
        done = await trio.run_process(
            command, capture_stdout=True, capture_stderr=True, check=False, stdin=stdin
        )
    assert done.returncode == 0 or not check, (command, done.returncode, done.stderr.decode())
    return done.stdout.decode(), done.stderr.decode()
