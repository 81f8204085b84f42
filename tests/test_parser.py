"""The parser's face: what it says of a connection, what errors carry, which library is inside."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import pytest

from trio_nodehttp import _parser
from trio_nodehttp._errors import NodeError
from trio_nodehttp._parser import (
    End,
    ParseError,
    ParseFailed,
    RequestHead,
    ResponseHead,
    create_parser,
    resolve_parser,
)

from .conftest import HAS_LLHTTP
from .parsing import read

GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\n"


def head(method: str = "GET", url: str = "/", ended: bool = True, **changes: object) -> RequestHead:
    made = RequestHead(method, url, 1, ("Host", "x"), True, False, ended)
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def failure(events: Sequence[_parser.Event]) -> ParseError:
    assert isinstance(events[-1], ParseFailed)
    return events[-1].error


def test_a_request_without_a_body_is_one_event(parser: str) -> None:
    assert list(create_parser("request", parser).feed(GET)) == [head()]


def test_a_body_is_one_event_for_each_read_of_it(parser: str) -> None:
    connection = create_parser("request", parser)
    raw = ("Host", "x", "Content-Length", "5")
    expected = head("POST", "/p", ended=False, raw_headers=raw)
    assert connection.feed(POST + b"he") == [expected, b"he"]
    assert connection.feed(b"l") == [b"l"]
    assert connection.feed(b"lo" + GET) == [b"lo", End(), head()]


def test_a_body_is_one_event_for_each_chunk(parser: str) -> None:
    connection = create_parser("request", parser)
    events = connection.feed(
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbc\r\n"
    )
    assert events[1:] == [b"a", b"bc"]
    assert connection.feed(b"3\r\nde") == [b"de"]
    assert connection.feed(b"f\r\n0\r\nA: b\r\n\r\n") == [b"f", End(["A", "b"])]


def test_an_empty_chunked_body_has_an_end(parser: str) -> None:
    connection = create_parser("request", parser)
    events = connection.feed(
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    )
    assert events[1:] == [End()]


def test_it_knows_where_it_is(parser: str) -> None:
    connection = create_parser("request", parser)
    where = []
    for piece in (b"", b"\r\n", b"P", POST[1:-2], b"\r\n", b"hell", b"o", GET + b"G"):
        connection.feed(piece)
        where.append((connection.is_idle, connection.is_in_head))
    between, in_head, in_body = (True, False), (False, True), (False, False)
    assert where == [
        between, between, in_head, in_head, in_body, in_body, between, in_head,
    ]  # fmt: skip


def test_what_comes_again_is_read_again(parser: str) -> None:
    first, second = create_parser("request", parser), create_parser("request", parser)
    for _ in range(3):
        assert list(first.feed(GET)) == list(second.feed(GET)) == [head()]
        assert list(first.feed(POST + b"hello")) == [*second.feed(POST), *second.feed(b"hello")]
        assert first.feed(GET + POST)[0] == head()
        assert list(first.feed(b"hello")) == [b"hello", End()]


def test_a_known_head_in_a_body_is_body(parser: str) -> None:
    assert list(create_parser("request", parser).feed(GET)) == [head()]
    connection = create_parser("request", parser)
    connection.feed(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(GET))
    assert list(connection.feed(GET)) == [GET, End()]
    connection.feed(b"PO")
    assert failure(connection.feed(GET)).code == "HPE_INVALID_METHOD"


def test_limits_hold_for_known_heads(parser: str) -> None:
    request = b"GET /%b HTTP/1.1\r\nHost: x\r\nA: b\r\n\r\n" % (b"a" * 40)
    for _ in range(2):
        assert len(create_parser("request", parser).feed(request)) == 1
        small = create_parser("request", parser, max_header_size=30)
        assert failure(small.feed(request)).code == "HPE_HEADER_OVERFLOW"
        (few,) = create_parser("request", parser, max_headers_count=1).feed(request)
        assert isinstance(few, RequestHead)
        assert few.raw_headers == ("Host", "x")
        hostless = b"GET / HTTP/1.1\r\nA: b\r\n\r\n"
        assert len(create_parser("request", parser, require_host=False).feed(hostless)) == 1
        assert failure(create_parser("request", parser).feed(hostless))


def test_a_known_block_does_not_vouch_for_another_first_line(parser: str) -> None:
    rest = b" HTTP/1.1\r\nHost: x\r\n\r\n"
    connection = create_parser("request", parser)
    for _ in range(2):
        assert list(connection.feed(b"GET /" + rest)) == [head()]
        assert list(connection.feed(b"PUT /" + rest)) == [head("PUT")]
    assert failure(connection.feed(b"GETS /" + rest)).code == "HPE_INVALID_METHOD"


def test_a_known_response_is_read_as_its_request_demands(parser: str) -> None:
    answer = OK + b"A: b\r\nContent-Length: 2\r\n\r\n"
    for _ in range(6):
        connection = create_parser("response", parser)
        for method in ("GET", "HEAD", "GET", "POST"):
            connection.response_to(method)
            events = connection.feed(answer + b"hi" if method != "HEAD" else answer)
            assert len(events) == (1 if method == "HEAD" else 3)
            assert events[0] == ResponseHead(
                200, "OK", 1, ("A", "b", "Content-Length", "2"), True, False, method == "HEAD"
            )
            assert connection.is_idle
        connection.max_headers_count = 1
        assert failure(connection.feed(answer + b"hi")).code == "HPE_HEADER_OVERFLOW"
        connection = create_parser("response", parser)
        connection.response_to("CONNECT")
        (head,) = connection.feed(answer + b"hi")
        assert isinstance(head, ResponseHead)
        assert head.upgrade
        assert connection.upgrade() == b"hi"


def test_a_known_head_with_its_body_ends_where_its_length_says(parser: str) -> None:
    raw = ("Host", "x", "Content-Length", "5")
    expected = head("POST", "/p", ended=False, raw_headers=raw)
    connection = create_parser("request", parser)
    for _ in range(4):
        assert list(connection.feed(POST + b"hello")) == [expected, b"hello", End()]
        assert list(connection.feed(POST + b"hel")) == [expected, b"hel"]
        assert not connection.is_idle
        assert list(connection.feed(b"lo")) == [b"lo", End()]
        assert list(connection.feed(POST + b"hello" + GET))[-2:] == [End(), head()]
        assert list(connection.feed(b"\r\n\r\n" + POST + b"hello"))[-1:] == [End()]
        assert connection.is_idle


def test_nothing_is_read_behind_a_known_last_request(parser: str) -> None:
    last = POST[:-2] + b"Connection: close\r\n\r\nhello"
    for _ in range(4):
        connection = create_parser("request", parser)
        assert list(connection.feed(last))[1:] == [b"hello", End()]
        assert list(connection.feed(last)) == []


def test_more_than_can_be_remembered_is_read_all_the_same(parser: str) -> None:
    connection = create_parser("request", parser)
    for number in [*range(600), *range(600)]:
        request = b"GET /%d HTTP/1.1\r\nHost: x\r\nA: %d\r\n\r\n" % (number, number)
        raw = ("Host", "x", "A", str(number))
        assert list(connection.feed(request)) == [head(url=f"/{number}", raw_headers=raw)]


def test_an_upgrade_stops_the_parser_until_it_is_told(parser: str) -> None:
    request = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: y\r\n\r\n"
    connection = create_parser("request", parser)
    (event,) = connection.feed(request + b"re")
    assert isinstance(event, RequestHead)
    assert event.upgrade
    assert event.ended
    assert connection.feed(b"st") == []
    assert connection.upgrade() == b"rest"
    assert connection.feed(b"not HTTP") == []
    assert connection.feed_eof() == []


def test_a_declined_upgrade_is_read_on(parser: str) -> None:
    request = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: y\r\n\r\n"
    connection = create_parser("request", parser)
    assert len(connection.feed(request + GET + request + b"garbage")) == 1
    events = connection.decline_upgrade()
    assert [type(event) for event in events] == [RequestHead, RequestHead]
    error = failure(connection.decline_upgrade())
    assert error.code == "HPE_INVALID_METHOD"
    assert error.raw_packet == request + GET + request + b"garbage"
    assert error.bytes_parsed == len(request + GET + request)


# Where Node says that an error is: the packets, the code, `bytesParsed`.
POSITIONS: list[tuple[list[bytes], str, int]] = [
    ([b"garbage"], "HPE_INVALID_METHOD", 0),
    ([b"GE / HTTP/1.1\r\n\r\n"], "HPE_INVALID_METHOD", 2),
    ([b"GETX / HTTP/1.1\r\n\r\n"], "HPE_INVALID_METHOD", 3),
    ([b"PRI * HTTP/2.0\r\n\r\n"], "HPE_INVALID_METHOD", 2),
    ([b"GET path HTTP/1.1\r\n\r\n"], "HPE_INVALID_URL", 9),
    ([b"GET ?q HTTP/1.1\r\n\r\n"], "HPE_INVALID_URL", 4),
    ([b"GET http: HTTP/1.1\r\n\r\n"], "HPE_INVALID_URL", 10),
    ([b"GET http:/ HTTP/1.1\r\n\r\n"], "HPE_INVALID_URL", 10),
    ([b"GET h2+a://a HTTP/1.1\r\n\r\n"], "HPE_INVALID_URL", 5),
    ([b"GET /\x01 HTTP/1.1\r\n\r\n"], "HPE_INVALID_URL", 5),
    ([b"GET /a\rb HTTP/1.1\r\n\r\n"], "HPE_INVALID_URL", 7),
    ([b"GET http://a\\ HTTP/1.1\r\n\r\n"], "HPE_INVALID_URL", 12),
    ([b"GET / HTTP/11.1\r\n\r\n"], "HPE_INVALID_VERSION", 12),
    ([b"GET / HTTP/x.1\r\n\r\n"], "HPE_INVALID_VERSION", 11),
    ([b"GET / HTTP/1.x\r\n\r\n"], "HPE_INVALID_VERSION", 13),
    ([b"GET / HTTP/1.1 \r\n\r\n"], "HPE_INVALID_VERSION", 14),
    ([b"GET / HTTP/1.1\rX"], "HPE_INVALID_VERSION", 15),
    ([b"GET / HTTQ/1.1\r\n\r\n"], "HPE_INVALID_CONSTANT", 9),
    ([b"GET / HTTP/1.1\r\nHo@st: x\r\n\r\n"], "HPE_INVALID_HEADER_TOKEN", 18),
    ([b"GET / HTTP/1.1\r\nHost\r\n\r\n"], "HPE_INVALID_HEADER_TOKEN", 20),
    ([b"GET / HTTP/1.1\r\nHost: x\x01y\r\n\r\n"], "HPE_INVALID_HEADER_TOKEN", 23),
    ([b"GET / HTTP/1.1\r\nA: x\rXB: y\r\n\r\n"], "HPE_LF_EXPECTED", 21),
    ([b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"], "HPE_INVALID_CONTENT_LENGTH", 33),
    ([b"POST / HTTP/1.1\r\nContent-Length: 1,1\r\n\r\n"], "HPE_INVALID_CONTENT_LENGTH", 34),
    ([b"POST / HTTP/1.1\r\nContent-Length: \r\n\r\n"], "HPE_INVALID_CONTENT_LENGTH", 35),
    (
        [b"POST / HTTP/1.1\r\nContent-Length: 18446744073709551616\r\n\r\n"],
        "HPE_INVALID_CONTENT_LENGTH",
        53,
    ),
    (
        [b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na"],
        "HPE_UNEXPECTED_CONTENT_LENGTH",
        52,
    ),
    (
        [b"POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
        "HPE_UNEXPECTED_CONTENT_LENGTH",
        66,
    ),
    (
        [b"POST / HTTP/1.1\r\nTransfer-Encoding: identity\r\n\r\n"],
        "HPE_INVALID_TRANSFER_ENCODING",
        48,
    ),
    (
        [b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n"],
        "HPE_INVALID_CHUNK_SIZE",
        56,
    ),
    ([b"GET /" + b"a" * 16383 + b" HTTP/1.1\r\n\r\n"], "HPE_HEADER_OVERFLOW", 16388),
    ([b"GET /" + b"a" * 16400], "HPE_HEADER_OVERFLOW", 16405),
    ([b"GET / HTTP/1.1\r\nA:   " + b"b" * 16382 + b"\r\n\r\n"], "HPE_HEADER_OVERFLOW", 16404),
    ([b"GET / HTTP/1.1\r\n" + b"a:b\r\n" * 8192], "HPE_HEADER_OVERFLOW", 40973),
    # Counted in the packet that has it.
    ([GET + GET + b"garbage"], "HPE_INVALID_METHOD", 2 * len(GET)),
    ([GET, b"garbage"], "HPE_INVALID_METHOD", 0),
    ([b"GET / HTTP/1.1\r\nHo", b"@"], "HPE_INVALID_HEADER_TOKEN", 0),
    ([POST, b"hello", b"\r\ngarbage"], "HPE_INVALID_METHOD", 2),
]


@pytest.mark.parametrize(("packets", "code", "position"), POSITIONS)
def test_an_error_says_where_it_is(
    parser: str, packets: list[bytes], code: str, position: int
) -> None:
    connection = create_parser("request", parser, require_host=False)
    for packet in packets:
        events = connection.feed(packet)
    error = failure(events)
    assert (error.code, error.bytes_parsed, error.raw_packet) == (code, position, packets[-1])
    assert str(error) == f"Parse Error: {error.reason}"


def test_later_packets_get_the_same_error_again(parser: str) -> None:
    connection = create_parser("request", parser)
    first = failure(connection.feed(b"GETTY"))
    again = failure(connection.feed(GET))
    assert (again.code, again.bytes_parsed, again.raw_packet) == (first.code, 3, GET)
    assert connection.feed_eof() == []


def test_the_error_of_an_early_end(parser: str) -> None:
    connection = create_parser("request", parser)
    connection.feed(POST)
    error = failure(connection.feed_eof())
    assert (error.code, error.bytes_parsed, error.raw_packet) == ("HPE_INVALID_EOF_STATE", 0, None)
    assert str(error) == "Parse Error"


@pytest.mark.parametrize(
    ("data", "method", "keeps"),
    [
        (OK + b"Content-Length: 0\r\n\r\n", "GET", True),
        (OK + b"Connection: close\r\nContent-Length: 0\r\n\r\n", "GET", False),
        (OK + b"Connection: keep-alive\r\n\r\n", "GET", False),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n", "GET", True),
        (OK + b"Transfer-Encoding: gzip\r\n\r\n", "GET", False),
        (OK + b"Content-Length: 5\r\n\r\n", "HEAD", True),
        (OK + b"\r\n", "HEAD", False),
        (b"HTTP/1.1 204 X\r\n\r\n", "GET", True),
        (b"HTTP/1.0 200 X\r\nContent-Length: 0\r\n\r\n", "GET", False),
        (b"HTTP/1.0 200 X\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n", "GET", True),
        (
            b"HTTP/1.0 200 X\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n",
            "GET",
            False,
        ),
    ],
)
def test_whether_a_response_leaves_the_connection_usable(
    parser: str, data: bytes, method: str, keeps: bool
) -> None:
    connection = create_parser("response", parser)
    connection.response_to(method)
    event = connection.feed(data)[0]
    assert isinstance(event, ResponseHead)
    assert event.should_keep_alive is keeps


def test_a_method_is_used_up_by_the_final_response(parser: str) -> None:
    connection = create_parser("response", parser)
    connection.response_to("HEAD")
    answer = OK + b"Content-Length: 2\r\n\r\n"
    events = connection.feed(b"HTTP/1.1 100 Continue\r\n\r\n" + answer + answer + b"hi")
    assert [type(event) for event in events] == [
        ResponseHead, ResponseHead, ResponseHead, bytes, End,
    ]  # fmt: skip
    connection.response_to("HEAD")
    assert len(connection.feed(answer)) == 1
    assert connection.is_idle


class TestChoice:
    @pytest.mark.skipif(not HAS_LLHTTP, reason="httptools is not installed")
    def test_llhttp_where_it_is_installed(self) -> None:
        assert resolve_parser(None) == "llhttp"
        assert resolve_parser("llhttp") == "llhttp"
        assert resolve_parser("h11") == "h11"

    def test_h11_where_it_is_not(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "httptools", None)
        assert resolve_parser(None) == "h11"
        with pytest.raises(ImportError, match=r"trio-nodehttp\[llhttp\]"):
            resolve_parser("llhttp")

    @pytest.mark.parametrize("name", ["httptools", "", "LLHTTP", 1])
    def test_a_wrong_name(self, name: str) -> None:
        with pytest.raises(TypeError) as caught:
            resolve_parser(name)
        assert isinstance(caught.value, NodeError)
        assert caught.value.code == "ERR_INVALID_OPT_VALUE"
        assert "Must be one of: 'h11', 'llhttp'" in str(caught.value)

    def test_h11_has_no_insecure_mode(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with pytest.raises(TypeError, match="h11 has no insecure mode"):
            resolve_parser("h11", insecure_http_parser=True)
        monkeypatch.setitem(sys.modules, "httptools", None)
        with pytest.raises(TypeError, match="h11 has no insecure mode"):
            resolve_parser(None, insecure_http_parser=True)
        with pytest.raises(TypeError, match="h11 has no insecure mode"):
            create_parser("request", "h11", insecure=True)


@pytest.mark.skipif(not HAS_LLHTTP, reason="httptools is not installed")
class TestInsecure:
    """As Node with `insecureHTTPParser`: any byte in a value, and nothing else."""

    @pytest.mark.parametrize("value", [b"a\x01b", b"\x00", b"a\x7f", b"\xff"])
    def test_control_bytes_in_values(self, value: bytes) -> None:
        data = GET[:-2] + b"A: " + value + b"\r\n\r\n"
        said = read("request", "llhttp", data, insecure=True)
        assert said[0][3] == ["Host", "x", "A", value.decode("latin-1")]
        said = read("response", "llhttp", OK + b"A: " + value + b"\r\n\r\n", insecure=True)
        assert said[0][3] == ["A", value.decode("latin-1")]

    @pytest.mark.parametrize(
        "line",
        [
            b"A: a\nb",
            b"A: a\rb",
            b"A\x01: b",
            b"Content-Length: 1\r\nContent-Length: 1",
            b"Content-Length: 1\r\nTransfer-Encoding: chunked",
            b"Transfer-Encoding: chunked\x01",
            b"Content-Length: 1\x01",
        ],
    )
    def test_everything_else_is_refused_as_ever(self, line: bytes) -> None:
        data = GET[:-2] + line + b"\r\n\r\n"
        assert read("request", "llhttp", data, insecure=True)[0][0] == "failed"


@pytest.mark.parametrize("kind", [bytearray, memoryview])
def test_bytes_of_any_type_are_read(parser: str, kind: type) -> None:
    connection = create_parser("request", parser)
    for _ in range(3):  # the third time by what is remembered
        for data in (GET, POST + b"hello"):
            assert list(connection.feed(kind(data))) == list(connection.feed(data))
    connection.feed(POST + b"he")
    assert list(connection.feed(kind(b"llo"))) == [b"llo", End()]
