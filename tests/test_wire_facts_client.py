"""What a client's parser makes of input that Node's documentation is silent about, row by row.

The rows are the facts measured on Node v14.10.1's own parser and what is done here instead; each
holds with either library, in one read and byte by byte. What the client does with a verdict is
tested with the client.
"""

from __future__ import annotations

import pytest

from .parsing import Line, cut, read, singly

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
END: Line = ("end", [])

STATUS = "HPE_INVALID_STATUS"
VERSION = "HPE_INVALID_VERSION"
CONSTANT = "HPE_INVALID_CONSTANT"
TOKEN = "HPE_INVALID_HEADER_TOKEN"
LF = "HPE_LF_EXPECTED"
LENGTH = "HPE_INVALID_CONTENT_LENGTH"
UNEXPECTED = "HPE_UNEXPECTED_CONTENT_LENGTH"
CODING = "HPE_INVALID_TRANSFER_ENCODING"
CHUNK = "HPE_INVALID_CHUNK_SIZE"
OVERFLOW = "HPE_HEADER_OVERFLOW"


def response(status: int = 200, reason: str = "OK", *raw: str) -> Line:
    return ("response", status, reason, list(raw))


REFUSED_HEADS: list[tuple[str, bytes, str]] = [
    ("two spaces before the status", b"HTTP/1.1  200 OK\r\n\r\n", STATUS),
    ("two digits", b"HTTP/1.1 20 OK\r\n\r\n", STATUS),
    ("four digits", b"HTTP/1.1 2000 OK\r\n\r\n", STATUS),
    ("status 000", b"HTTP/1.1 000 OK\r\n\r\n", STATUS),
    ("status 099", b"HTTP/1.1 099 OK\r\n\r\n", STATUS),
    ("no digits", b"HTTP/1.1 abc OK\r\n\r\n", STATUS),
    ("a letter behind the status", b"HTTP/1.1 200X OK\r\n\r\n", STATUS),
    ("CR ends the reason and eats a byte", b"HTTP/1.1 200 a\rbX: y\r\n\r\n", STATUS),
    ("NUL in the reason", b"HTTP/1.1 200 a\x00b\r\n\r\n", STATUS),
    ("control byte in the reason", b"HTTP/1.1 200 a\x01b\r\n\r\n", STATUS),
    ("bare LF ends the reason", b"HTTP/1.1 200 OK\n\r\n", STATUS),
    ("bare LF ends the status", b"HTTP/1.1 200\n\r\n", STATUS),
    ("tab behind the version", b"HTTP/1.1\t200 OK\r\n\r\n", VERSION),
    *[
        (f"version {version}", b"HTTP/%s 200 OK\r\n\r\n" % version.encode(), VERSION)
        for version in ("0.9", "1.2", "2.0", "2", "x.1", "1.x", "11.1")
    ],
    ("lower case", b"http/1.1 200 OK\r\n\r\n", CONSTANT),
    ("ICY", b"ICY 200 OK\r\n\r\n", CONSTANT),
    ("rubbish", b"garbage", CONSTANT),
    ("a request", b"GET / HTTP/1.1\r\n\r\n", CONSTANT),
    ("CR for a hyphen", OK + b"Content\rLength: 1\r\n\r\na", TOKEN),
    ("space before the colon", OK + b"Content-Length : 1\r\n\r\na", TOKEN),
    ("bare LF ends a header", OK + b"A: b\nC: d\r\n\r\n", TOKEN),
    ("bare LF ends the block", OK + b"A: b\r\n\n", TOKEN),
    ("obs-fold", OK + b"A: b\r\n c\r\n\r\n", TOKEN),
    ("CR and any byte end the block", OK + b"A: b\r\n\rX", LF),
    ("control byte in a value", OK + b"A: \x01\r\n\r\n", TOKEN),
    ("FF in a value", OK + b"A: \xff\r\n\r\n", TOKEN),
    ("length twice", OK + b"Content-Length: 1\r\n" * 2 + b"\r\na", UNEXPECTED),
    ("a list of lengths", OK + b"Content-Length: 1, 1\r\n\r\na", LENGTH),
    ("length and coding", OK + b"Content-Length: 1\r\nTransfer-Encoding: gzip\r\n\r\n", UNEXPECTED),
    ("chunked twice", OK + b"Transfer-Encoding: chunked, chunked\r\n\r\n", CODING),
    ("no coding", OK + b"Transfer-Encoding:\r\n\r\n", CODING),
    ("16384 bytes of reason", b"HTTP/1.1 200 " + b"a" * 16384, OVERFLOW),
    ("16384 bytes of value", OK + b"A: " + b"b" * 16383, OVERFLOW),
    ("reason and value", b"HTTP/1.1 200 " + b"a" * 9000 + b"\r\nA: " + b"b" * 9000, OVERFLOW),
]


@pytest.mark.parametrize(
    ("data", "code"), [pytest.param(*row[1:], id=row[0]) for row in REFUSED_HEADS]
)
def test_refused_before_response(parser: str, data: bytes, code: str) -> None:
    ways = [[data], cut(data, [len(data) // 2, len(data) - 1])]
    if len(data) < 300:
        ways.append(singly(data))
    for pieces in ways:
        assert [line[:2] for line in read("response", parser, pieces)] == [("failed", code)]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"zz\r\n", CHUNK),
        (b"3\rXabc", CHUNK),
        (b"3\r\nabcXX", CHUNK),
        (b"1 0\r\n", CHUNK),
        (b"3\t\r\n", CHUNK),
        (b"0\r\n\rX", LF),
        (b"0\r\nA@: b\r\n\r\n", TOKEN),
    ],
)
def test_refused_in_the_body(parser: str, body: bytes, code: str) -> None:
    for pieces in ([CHUNKED + body], [CHUNKED, *singly(body)]):
        said = read("response", parser, pieces)
        assert said[0][0] == "response"
        assert said[-1][:2] == ("failed", code)


# The bytes (then EOF), the method that they answer, what is said of them.
TAKEN: list[tuple[str, bytes, str, list[Line]]] = [
    (
        "no reason",
        b"HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n",
        "GET",
        [
            response(200, "", "Content-Length", "0"),
            END,
        ],
    ),
    (
        "spaces in the reason",
        b"HTTP/1.1 200   O K  \r\nContent-Length: 0\r\n\r\n",
        "GET",
        [
            response(200, "  O K  ", "Content-Length", "0"),
            END,
        ],
    ),
    (
        "latin-1 in the reason",
        b"HTTP/1.1 999 \xe9\xff\r\nContent-Length: 0\r\n\r\n",
        "GET",
        [
            response(999, "\xe9\xff", "Content-Length", "0"),
            END,
        ],
    ),
    (
        "empty lines before the first",
        b"\r\n\n\r" + OK + b"Content-Length: 0\r\n\r\n\r\n",
        "GET",
        [
            response(200, "OK", "Content-Length", "0"),
            END,
        ],
    ),
    (
        "a body until EOF",
        OK + b"Connection: keep-alive\r\n\r\nabc",
        "GET",
        [
            response(200, "OK", "Connection", "keep-alive"),
            ("body", b"abc"),
            END,
        ],
    ),
    (
        "a coding that is not chunked: until EOF",
        OK + b"Transfer-Encoding: gzip\r\n\r\nabc",
        "GET",
        [
            response(200, "OK", "Transfer-Encoding", "gzip"),
            ("body", b"abc"),
            END,
        ],
    ),
    (
        "chunked, but not last: until EOF",
        OK + b"Transfer-Encoding: chunked, x\r\n\r\nab",
        "GET",
        [
            response(200, "OK", "Transfer-Encoding", "chunked, x"),
            ("body", b"ab"),
            END,
        ],
    ),
    (
        "chunked in 1.0",
        b"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
        "GET",
        [
            response(200, "OK", "Transfer-Encoding", "chunked"),
            ("body", b"a"),
            END,
        ],
    ),
    (
        "a padded chunk size",
        CHUNKED + b"3   \r\nabc\r\n0  \r\nA: b\r\n\r\n",
        "GET",
        [
            response(200, "OK", "Transfer-Encoding", "chunked"),
            ("body", b"abc"),
            ("end", ["A", "b"]),
        ],
    ),
    (
        "a second response",
        (OK + b"Content-Length: 1\r\n\r\na") * 2,
        "GET",
        [
            response(200, "OK", "Content-Length", "1"),
            ("body", b"a"),
            END,
        ]
        * 2,
    ),
    (
        "rubbish behind a response",
        OK + b"Content-Length: 1\r\n\r\nagarbage",
        "GET",
        [
            response(200, "OK", "Content-Length", "1"),
            ("body", b"a"),
            END,
            ("failed", CONSTANT, "Expected HTTP/"),
        ],
    ),
    (
        "rubbish behind the last response",
        OK + b"Connection: close\r\nContent-Length: 0\r\n\r\nx",
        "GET",
        [
            response(200, "OK", "Connection", "close", "Content-Length", "0"),
            END,
            ("failed", CONSTANT, "Expected HTTP/"),
        ],
    ),
    *[
        (
            f"{status} {header}",
            b"HTTP/1.1 %d X\r\n%s: %s\r\n\r\n" % (status, header.encode(), value.encode()),
            "GET",
            [response(status, "X", header, value), END],
        )
        for status in (204, 304)
        for header, value in (
            ("Content-Length", "5"),
            ("Transfer-Encoding", "chunked"),
            ("Transfer-Encoding", "gzip"),
        )
    ],
    ("304 alone", b"HTTP/1.1 304 X\r\n\r\n", "GET", [response(304, "X"), END]),
    (
        "HEAD with a length",
        OK + b"Content-Length: 5\r\n\r\n",
        "HEAD",
        [
            response(200, "OK", "Content-Length", "5"),
            END,
        ],
    ),
    ("HEAD chunked", CHUNKED, "HEAD", [response(200, "OK", "Transfer-Encoding", "chunked"), END]),
    ("HEAD without framing", OK + b"\r\n", "HEAD", [response(), END]),
    (
        "HEAD with a body",
        OK + b"Content-Length: 1\r\n\r\nx",
        "HEAD",
        [
            response(200, "OK", "Content-Length", "1"),
            END,
            ("failed", CONSTANT, "Expected HTTP/"),
        ],
    ),
    (
        "HEAD answered by 1xx first",
        b"HTTP/1.1 100 C\r\n\r\n" + OK + b"Content-Length: 1\r\n\r\n",
        "HEAD",
        [
            response(100, "C"),
            END,
            response(200, "OK", "Content-Length", "1"),
            END,
        ],
    ),
    (
        "1xx never has a body",
        b"HTTP/1.1 103 E\r\nContent-Length: 3\r\n\r\n" + OK + b"Content-Length: 0\r\n\r\n",
        "GET",
        [
            response(103, "E", "Content-Length", "3"),
            END,
            response(200, "OK", "Content-Length", "0"),
            END,
        ],
    ),
    (
        "1xx chunked",
        b"HTTP/1.1 103 E\r\nTransfer-Encoding: chunked\r\n\r\n" + OK + b"Content-Length: 0\r\n\r\n",
        "GET",
        [
            response(103, "E", "Transfer-Encoding", "chunked"),
            END,
            response(200, "OK", "Content-Length", "0"),
            END,
        ],
    ),
    (
        "101 without upgrade headers",
        b"HTTP/1.1 101 S\r\n\r\nx",
        "GET",
        [
            response(101, "S"),
            END,
            ("failed", CONSTANT, "Expected HTTP/"),
        ],
    ),
    (
        "101 with Upgrade only",
        b"HTTP/1.1 101 S\r\nUpgrade: y\r\nContent-Length: 1\r\n\r\nx",
        "GET",
        [
            response(101, "S", "Upgrade", "y", "Content-Length", "1"),
            ("body", b"x"),
            END,
        ],
    ),
    (
        "200 with upgrade headers",
        OK + b"Connection: upgrade\r\nUpgrade: y\r\nContent-Length: 1\r\n\r\nx",
        "GET",
        [
            response(200, "OK", "Connection", "upgrade", "Upgrade", "y", "Content-Length", "1"),
            ("body", b"x"),
            END,
        ],
    ),
    (
        "101 upgrades",
        b"HTTP/1.1 101 S\r\nConnection: upgrade\r\nUpgrade: y\r\nContent-Length: 4\r\n\r\nrest",
        "GET",
        [
            response(101, "S", "Connection", "upgrade", "Upgrade", "y", "Content-Length", "4"),
            ("upgrade", b"rest"),
        ],
    ),
    *[
        (
            f"CONNECT answered by {status}",
            b"HTTP/1.1 %d X\r\nContent-Length: 2\r\n\r\nhirest" % status,
            "CONNECT",
            [response(status, "X", "Content-Length", "2"), ("upgrade", b"hirest")],
        )
        for status in (100, 200, 204, 407)
    ],
]


@pytest.mark.parametrize(
    ("data", "method", "said"), [pytest.param(*row[1:], id=row[0]) for row in TAKEN]
)
def test_taken_as_node_takes_it(parser: str, data: bytes, method: str, said: list[Line]) -> None:
    for pieces in ([data], singly(data)):
        got = read("response", parser, pieces, eof=True, answers=method, decline=False)
        assert got == said


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 2",
        OK,
        OK + b"Content-Length: 5\r\n\r\nab",
        CHUNKED + b"5\r\nab",
        CHUNKED + b"0\r\n",
        OK + b"Content-Length: 0\r\n\r\nHTTP/1.1 20",
    ],
)
def test_a_message_cut_off_is_an_error(parser: str, data: bytes) -> None:
    said = read("response", parser, data, eof=True)
    assert said[-1] == ("failed", "HPE_INVALID_EOF_STATE", "Invalid EOF state")


def test_headers_past_the_count_are_dropped_framing_refused(parser: str) -> None:
    data = OK + b"A: 1\r\nB: 2\r\nC: 3\r\n\r\n"
    assert read("response", parser, data, max_headers_count=2)[0][3] == ["A", "1", "B", "2"]
    data = OK + b"A: 1\r\nB: 2\r\nContent-Length: 0\r\n\r\n"
    assert read("response", parser, data, max_headers_count=2)[0][:2] == ("failed", OVERFLOW)
