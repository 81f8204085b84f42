"""Sockets for requests: how one is made, by us or by what the program puts in our place.

`create` calls a `create_connection` and takes its answer in each of the ways in which it may come;
`connect` is the one that is ours. Both the agent and a request without one go through here.
"""

from __future__ import annotations

import contextvars
import inspect
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import trio

from ._loop import Loop, _owner, call_unprotected
from .net import Socket

# (error, socket), exactly one of them not None; called once.
Created = Callable[[BaseException | None, Any], object]

# Options of a connection (`net.connect`); the others are the request's.
_CONNECT_OPTIONS: Final = (
    "host",
    "port",
    "path",
    "family",
    "local_address",
    "local_port",
    "hints",
    "lookup",
    "timeout",
)


def connect(options: Mapping[str, Any], loop: Loop) -> Socket:
    """`net.connect` with those of a request's options that it knows, owned by ``loop``."""
    made = Socket()
    made._loop = loop
    known = {name: options[name] for name in _CONNECT_OPTIONS if options.get(name) is not None}
    return made.connect(**known)


def create(
    create_connection: Callable[..., Any], options: dict[str, Any], loop: Loop, created: Created
) -> None:
    """Call ``create_connection(options, callback)`` and hand its socket, or its error, to
    ``created``.

    It may return a socket or a Trio stream, call back ``(error, stream)``, now or later, do both
    (the first counts), or be an async function. What it raises at once is raised here.
    """
    called = False

    def call_back(failure: BaseException | None = None, stream: Any = None) -> None:
        nonlocal called
        if not called:
            called = True
            created(failure, None if failure is not None else _as_socket(stream, loop))

    # Whoever asks for the request, a `net.connect` in here belongs to the owner of the request.
    context = contextvars.copy_context()
    context.run(_owner.set, loop)
    try:
        made = context.run(call_unprotected, create_connection, options, call_back)
    except BaseException:
        called = True
        raise
    if inspect.iscoroutine(made):
        loop.spawn(_wait_for, made, call_back, loop)
    elif made is not None:
        call_back(None, made)


def _as_socket(stream: Any, loop: Loop) -> Any:
    """A Trio stream is put into a socket; everything else is taken for one."""
    if isinstance(stream, trio.abc.Stream) and not isinstance(stream, Socket):
        return Socket.from_stream(stream, nursery=loop._nursery())
    return stream


async def _wait_for(made: Awaitable[Any], call_back: Callable[..., None], loop: Loop) -> None:
    """The async form of `create_connection`: its end arrives as an I/O step."""
    try:
        stream = await made
    except Exception as failure:
        loop.call_on_io_phase(call_back, failure)
    else:
        loop.call_on_io_phase(call_back, None, stream)
