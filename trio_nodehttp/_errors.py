"""Every error that this package makes: one table from Node's code to a Python class and a text.

Node tells errors apart by ``code``; Python by class. Both hold here: the code picks the class, so
that a value of the wrong type is a ``TypeError``, one out of range a ``ValueError``, everything
else that Node calls a plain ``Error`` a `NodeError`, and what the operating system reports is the
``OSError`` that Python uses for it. Nothing in this file raises: callers write
``raise error("ERR_…", …)``.
"""

from __future__ import annotations

import errno as _errno
import socket
from typing import Any, NamedTuple

import trio


class NodeError(Exception):
    """Node's plain ``Error``: ``code`` tells what went wrong.

    Attributes:
        code: Node's error code, such as ``"ERR_STREAM_WRITE_AFTER_END"``, ``"HPE_INVALID_METHOD"``.
    """

    code: str = ""


class NodeTypeError(NodeError, TypeError):
    """An argument of the wrong type, or with a value that its type does not excuse."""


class NodeRangeError(NodeError, ValueError):
    """An argument outside the values that are allowed (Node's ``RangeError``)."""


class ConnectionLostError(ConnectionResetError, trio.BrokenResourceError):
    """The other side, or the network, ended the connection.

    A ``ConnectionResetError`` for those who know sockets and a ``trio.BrokenResourceError`` for
    those who know Trio's streams; ``code`` is Node's (``ECONNRESET``, ``EPIPE``, …).
    """

    code: str = "ECONNRESET"
    syscall: str | None = None
    address: str | None = None
    port: int | None = None


class StreamDestroyedError(NodeError, trio.ClosedResourceError):
    """A call on a stream that was destroyed (``ERR_STREAM_DESTROYED``)."""


class StreamEndedError(NodeError, trio.ClosedResourceError):
    """A write to a stream whose ``end()`` was called (``ERR_STREAM_WRITE_AFTER_END``)."""


class _Row(NamedTuple):
    cls: type[NodeError]
    text: str


# Code → class and text. The texts are Node's, with Python's spelling of names and types.
_TABLE: dict[str, _Row] = {
    "ERR_HTTP_HEADERS_SENT": _Row(NodeError, "Cannot {} headers after they are sent to the client"),
    "ERR_HTTP_INVALID_HEADER_VALUE": _Row(NodeTypeError, 'Invalid value "{}" for header "{}"'),
    "ERR_HTTP_INVALID_STATUS_CODE": _Row(NodeRangeError, "Invalid status code: {}"),
    "ERR_HTTP_TRAILER_INVALID": _Row(NodeError, "Trailers are invalid with this transfer encoding"),
    "ERR_INVALID_ADDRESS_FAMILY": _Row(NodeRangeError, "Invalid address family: {} {}:{}"),
    "ERR_INVALID_CALLBACK": _Row(NodeTypeError, "Callback must be a function. Received {}"),
    "ERR_INVALID_HTTP_TOKEN": _Row(NodeTypeError, '{} must be a valid HTTP token ["{}"]'),
    "ERR_INVALID_IP_ADDRESS": _Row(NodeTypeError, "Invalid IP address: {}"),
    "ERR_INVALID_PROTOCOL": _Row(NodeTypeError, 'Protocol "{}" not supported. Expected "{}"'),
    "ERR_INVALID_URL": _Row(NodeTypeError, "Invalid URL: {}"),
    "ERR_METHOD_NOT_IMPLEMENTED": _Row(NodeError, "The {} method is not implemented"),
    "ERR_MISSING_ARGS": _Row(NodeTypeError, "{}"),
    "ERR_MULTIPLE_CALLBACK": _Row(NodeError, "Callback called multiple times"),
    "ERR_OUT_OF_RANGE": _Row(
        NodeRangeError, 'The value of "{}" is out of range. It must be {}. Received {}'
    ),
    "ERR_SERVER_ALREADY_LISTEN": _Row(
        NodeError, "Listen method has been called more than once without closing."
    ),
    "ERR_SERVER_NOT_RUNNING": _Row(NodeError, "Server is not running."),
    "ERR_SOCKET_BAD_PORT": _Row(NodeRangeError, "{} should be >= 0 and < 65536. Received {}."),
    "ERR_SOCKET_CLOSED": _Row(StreamDestroyedError, "Socket is closed"),
    "ERR_STREAM_ALREADY_FINISHED": _Row(
        StreamEndedError, "Cannot call {} after a stream was finished"
    ),
    "ERR_STREAM_CANNOT_PIPE": _Row(NodeError, "Cannot pipe, not readable"),
    "ERR_STREAM_DESTROYED": _Row(
        StreamDestroyedError, "Cannot call {} after a stream was destroyed"
    ),
    "ERR_STREAM_NULL_VALUES": _Row(NodeTypeError, "May not write null values to stream"),
    "ERR_STREAM_PUSH_AFTER_EOF": _Row(NodeError, "stream.push() after EOF"),
    "ERR_STREAM_UNSHIFT_AFTER_END_EVENT": _Row(NodeError, "stream.unshift() after end event"),
    "ERR_STREAM_WRITE_AFTER_END": _Row(StreamEndedError, "write after end"),
    "ERR_UNESCAPED_CHARACTERS": _Row(NodeTypeError, "{} contains unescaped characters"),
    "ERR_UNHANDLED_ERROR": _Row(NodeError, "Unhandled error. ({})"),
    "ERR_UNKNOWN_ENCODING": _Row(NodeTypeError, "Unknown encoding: {}"),
}


def error(code: str, *args: object) -> NodeError:
    """Make the error that has this code; ``args`` fill the text of its row."""
    if code == "ERR_INVALID_ARG_TYPE":
        made: NodeError = NodeTypeError(_arg_type_text(*args))
    elif code == "ERR_INVALID_OPT_VALUE":
        made = NodeTypeError(_opt_value_text(*args))
    elif code == "ERR_INVALID_CHAR":
        made = NodeTypeError(_invalid_char_text(*args))
    else:
        row = _TABLE[code]
        made = row.cls(row.text.format(*args))
    made.code = code
    return made


def _arg_type_text(name: object, expected: object, value: object = None) -> str:
    if str(name).endswith(" argument"):  # "first argument" is no name
        return f"The {name} must be {expected}. Received {describe(value)}"
    kind = "property" if "." in str(name) else "argument"
    return f'The "{name}" {kind} must be {expected}. Received {describe(value)}'


def _opt_value_text(value: object, name: object, reason: object = None) -> str:
    text = f'The value "{value}" is invalid for option "{name}"'
    return text if reason is None else f"{text}. {reason}"


def _invalid_char_text(what: object, field: object = None) -> str:
    return f"Invalid character in {what}" + ("" if field is None else f' ["{field}"]')


def describe(value: object) -> str:
    """How an error text names a value of the wrong type: ``type int (5)``, ``None``, …"""
    if value is None:
        return "None"
    if isinstance(value, (bool, int, float, str, bytes)):
        text = repr(value)
        if len(text) > 28:  # Node's own limit for a value shown in an error text
            text = text[:25] + "..."
        return f"type {type(value).__name__} ({text})"
    if callable(value):
        return f"function {getattr(value, '__name__', '')}".rstrip()
    return f"an instance of {type(value).__name__}"


def connection_reset(
    message: str = "socket hang up", code: str = "ECONNRESET"
) -> ConnectionLostError:
    """The hang-up: what a client sees when its connection closes before the response."""
    lost = ConnectionLostError(message)
    lost.code = code
    lost.errno = getattr(_errno, code, None)
    return lost


def stream_destroyed(method: str) -> NodeError:
    """A call of ``method`` on a stream that was destroyed."""
    return error("ERR_STREAM_DESTROYED", method)


# What these system calls report of an open connection means that it is gone.
_ON_A_CONNECTION = frozenset({"read", "write", "shutdown"})


def system_error(
    number: int,
    syscall: str,
    address: str | None = None,
    port: int | None = None,
    text: str | None = None,
    local: tuple[Any, ...] | None = None,
) -> OSError:
    """What the operating system answered to ``syscall``, as Node words it.

    ``local`` is the address of this end, where Node gives it too.

    The class is the one that Python gives this ``errno``, or `ConnectionLostError` when an open
    connection failed. Attributes: ``code errno syscall address port``.
    """
    code = _errno.errorcode.get(number, f"E{number}")
    cls: type[OSError] = (
        ConnectionLostError if syscall in _ON_A_CONNECTION else type(OSError(number, ""))
    )
    where = "" if address is None else f" {address}" + (f":{port}" if port else "")
    if local is not None:
        where += f" - Local ({local[0]}:{local[1]})"
    made = cls(f"{syscall} {code}{':' if text else ''}{f' {text}' if text else ''}{where}")
    made.errno = number
    made.__dict__.update(code=code, syscall=syscall, address=address, port=port)
    return made


def number_of(failure: OSError) -> int:
    """The ``errno`` of what Python raised for a system call; it has none for a path too long."""
    number = failure.errno
    if number is None:
        return _errno.ENAMETOOLONG
    return number if number > 0 else _errno.EINVAL  # getaddrinfo's: no address of that family


# getaddrinfo's own numbers → the codes that Node gives them.
_LOOKUP_CODES: dict[int, str] = {
    socket.EAI_NONAME: "ENOTFOUND",
    getattr(socket, "EAI_NODATA", socket.EAI_NONAME): "ENOTFOUND",
    socket.EAI_AGAIN: "EAI_AGAIN",
    socket.EAI_FAIL: "EAI_FAIL",
    socket.EAI_FAMILY: "EAI_FAMILY",
    socket.EAI_MEMORY: "EAI_MEMORY",
    socket.EAI_SERVICE: "EAI_SERVICE",
    socket.EAI_SOCKTYPE: "EAI_SOCKTYPE",
    socket.EAI_BADFLAGS: "EAI_BADFLAGS",
}


def lookup_error(failure: OSError, hostname: str) -> OSError:
    """A failed name lookup: ``getaddrinfo ENOTFOUND example.invalid``."""
    code = _LOOKUP_CODES.get(failure.errno or 0, "EAI_FAIL")
    made = socket.gaierror(f"getaddrinfo {code} {hostname}")
    made.errno = failure.errno
    made.__dict__.update(code=code, syscall="getaddrinfo", hostname=hostname)
    return made


def code_of(failure: BaseException) -> Any:
    """The ``code`` of any exception, ``None`` where it has none."""
    return getattr(failure, "code", None)
