"""Responses without a connection, for tests of what they say and where their bytes go."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

import trio_nodehttp as http
from trio_nodehttp._streams import Writable


class Sink(Writable):
    """A foreign stream that keeps what is written to it."""

    def __init__(self) -> None:
        super().__init__()
        self.data = b""

    def _write(self, chunk: bytes, encoding: str, callback: Callable[..., object]) -> None:
        self.data += chunk
        callback()


def response_to(method: str = "GET", minor: int = 1, **headers: str) -> http.ServerResponse:
    req = http.IncomingMessage()
    req.method = method
    req.http_version_major, req.http_version_minor = 1, minor
    req.headers = dict(headers)
    return http.ServerResponse(req)


def refusal(call: Callable[[], object]) -> tuple[str, str]:
    """The class and code that a call is refused with."""
    with pytest.raises(Exception) as raised:
        call()
    kind = next(
        kind for kind in (TypeError, ValueError, Exception) if isinstance(raised.value, kind)
    )
    return kind.__name__, raised.value.code  # type: ignore[attr-defined]


def undated(data: bytes) -> bytes:
    return re.sub(rb"Date: [^\r]*\r\n", b"", data)
