"""PARITY's rows, name by name: each is there, spelled and set up as the row says, and documented.

What a name does is mostly shown by its room's own tests and by the oracle. Here the rows are walked
as a whole, and the behaviour that no room's test shows is, grouped by row.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest
import trio
import trio.testing

import trio_nodehttp as http
from trio_nodehttp import events, net

from .parity import FUNCTIONS, METHODS, READ_ONLY, SETTABLE, VALUES, spelled
from .request_trace import settled
from .serving import port_of, serving


@contextmanager
def a_new(cls: type) -> Iterator[Any]:
    """A new object of this class, as a program makes one."""
    if cls is http.ServerResponse:
        yield http.ServerResponse(a_request())
    else:
        yield cls()


def a_request() -> http.IncomingMessage:
    """A GET of HTTP/1.1 that came from nowhere."""
    made = http.IncomingMessage()
    made.method = "GET"
    made.http_version = "1.1"
    return made


@asynccontextmanager
async def a_client_request() -> AsyncIterator[http.ClientRequest]:
    async with http.Agent() as agent:
        made = http.request("http://127.0.0.1:1/p?q", method="POST", agent=agent)
        made.on("error", lambda error: None)
        yield made
        made.destroy()


# The names


@pytest.mark.parametrize(
    ("cls", "name", "expected"),
    [(cls, name, expected) for cls, names in METHODS.items() for name, expected in names.items()],
    ids=lambda value: getattr(value, "__name__", None) if isinstance(value, type) else None,
)
def test_a_method_has_these_parameters(cls: type, name: str, expected: str) -> None:
    assert spelled(getattr(cls, name)) == f"self {expected}".strip()


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
def test_a_function_has_these_parameters(function: Callable[..., Any]) -> None:
    assert spelled(function) == FUNCTIONS[function]


def test_the_options_of_a_server_are_keywords() -> None:
    assert spelled(http.Server).startswith("request_listener=None * nursery=None ")
    options = set(inspect.signature(http.Server).parameters)
    assert options == {
        *("request_listener", "nursery", "IncomingMessage", "ServerResponse"),
        *("insecure_http_parser", "max_header_size", "parser", "handler_errors"),
        *("cancel_on_abort", "require_host_header", "allow_half_open"),
    }


@pytest.mark.parametrize("cls", VALUES)
async def test_a_new_object_says(cls: type) -> None:
    def check(made: Any) -> None:
        said = {name: getattr(made, name) for name in VALUES[cls]}
        wanted = VALUES[cls].items()
        assert said == {name: said[name] if value is ... else value for name, value in wanted}

    if cls is http.ClientRequest:
        async with a_client_request() as request:
            check(request)
    else:
        with a_new(cls) as made:
            check(made)


@pytest.mark.parametrize("cls", READ_ONLY)
def test_what_can_only_be_looked_at(cls: type) -> None:
    with a_new(cls) as made:
        for name in READ_ONLY[cls].split():
            with pytest.raises(AttributeError):
                setattr(made, name, 1)


@pytest.mark.parametrize("cls", SETTABLE)
async def test_what_programs_assign(cls: type) -> None:
    def check(made: Any) -> None:
        for name, value in SETTABLE[cls].items():
            setattr(made, name, value)
            assert getattr(made, name) == value
        made.something_of_the_users = made
        assert made.something_of_the_users is made

    if cls is http.ClientRequest:
        async with a_client_request() as request:
            check(request)
    else:
        with a_new(cls) as made:
            check(made)


@pytest.mark.parametrize("cls", [*VALUES, http.OutgoingMessage, events.EventEmitter])
def test_help_names_everything(cls: type) -> None:
    """A method or a property has a text of its own; an attribute stands in its class's."""
    texts = "\n".join(base.__doc__ or "" for base in cls.__mro__)
    for name in (*METHODS.get(cls, ()), *VALUES.get(cls, ())):
        found = inspect.getattr_static(cls, name, None)
        if isinstance(found, property):
            assert found.__doc__, f"{cls.__name__}.{name}"
        elif callable(found):
            assert inspect.getdoc(getattr(cls, name)), f"{cls.__name__}.{name}"
        else:
            assert re.search(rf"\b{name}\b", texts), f"{cls.__name__}.{name}"


def test_the_reference_names_everything() -> None:
    """docs/reference shows every public name, mostly by autodoc."""
    pages = Path(__file__).parent.parent / "docs" / "reference"
    text = "\n".join(page.read_text("utf-8") for page in pages.glob("*.md"))
    for module in (http, net, events):
        for name in module.__all__:
            if not inspect.ismodule(getattr(module, name)):
                assert re.search(rf"\b{name}\b", text), f"{module.__name__}.{name}"


def test_the_reference_lists_every_code() -> None:
    root = Path(__file__).parent.parent
    page = (root / "docs" / "reference" / "errors.md").read_text("utf-8")
    for source in (root / "trio_nodehttp").rglob("*.py"):
        for code in re.findall(r'"((?:ERR|HPE)_[A-Z_]+)"', source.read_text("utf-8")):
            assert f"`{code}`" in page, f"{code} of {source.name}"


def test_import_star_gives_the_module_s_names_and_no_others() -> None:
    given: dict[str, Any] = {}
    exec("from trio_nodehttp import *", given)
    del given["__builtins__"]
    assert set(given) == set(http.__all__)
    # Every name that the module shows on purpose (`as` the same name) is among them.
    source = Path(http.__file__).read_text("utf-8")
    assert set(re.findall(r"import (\w+) as \1$", source, re.MULTILINE)) <= set(given)


def test_the_tables_of_the_module() -> None:
    assert isinstance(http.METHODS, tuple) and list(http.METHODS) == sorted(http.METHODS)
    assert len(http.METHODS) == 34 and len(http.STATUS_CODES) == 63
    assert http.STATUS_CODES[418] == "I'm a Teapot"
    assert http.max_header_size == 16384
    assert isinstance(http.global_agent, http.Agent)


# Errors: every code of `reference/binary-facts.md` that a call raises at once


def _emitted(emitter: events.EventEmitter, act: Callable[[], object]) -> BaseException:
    errors: list[BaseException] = []
    emitter.on("error", errors.append)
    act()
    (error,) = errors
    return error


def _raise(error: BaseException) -> None:
    raise error


def _sent() -> http.ServerResponse:
    response = http.ServerResponse(a_request())
    return response.write_head(200)


AT_ONCE: list[tuple[str, type[Exception], str, Callable[[], object]]] = [
    (
        "ERR_INVALID_ARG_TYPE",
        TypeError,
        "The first argument must be of type str or bytes. Received type int (1)",
        lambda: http.ServerResponse(a_request()).write(1),  # type: ignore[arg-type]
    ),
    (
        "ERR_INVALID_ARG_TYPE",
        TypeError,
        'The "listener" argument must be of type function. Received None',
        lambda: events.EventEmitter().off("x", None),  # type: ignore[arg-type]
    ),
    (
        "ERR_OUT_OF_RANGE",
        ValueError,
        'The value of "max_total_sockets" is out of range. It must be > 0. Received 0',
        lambda: http.Agent(max_total_sockets=0),
    ),
    (
        "ERR_INVALID_OPT_VALUE",
        TypeError,
        "The value \"best\" is invalid for option \"scheduling\". Must be one of: 'fifo', 'lifo'",
        lambda: http.Agent(scheduling="best"),
    ),
    ("ERR_INVALID_URL", TypeError, "Invalid URL: no url", lambda: http.get("no url")),
    (
        "ERR_INVALID_PROTOCOL",
        TypeError,
        'Protocol "ftp:" not supported. Expected "http:"',
        lambda: http.get("ftp://localhost/"),
    ),
    (
        "ERR_UNESCAPED_CHARACTERS",
        TypeError,
        "Request path contains unescaped characters",
        lambda: http.get(path="/a b"),
    ),
    (
        "ERR_SOCKET_BAD_PORT",
        ValueError,
        "Port should be >= 0 and < 65536. Received 65536.",
        lambda: http.get(port=65536),
    ),
    (
        "ERR_INVALID_IP_ADDRESS",
        TypeError,
        "Invalid IP address: localhost",
        lambda: net.connect(80, local_address="localhost"),
    ),
    (
        "ERR_INVALID_HTTP_TOKEN",
        TypeError,
        'Header name must be a valid HTTP token ["a b"]',
        lambda: http.validate_header_name("a b"),
    ),
    (
        "ERR_INVALID_HTTP_TOKEN",
        TypeError,
        'Method must be a valid HTTP token ["G T"]',
        lambda: http.request(method="G T"),
    ),
    (
        "ERR_INVALID_CHAR",
        TypeError,
        'Invalid character in header content ["a"]',
        lambda: http.validate_header_value("a", "\n"),
    ),
    (
        "ERR_HTTP_INVALID_HEADER_VALUE",
        TypeError,
        'Invalid value "None" for header "a"',
        lambda: http.validate_header_value("a", None),
    ),
    (
        "ERR_HTTP_HEADERS_SENT",
        http.NodeError,
        "Cannot set headers after they are sent to the client",
        lambda: _sent().set_header("a", "b"),
    ),
    (
        "ERR_HTTP_HEADERS_SENT",
        http.NodeError,
        "Cannot remove headers after they are sent to the client",
        lambda: _sent().remove_header("a"),
    ),
    (
        "ERR_HTTP_HEADERS_SENT",
        http.NodeError,
        "Cannot write headers after they are sent to the client",
        lambda: _sent().write_head(200),
    ),
    (
        "ERR_HTTP_INVALID_STATUS_CODE",
        ValueError,
        "Invalid status code: 99",
        lambda: http.ServerResponse(a_request()).write_head(99),
    ),
    (
        "ERR_HTTP_TRAILER_INVALID",
        http.NodeError,
        "Trailers are invalid with this transfer encoding",
        lambda: http.ServerResponse(a_request()).write_head(
            200, {"Trailer": "a", "Content-Length": 1}
        ),
    ),
    (
        "ERR_STREAM_CANNOT_PIPE",
        http.NodeError,
        "Cannot pipe, not readable",
        lambda: http.ServerResponse(a_request()).pipe(None),
    ),
    (
        "ERR_METHOD_NOT_IMPLEMENTED",
        http.NodeError,
        "The _implicit_header() method is not implemented",
        lambda: http.OutgoingMessage().write("x"),
    ),
    (
        "ERR_UNHANDLED_ERROR",
        http.NodeError,
        "Unhandled error. ('why')",
        lambda: events.EventEmitter().emit("error", "why"),
    ),
]


@pytest.mark.parametrize(("code", "cls", "text", "call"), AT_ONCE, ids=[row[0] for row in AT_ONCE])
def test_an_error_has_node_s_code_and_text(
    code: str, cls: type[Exception], text: str, call: Callable[[], object]
) -> None:
    with pytest.raises(cls) as caught:
        call()
    assert isinstance(caught.value, http.NodeError)
    assert (caught.value.code, str(caught.value)) == (code, text)


async def test_errors_that_come_later_have_node_s_code_and_text(parser: str) -> None:
    found: dict[str, BaseException] = {}

    def keep(error: Any) -> None:
        if error is not None:
            found[error.code] = error

    async with http.Agent(parser=parser) as agent, serving(parser=parser) as server:

        @server.on("request")
        def _(req: http.IncomingMessage, res: http.ServerResponse) -> None:
            res.on("error", keep)
            res.end("x")
            res.write("y")
            res.on("finish", lambda: res.end(callback=keep))

        port = port_of(server)
        with pytest.raises(http.NodeError) as listening:
            server.listen(0)
        keep(listening.value)
        response = await http.get(f"http://127.0.0.1:{port}/", agent=agent)
        await response.body()
        not_running = http.create_server()
        async with not_running:
            with pytest.raises(OSError) as in_use:
                await not_running.listen(port, "127.0.0.1")
            not_running.close(keep)
            await settled()
        socket = net.connect(port, "127.0.0.1")
        await socket
        socket.destroy()
        socket.write("x", callback=keep)
        await settled()
        keep(in_use.value)
        refused = net.connect(_closed_port(), "127.0.0.1")
        with pytest.raises(ConnectionRefusedError) as refusal:
            await refused
        keep(refusal.value)
    texts = {code: str(error) for code, error in found.items()}
    assert texts == {
        "ERR_STREAM_WRITE_AFTER_END": "write after end",
        "ERR_STREAM_ALREADY_FINISHED": "Cannot call end after a stream was finished",
        "ERR_STREAM_DESTROYED": "Cannot call write after a stream was destroyed",
        "ERR_SERVER_ALREADY_LISTEN": "Listen method has been called more than once without"
        " closing.",
        "ERR_SERVER_NOT_RUNNING": "Server is not running.",
        "EADDRINUSE": f"listen EADDRINUSE: address already in use 127.0.0.1:{port}",
        "ECONNREFUSED": texts["ECONNREFUSED"],
    }
    assert re.fullmatch(r"connect ECONNREFUSED 127\.0\.0\.1:\d+", texts["ECONNREFUSED"])
    refused_error: Any = found["ECONNREFUSED"]
    assert (refused_error.syscall, refused_error.address) == ("connect", "127.0.0.1")
    assert isinstance(found["ERR_STREAM_DESTROYED"], trio.ClosedResourceError)


def _closed_port() -> int:
    """A port on which nobody listens."""
    import socket

    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])
