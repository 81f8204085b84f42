"""However bytes are cut into reads, and whichever library judges: the same events and verdicts."""

from __future__ import annotations

from typing import Literal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from .conftest import HAS_LLHTTP
from .parsing import cut, read, singly

REQUESTS = [
    b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    b"\r\n\r\nGET /a?b#c HTTP/1.0\r\nHost:x\r\nConnection: keep-alive\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: \t x \t\r\nX: a: b\r\nY:\r\n\r\n",
    b"GET http://u@h:80/p?q HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0005  \r\n\r\nhello",
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    b'5\r\nhello\r\n0A;n=v;m="q\\""\r\n0123456789\r\n0\r\nA: b\r\n\r\n',
    b"PUT /\xe9 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, Chunked\r\nX: \xe9\r\n\r\n"
    b"0\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nConnection: x, Upgrade\r\nUpgrade: y\r\n\r\nrest",
    b"POST / HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: y\r\n"
    b"Content-Length: 2\r\n\r\nok",
    b"CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\nrest",
    b"M-SEARCH / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n\r\n",
]
RESPONSES = [
    b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    b"HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n3  \r\nabc\r\n0\r\nA: b\r\n\r\n",
    b"HTTP/1.0 200 \xe9 ok \r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nx",
    b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nContent-Length: 3\r\n\r\n",
    b"HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n",
    b"HTTP/1.1 101 Ours\r\nConnection: Upgrade\r\nUpgrade: y\r\n\r\nrest",
    b"HTTP/1.1 101 Plain\r\nContent-Length: 2\r\n\r\nok",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nuntil the end",
    b"HTTP/1.1 200 OK\r\n\r\nuntil the end",
]
# What mistakes are made of.
BITS = [
    *[bytes([byte]) for byte in b"\r\n\t\0 :;,@\x7f\x80\xff0a9"],
    b"\r\n",
    b"\r\n\r\n",
    b"Content-Length: 3\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Host: y\r\n",
    b"X" * 200,
]
Kind = Literal["request", "response"]


@st.composite
def spoiled(draw: st.DrawFn, good: list[bytes]) -> bytes:
    """One to three good messages, with up to three places where something is put in or missing."""
    data = b"".join(draw(st.lists(st.sampled_from(good), min_size=1, max_size=3)))
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 3)))
        data = data[:start] + draw(st.sampled_from([b"", *BITS])) + data[end:]
    return data


def check(kind: Kind, data: bytes, cuts: list[int], eof: bool, decline: bool, answers: str) -> None:
    def outcome(library: str, pieces: list[bytes]) -> object:
        return read(
            kind,
            library,
            pieces,
            eof=eof,
            decline=decline,
            answers=answers,
            max_header_size=150,
            max_headers_count=4,
        )

    whole = outcome("h11", [data])
    assert outcome("h11", cut(data, cuts)) == whole
    assert outcome("h11", singly(data)) == whole
    if HAS_LLHTTP:
        assert outcome("llhttp", [data]) == whole
        assert outcome("llhttp", cut(data, cuts)) == whole


ARGUMENTS = {
    "cuts": st.lists(st.integers(0, 400), max_size=6),
    "eof": st.booleans(),
    "decline": st.booleans(),
}


@settings(deadline=None, max_examples=300)
@given(data=spoiled(REQUESTS), **ARGUMENTS)
@example(data=b"".join(REQUESTS), cuts=[1, 20, 100], eof=True, decline=True)
def test_requests(data: bytes, cuts: list[int], eof: bool, decline: bool) -> None:
    check("request", data, cuts, eof, decline, "GET")


@settings(deadline=None, max_examples=300)
@given(data=spoiled(RESPONSES), answers=st.sampled_from(["GET", "HEAD", "CONNECT"]), **ARGUMENTS)
@example(data=b"".join(RESPONSES), cuts=[1, 20, 100], eof=True, decline=True, answers="GET")
def test_responses(data: bytes, cuts: list[int], eof: bool, decline: bool, answers: str) -> None:
    check("response", data, cuts, eof, decline, answers)


@pytest.mark.parametrize("message", REQUESTS)
def test_good_requests_are_not_refused(message: bytes, parser: str) -> None:
    assert "failed" not in [line[0] for line in read("request", parser, message, decline=False)]


@pytest.mark.parametrize("message", RESPONSES)
def test_good_responses_are_not_refused(message: bytes, parser: str) -> None:
    assert "failed" not in [line[0] for line in read("response", parser, message, decline=False)]
