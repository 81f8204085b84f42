"""The table of subjects: what is run under which name. Data only.

`NAME@DIRECTORY` names one of ours from another checkout of the package, to measure a change beside
the tree that it was made in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ._processes import SubjectFailed
from ._setup import HERE, Tools

SCRIPTS = HERE / "subjects"


@dataclass(frozen=True)
class Subject:
    """A program to measure; `command` says how it is started."""

    name: str
    command: Callable[[Tools], list[str]]
    package: str | None = None
    paths: tuple[str, ...] = ("/", "/1k", "/echo")  # what a server answers


def _module(name: str, *arguments: str) -> Callable[[Tools], list[str]]:
    return lambda tools: [tools.python, "-m", f"benchmarks.subjects.{name}", *arguments]


def _node(name: str) -> Callable[[Tools], list[str]]:
    return lambda tools: [tools.node, str(SCRIPTS / name)]


def _uvicorn(http: str, loop: str) -> Callable[[Tools], list[str]]:
    options = f"--http {http} --loop {loop} --lifespan off --no-access-log --log-level warning"
    options += " --timeout-keep-alive 600 --backlog 2048 --host 127.0.0.1 --port"
    return lambda tools: [
        *(tools.python, "-m", "uvicorn", "benchmarks.subjects.asgi_app:app"),
        *options.split(),
    ]


_SERVERS = (
    Subject("node", _node("node_server.js")),
    Subject("uvicorn-httptools", _uvicorn("httptools", "asyncio")),
    Subject("uvicorn-httptools-uvloop", _uvicorn("httptools", "uvloop")),
    Subject("uvicorn-h11", _uvicorn("h11", "asyncio")),
    Subject("aiohttp", _module("aiohttp_server")),
    Subject("hypercorn-trio", _module("hypercorn_server")),
    Subject("bare", _module("bare_server", "none"), paths=("/",)),
    Subject("bare-httptools", _module("bare_server", "httptools"), paths=("/",)),
    *(
        Subject(
            f"ours-{parser}-{listener}",
            _module("ours_server", parser, listener),
        )
        for parser in ("llhttp", "h11")
        for listener in ("sync", "async", "await")
    ),
)

_CLIENTS = (
    Subject("node", _node("node_client.js")),
    Subject("aiohttp", _module("aiohttp_client")),
    Subject("httpx-trio", _module("httpx_client")),
    Subject("httpcore-trio", _module("httpcore_client")),
    Subject("urllib3", _module("urllib3_client")),
    Subject("bare", _module("bare_client")),
    *(
        Subject(
            f"ours-{parser}-{style}",
            _module("ours_client", parser, style),
        )
        for parser in ("llhttp", "h11")
        for style in ("sync", "await")
    ),
)

SERVERS = {subject.name: subject for subject in _SERVERS}
CLIENTS = {subject.name: subject for subject in _CLIENTS}

# Who talks to whom in the large transfers: both sides of a kind, as far as the kind has both.
PAIRS = {
    "node": ("node", "node"),
    "aiohttp": ("aiohttp", "aiohttp"),
    "uvicorn-httptools+httpx": ("uvicorn-httptools", "httpx-trio"),
    "hypercorn+httpx": ("hypercorn-trio", "httpx-trio"),
    "ours-llhttp-sync": ("ours-llhttp-sync", "ours-llhttp-sync"),
    "ours-llhttp-await": ("ours-llhttp-await", "ours-llhttp-await"),
    "ours-h11-await": ("ours-h11-await", "ours-h11-await"),
}


def find(table: dict[str, Subject], name: str) -> Subject:
    """Returns the subject of that name, of another checkout if the name says so."""
    plain, _, directory = name.partition("@")
    if plain not in table:
        raise SubjectFailed(f"no subject {plain!r}; there are {', '.join(table)}")
    subject = table[plain]
    return replace(subject, name=name, package=directory) if directory else subject
