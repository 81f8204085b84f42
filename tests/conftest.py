"""Fixtures that every room's tests share: which parser, and the leak check."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest

from trio_nodehttp import _loop
from trio_nodehttp._loop import Loop
from trio_nodehttp._poller import SelectorPoller

from . import leaks

HAS_LLHTTP = importlib.util.find_spec("httptools") is not None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--parser", choices=("h11", "llhttp"), default=None, help="only this parser, not both"
    )
    parser.addoption(
        "--strangers", action="store_true", help="run the tests against curl, wrk, Node and nginx"
    )


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """The strangers have to be installed, so their tests are asked for by name."""
    strangers = collection_path.name == "clients" and not config.getoption("--strangers")
    return True if strangers else None


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that takes `parser` runs once with each of them."""
    if "parser" not in metafunc.fixturenames:
        return
    chosen = metafunc.config.getoption("--parser")
    missing = pytest.mark.skipif(not HAS_LLHTTP, reason="httptools is not installed")
    names = [
        name if name == "h11" else pytest.param(name, marks=missing)
        for name in ("h11", "llhttp")
        if chosen in (None, name)
    ]
    metafunc.parametrize("parser", names, indirect=True)


@pytest.fixture
def parser(request: pytest.FixtureRequest) -> str:
    """`"h11"` or `"llhttp"`: what to give as `parser=`."""
    name: str = request.param
    return name


@pytest.fixture(autouse=True)
def _no_descriptor_left() -> Iterator[None]:
    """A test whose run has ended leaves no socket, poller or eventfd open."""
    before = leaks.descriptors()
    yield
    left = {fd: what for fd, what in leaks.descriptors().items() if before.get(fd) != what}
    assert not left, f"descriptors left open: {left}"


@pytest.fixture(params=["best", "selector", "tasks"])
def how_it_waits(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A test that takes it runs also with Python's selector, and with descriptors that are watched
    by tasks, as on Windows."""
    name: str = request.param
    if name == "selector":
        monkeypatch.setattr(_loop, "make_poller", SelectorPoller)
    else:
        monkeypatch.setattr(Loop, "selects", name == "best")
    return name
