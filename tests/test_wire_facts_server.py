"""What a server's parser makes of input that Node's documentation is silent about, row by row.

The rows are the facts measured on Node v14.10.1's own parser and what is done here instead; each
holds with either library, in one read and byte by byte. What the server does with a verdict (400,
431, silence) is tested with the server.
"""

from __future__ import annotations

import pytest

from .parsing import Line, cut, read, singly

HOST = b"Host: x\r\n"
GET = b"GET / HTTP/1.1\r\n" + HOST
POST = b"POST / HTTP/1.1\r\n" + HOST
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"

METHOD = "HPE_INVALID_METHOD"
URL = "HPE_INVALID_URL"
VERSION = "HPE_INVALID_VERSION"
CONSTANT = "HPE_INVALID_CONSTANT"
TOKEN = "HPE_INVALID_HEADER_TOKEN"
LF = "HPE_LF_EXPECTED"
LENGTH = "HPE_INVALID_CONTENT_LENGTH"
UNEXPECTED = "HPE_UNEXPECTED_CONTENT_LENGTH"
CODING = "HPE_INVALID_TRANSFER_ENCODING"
CHUNK = "HPE_INVALID_CHUNK_SIZE"
OVERFLOW = "HPE_HEADER_OVERFLOW"

# What is refused before 'request': the bytes, the code.
REFUSED_HEADS: list[tuple[str, bytes, str]] = [
    ("CR for the hyphen of Content-Length", POST + b"Content\rLength: 1\r\n\r\na", TOKEN),
    (
        "CR for the hyphen of Transfer-Encoding",
        POST + b"Transfer\rEncoding: chunked\r\n\r\n",
        TOKEN,
    ),
    ("space before the colon", POST + b"Content-Length : 5\r\n\r\nhello", TOKEN),
    ("space inside a name", GET + b"A b: c\r\n\r\n", TOKEN),
    ("empty name", GET + b": c\r\n\r\n", TOKEN),
    ("CR and any byte end the block", GET + b"\rX", LF),
    ("CR and any byte end a line", GET + b"A: b\rXC: d\r\n\r\n", LF),
    ("CR behind a colon eats a byte", GET + b"X:\rContent-Length: 5\r\n\r\n", LF),
    ("bare LF ends the first line", b"GET / HTTP/1.1\n" + HOST + b"\r\n", VERSION),
    ("bare LF ends a header", GET + b"A: b\nC: d\r\n\r\n", TOKEN),
    ("bare LF ends the block", GET + b"\n", TOKEN),
    ("obs-fold", GET + b"A: b\r\n c\r\n\r\n", TOKEN),
    ("obs-fold with a tab", GET + b"A: b\r\n\tc\r\n\r\n", TOKEN),
    ("space before the first header", b"GET / HTTP/1.1\r\n Host: x\r\n\r\n", TOKEN),
    ("tab before the first header", b"GET / HTTP/1.1\r\n\tHost: x\r\n\r\n", TOKEN),
    ("chunked twice", POST + b"Transfer-Encoding: chunked, chunked\r\n\r\n", CODING),
    ("an empty coding", POST + b"Transfer-Encoding: ,chunked\r\n\r\n", CODING),
    ("chunked in two headers", POST + b"Transfer-Encoding: chunked\r\n" * 2 + b"\r\n", CODING),
    (
        "identity last",
        POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n",
        CODING,
    ),
    ("codings in 1.0", b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", CODING),
    ("no coding", POST + b"Transfer-Encoding:\r\n\r\n", CODING),
    (
        "no coding, but a length",
        POST + b"Transfer-Encoding: \r\nContent-Length: 1\r\n\r\na",
        CODING,
    ),
    ("not chunked in the end", POST + b"Transfer-Encoding: chunked, gzip\r\n\r\n", CODING),
    ("not chunked at all", POST + b"Transfer-Encoding: gzip\r\n\r\n", CODING),
    ("identity", POST + b"Transfer-Encoding: identity\r\n\r\n", CODING),
    ("chunked and a tab", POST + b"Transfer-Encoding: chunked\t\r\n\r\n", CODING),
    ("chunked with a parameter", POST + b"Transfer-Encoding: chunked;q=1\r\n\r\n", CODING),
    ("xchunked", POST + b"Transfer-Encoding: xchunked\r\n\r\n", CODING),
    ("chunkedchunked", POST + b"Transfer-Encoding: chunkedchunked\r\n\r\n", CODING),
    ("length twice", POST + b"Content-Length: 1\r\n" * 2 + b"\r\na", UNEXPECTED),
    ("lengths that differ", POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n", UNEXPECTED),
    (
        "length, then a coding",
        POST + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        UNEXPECTED,
    ),
    (
        "a coding, then a length",
        POST + b"Transfer-Encoding: identity\r\nContent-Length: 1\r\n\r\n",
        UNEXPECTED,
    ),
    ("a list of lengths", POST + b"Content-Length: 1,1\r\n\r\na", LENGTH),
    ("two lengths", POST + b"Content-Length: 1 1\r\n\r\na", LENGTH),
    ("length and a tab", POST + b"Content-Length: 1\t\r\n\r\na", LENGTH),
    ("length with a sign", POST + b"Content-Length: +1\r\n\r\na", LENGTH),
    ("negative length", POST + b"Content-Length: -1\r\n\r\na", LENGTH),
    ("hexadecimal length", POST + b"Content-Length: 0x1\r\n\r\na", LENGTH),
    ("no length", POST + b"Content-Length:\r\n\r\n", LENGTH),
    ("length of 2**64", POST + b"Content-Length: 18446744073709551616\r\n\r\n", LENGTH),
    *[
        (f"byte {byte:02x} in a value", GET + b"A: b%cd\r\n\r\n" % byte, TOKEN)
        for byte in (*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F, 0xFF)
    ],
    ("unknown method", b"FOO / HTTP/1.1\r\n\r\n", METHOD),
    ("a method of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", METHOD),
    ("a newer method", b"QUERY / HTTP/1.1\r\n\r\n", METHOD),
    ("lower case", b"get / HTTP/1.1\r\n\r\n", METHOD),
    ("a method and more", b"GETX / HTTP/1.1\r\n\r\n", METHOD),
    ("a tab after the method", b"GET\t/ HTTP/1.1\r\n\r\n", METHOD),
    ("TLS", b"\x16\x03\x01\x02\x00\x01\x00", METHOD),
    ("path", b"GET path HTTP/1.1\r\n\r\n", URL),
    ("?q", b"GET ?q HTTP/1.1\r\n\r\n", URL),
    ("backslash", b"GET \\a HTTP/1.1\r\n\r\n", URL),
    ("authority without CONNECT", b"GET h:80 HTTP/1.1\r\n\r\n", URL),
    ("scheme with a digit", b"GET h2://a HTTP/1.1\r\n\r\n", URL),
    ("one slash", b"GET http:/a HTTP/1.1\r\n\r\n", URL),
    ("two at signs", b"GET http://a@@b/ HTTP/1.1\r\n\r\n", URL),
    ("control byte in a target", b"GET /\x01 HTTP/1.1\r\n\r\n", URL),
    ("DEL in a target", b"GET /\x7f HTTP/1.1\r\n\r\n", URL),
    ("tab in a target", b"GET /\ta HTTP/1.1\r\n\r\n", URL),
    ("two spaces before the target", b"GET  / HTTP/1.1\r\n\r\n", URL),
    ("two spaces before the version", b"GET /  HTTP/1.1\r\n\r\n", CONSTANT),
    ("http in lower case", b"GET / http/1.1\r\n\r\n", CONSTANT),
    ("ICE", b"SOURCE / ICE/1.0\r\n\r\n", CONSTANT),
    ("no version", b"GET /\r\n\r\n", VERSION),
    *[
        (f"version {version}", b"GET / HTTP/%s\r\n%s\r\n" % (version.encode(), HOST), VERSION)
        for version in ("0.9", "1.2", "1.9", "2.0", "0.1", "1", "1.11", "11.1", "x.1", "1.x", "1,1")
    ],
    ("no Host", b"GET / HTTP/1.1\r\n\r\n", TOKEN),
    ("two Hosts", GET + b"Host: y\r\n\r\n", TOKEN),
    ("two Hosts in 1.0", b"GET / HTTP/1.0\r\n" + HOST + HOST + b"\r\n", TOKEN),
    ("16384 bytes of URL", b"GET /" + b"a" * 16383 + b" HTTP/1.1\r\n", OVERFLOW),
    ("16384 bytes of name", b"GET / HTTP/1.1\r\n" + b"a" * 16383, OVERFLOW),
    ("16384 bytes of value", b"GET / HTTP/1.1\r\nab: " + b"a" * 16381, OVERFLOW),
    ("16384 bytes in all", b"GET / HTTP/1.1\r\n" + b"a:b\r\n" * 8192 + b"\r\n", OVERFLOW),
    ("white space without end", b"GET / HTTP/1.1\r\na:" + b" " * 90000, OVERFLOW),
    ("space behind a value counts", b"GET / HTTP/1.1\r\na: b" + b" " * 16381, OVERFLOW),
]


@pytest.mark.parametrize(
    ("data", "code"), [pytest.param(*row[1:], id=row[0]) for row in REFUSED_HEADS]
)
def test_refused_before_request(parser: str, data: bytes, code: str) -> None:
    ways = [[data], cut(data, [len(data) // 2, len(data) - 1])]
    if len(data) < 300:
        ways.append(singly(data))
    for pieces in ways:
        assert [line[:2] for line in read("request", parser, pieces)] == [("failed", code)]


# What is refused in a body, after 'request': the bytes behind the head, the code.
REFUSED_BODIES: list[tuple[str, bytes, str]] = [
    ("CR and any byte end the size", b"3\rXabc\r\n0\r\n\r\n", CHUNK),
    ("bare LF ends the size", b"3\nabc\r\n0\r\n\r\n", CHUNK),
    ("CR and any byte end the last chunk", b"0\r\n\rX", LF),
    ("two bytes behind the data", b"3\r\nabcXX0\r\n\r\n", CHUNK),
    ("bare LF behind the data", b"3\r\nabc\n0\r\n\r\n", CHUNK),
    ("a byte too many", b"3\r\nabcd\r\n0\r\n\r\n", CHUNK),
    ("1 0 as a size", b"1 0\r\na\r\n0\r\n\r\n", CHUNK),
    ("space behind the size", b"3 \r\nabc\r\n0\r\n\r\n", CHUNK),
    ("tab behind the size", b"3\t\r\nabc\r\n0\r\n\r\n", CHUNK),
    ("space before the size", b" 3\r\nabc\r\n0\r\n\r\n", CHUNK),
    ("NUL in an extension", b"3;a\x00\r\nabc\r\n0\r\n\r\n", CHUNK),
    ("LF in an extension", b"3;a\nb\r\nabc\r\n0\r\n\r\n", CHUNK),
    ("an extension without a name", b"3;\r\nabc\r\n0\r\n\r\n", CHUNK),
    ("a quote left open", b'3;a="b\r\nabc\r\n0\r\n\r\n', CHUNK),
    ("an endless extension", b"3;" + b"a" * 20000 + b"\r\nabc\r\n0\r\n\r\n", CHUNK),
    ("extensions without end", b"1;aaaaaaa\r\nx\r\n" * 3000 + b"0\r\n\r\n", CHUNK),
    ("no size", b"\r\n", CHUNK),
    ("0x", b"0x3\r\nabc\r\n", CHUNK),
    ("a sign", b"+3\r\nabc\r\n", CHUNK),
    ("no digit", b"g\r\n", CHUNK),
    ("a size of 2**64", b"10000000000000000\r\n", CHUNK),
    ("endless zeros", b"0" * 20000, CHUNK),
    ("a trailer without a colon", b"0\r\nA\r\n\r\n", TOKEN),
    ("a space in a trailer's name", b"0\r\nA b: c\r\n\r\n", TOKEN),
    ("bare LF ends a trailer", b"0\r\nA: b\n\r\n", TOKEN),
    ("a control byte in a trailer", b"0\r\nA: \x01\r\n\r\n", TOKEN),
    ("no number in a trailer", b"0\r\nContent-Length: x\r\n\r\n", LENGTH),
    ("two lengths in trailers", b"0\r\n" + b"Content-Length: 1\r\n" * 2 + b"\r\n", UNEXPECTED),
    ("trailers of 16384 bytes", b"0\r\nA: " + b"a" * 16383 + b"\r\n\r\n", OVERFLOW),
]


@pytest.mark.parametrize(
    ("body", "code"), [pytest.param(*row[1:], id=row[0]) for row in REFUSED_BODIES]
)
def test_refused_in_the_body(parser: str, body: bytes, code: str) -> None:
    ways = [[CHUNKED + body], [CHUNKED, body]]
    if len(body) < 300:
        ways.append([CHUNKED, *singly(body)])
    for pieces in ways:
        said = read("request", parser, pieces)
        assert said[0][0] == "request"
        assert said[-1][:2] == ("failed", code)
        assert "end" not in [line[0] for line in said]


def request(url: str = "/", method: str = "GET", *raw: str) -> Line:
    return ("request", method, url, ["Host", "x", *raw])


END: Line = ("end", [])

# What is taken as Node takes it: the bytes, what is said of them.
TAKEN: list[tuple[str, bytes, list[Line]]] = [
    (
        "2**64 - 1 bytes are announced",
        POST + b"Content-Length: 18446744073709551615\r\n\r\na",
        [request("/", "POST", "Content-Length", "18446744073709551615"), ("body", b"a")],
    ),
    (
        "leading zeros and spaces behind",
        POST + b"Content-Length: \t" + b"0" * 5000 + b"1  \r\n\r\na",
        [request("/", "POST", "Content-Length", "0" * 5000 + "1"), ("body", b"a"), END],
    ),
    (
        "latin-1 in a value",
        GET + b"A: \x80\xe9\xfe\r\n\r\n",
        [request("/", "GET", "A", "\x80\xe9\xfe"), END],
    ),
    (
        "white space around a value",
        GET + b"A: \t b\tc \t\r\nD:e\r\nF:\r\nG: h: i\r\n\r\n",
        [request("/", "GET", "A", "b\tc", "D", "e", "F", "", "G", "h: i"), END],
    ),
    *[
        (
            f"target {target.decode('latin-1')}",
            b"GET %s HTTP/1.1\r\n%s\r\n" % (target, HOST),
            [request(target.decode("latin-1")), END],
        )
        for target in (
            b"/",
            b"*",
            b"*a",
            b"/a?b#c",
            b"//a",
            b"/\xc3\xa9\xff",
            b'/"<>\\^`{|}',
            b"http://u:p@h:80/p?q#f",
            b"http://[::1]/",
            b"x://",
        )
    ],
    (
        "empty lines before the first",
        b"\r\n\n\r" + GET + b"\r\n\r\n" + GET + b"\r\n",
        [request(), END, request(), END],
    ),
    (
        "1.0 needs no Host",
        b"GET / HTTP/1.0\r\n\r\n",
        [("request", "GET", "/", []), END],
    ),
    (
        "other codings before chunked",
        POST + b"Transfer-Encoding: gzip;a=b ,Chunked \r\n\r\n0\r\n\r\n",
        [request("/", "POST", "Transfer-Encoding", "gzip;a=b ,Chunked"), END],
    ),
    (
        "codings in two headers",
        POST + b"Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        [request("/", "POST", "Transfer-Encoding", "gzip", "Transfer-Encoding", "chunked"), END],
    ),
    (
        "a body on GET",
        GET + b"Content-Length: 1\r\n\r\na",
        [request("/", "GET", "Content-Length", "1"), ("body", b"a"), END],
    ),
    (
        "chunk extensions",
        CHUNKED + b'3;a ; b = "c;\\"d"\r\nabc\r\n00 ;x\r\n\r\n',
        [request("/", "POST", "Transfer-Encoding", "chunked"), ("body", b"abc"), END],
    ),
    (
        "framing in trailers is without effect",
        CHUNKED
        + b"0\r\nContent-Length: 5\r\nTransfer-Encoding: x\r\nHost: q\r\n\r\n"
        + GET
        + b"\r\n",
        [
            request("/", "POST", "Transfer-Encoding", "chunked"),
            ("end", ["Content-Length", "5", "Transfer-Encoding", "x", "Host", "q"]),
            request(),
            END,
        ],
    ),
    (
        "a request after Connection: close is not emitted",
        GET + b"Connection: close\r\n\r\n" + GET + b"\r\n",
        [request("/", "GET", "Connection", "close"), END],
    ),
    (
        "nor anything else after it refused",
        GET + b"Proxy-Connection: close\r\n\r\ngarbage",
        [request("/", "GET", "Proxy-Connection", "close"), END],
    ),
    (
        "what was complete before rubbish is emitted",
        GET + b"\r\n" + POST + b"Content-Length: 2\r\n\r\nokgarbage",
        [
            request(),
            END,
            request("/", "POST", "Content-Length", "2"),
            ("body", b"ok"),
            END,
            ("failed", METHOD, "Invalid method encountered"),
        ],
    ),
    (
        "an upgrade that is declined is an ordinary request",
        POST + b"Connection: upgrade\r\nUpgrade: y\r\nContent-Length: 2\r\n\r\nok" + GET + b"\r\n",
        [
            request("/", "POST", "Connection", "upgrade", "Upgrade", "y", "Content-Length", "2"),
            ("declined",),
            ("body", b"ok"),
            END,
            request(),
            END,
        ],
    ),
    (
        "Upgrade without Connection asks for nothing",
        GET + b"Upgrade: y\r\n\r\n",
        [request("/", "GET", "Upgrade", "y"), END],
    ),
    (
        "an empty Upgrade asks for nothing",
        GET + b"Connection: upgrade\r\nUpgrade:\r\n\r\n",
        [request("/", "GET", "Connection", "upgrade", "Upgrade", ""), END],
    ),
]


@pytest.mark.parametrize(("data", "said"), [pytest.param(*row[1:], id=row[0]) for row in TAKEN])
def test_taken_as_node_takes_it(parser: str, data: bytes, said: list[Line]) -> None:
    assert read("request", parser, data) == said
    assert read("request", parser, singly(data)) == said


@pytest.mark.parametrize(
    "head",
    [
        b"CONNECT h:443 HTTP/1.1\r\n" + HOST + b"\r\n",
        b"CONNECT /p HTTP/1.1\r\n" + HOST + b"\r\n",
        GET + b"Connection: x , Upgrade,close\r\nUpgrade: y\r\n\r\n",
        GET + b"Upgrade: y\r\nConnection: a\r\nConnection: upgrade\r\n\r\n",
        GET + b"Upgrade: y\r\nProxy-Connection: upgrade\r\n\r\n",
        b"GET / HTTP/1.0\r\nUpgrade: y\r\nConnection: upgrade\r\n\r\n",
        POST + b"Connection: upgrade\r\nUpgrade: y\r\nContent-Length: 2\r\n\r\n",
        POST + b"Connection: upgrade\r\nUpgrade: y\r\nTransfer-Encoding: chunked\r\n\r\n",
    ],
)
def test_an_upgrade_gets_the_rest_of_the_segment(parser: str, head: bytes) -> None:
    said = read("request", parser, head + b"GET / HTTP/1.1\r\n\r\n", decline=False)
    assert [line[0] for line in said] == ["request", "upgrade"]
    assert said[1] == ("upgrade", b"GET / HTTP/1.1\r\n\r\n")


@pytest.mark.parametrize(
    "target",
    [b"h#f", b'h"', b"h\xe9", b"a@@b", b"h:\\"],
    ids=lambda target: target.decode("latin-1"),
)
def test_what_is_no_authority(parser: str, target: bytes) -> None:
    data = b"CONNECT %s HTTP/1.1\r\n%s\r\n" % (target, HOST)
    assert read("request", parser, data)[0][:2] == ("failed", URL)


# Connection → does 1.1, does 1.0 keep alive; as Node reads the tokens.
KEEPS_ALIVE: list[tuple[bytes, bool, bool]] = [
    (b"", True, False),
    (b"Connection: close\r\n", False, False),
    (b"Connection: Close\r\n", False, False),
    (b"Connection: keep-alive\r\n", True, True),
    (b"Connection: x, close\r\n", False, False),
    (b"Connection: close ,x\r\n", False, False),
    (b"Connection: , ,close\r\n", False, False),
    (b"Connection: close x\r\n", True, False),
    (b"Connection: x close\r\n", True, False),
    (b"Connection: closex\r\n", True, False),
    (b"Connection: close;q\r\n", True, False),
    (b"Connection: close\t\r\n", True, False),
    (b"Connection: \tclose\r\n", False, False),
    (b"Connection: x,\tclose\r\n", True, False),
    (b"Connection: keep-alive,close\r\n", False, True),
    (b"Connection: close\r\nConnection: keep-alive\r\n", False, True),
    (b"Proxy-Connection: close\r\n", False, False),
    (b"Proxy-Connection: keep-alive\r\n", True, True),
]


@pytest.mark.parametrize(("header", "in_11", "in_10"), KEEPS_ALIVE)
def test_keep_alive(parser: str, header: bytes, in_11: bool, in_10: bool) -> None:
    again = b"\r\n" + GET + b"\r\n"
    for version, keeps in ((b"1.1", in_11), (b"1.0", in_10)):
        data = b"GET / HTTP/%s\r\n%s%s" % (version, HOST + header, again)
        assert len(read("request", parser, data)) == (4 if keeps else 2)


def test_sums_below_the_limit_pass(parser: str) -> None:
    for data in (
        b"GET /" + b"a" * 16382 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\na:" + b" " * 60000 + b"b" * 16381 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"a:b\r\n" * 8191 + b"\r\n",
    ):
        assert read("request", parser, data, require_host=False, max_headers_count=0)[-1] == END


def test_the_limit_is_an_option(parser: str) -> None:
    data = b"GET / HTTP/1.1\r\nHost: " + b"a" * 10 + b"\r\n\r\n"
    assert read("request", parser, data, max_header_size=16)[-1] == END
    assert read("request", parser, data, max_header_size=15)[0][:2] == ("failed", OVERFLOW)
    assert read("request", parser, data, max_header_size=0)[-1] == END


def test_headers_past_the_count_are_dropped(parser: str) -> None:
    data = GET + b"A: 1\r\nB: 2\r\nC: 3\r\n\r\n"
    said = read("request", parser, data, max_headers_count=2)
    assert said == [request("/", "GET", "A", "1"), END]
    said = read("request", parser, data, max_headers_count=0)
    assert said == [request("/", "GET", "A", "1", "B", "2", "C", "3"), END]
    data = CHUNKED + b"0\r\nA: 1\r\nB: 2\r\nHost: 3\r\n\r\n"
    said = read("request", parser, data, max_headers_count=2)
    assert said[-1] == ("end", ["A", "1", "B", "2"])


def test_two_thousand_headers_are_kept(parser: str) -> None:
    data = GET + b"a:b\r\n" * 2100 + b"\r\n"
    assert len(read("request", parser, data)[0][3]) == 4000


@pytest.mark.parametrize(
    "header",
    [
        b"Content-Length: 1",
        b"transfer-encoding: chunked",
        b"CONNECTION: close",
        b"Proxy-Connection: close",
        b"Expect: 100-continue",
        b"Upgrade: y",
        b"Host: x",
    ],
)
def test_framing_past_the_count_is_refused(parser: str, header: bytes) -> None:
    data = b"POST / HTTP/1.0\r\nA: 1\r\nB: 2\r\n" + header + b"\r\n\r\na"
    for pieces in ([data], singly(data)):
        said = read("request", parser, pieces, max_headers_count=2)
        assert [line[:2] for line in said] == [("failed", OVERFLOW)]


def test_a_missing_host_can_be_allowed_a_double_one_not(parser: str) -> None:
    missing, double = b"GET / HTTP/1.1\r\n\r\n", GET + HOST + b"\r\n"
    assert read("request", parser, missing, require_host=False)[-1] == END
    assert read("request", parser, double, require_host=False)[0][:2] == ("failed", TOKEN)


@pytest.mark.parametrize(
    "data",
    [
        b"G",
        GET,
        POST + b"Content-Length: 5\r\n\r\nhell",
        CHUNKED,
        CHUNKED + b"0\r\n",
        GET + b"\r\nG",
    ],
)
def test_a_message_cut_off_is_an_error(parser: str, data: bytes) -> None:
    said = read("request", parser, data, eof=True)
    assert said[-1] == ("failed", "HPE_INVALID_EOF_STATE", "Invalid EOF state")


@pytest.mark.parametrize(
    "data", [b"", b"\r\n", GET + b"\r\n", GET + b"Connection: close\r\n\r\nG", b"garbage"]
)
def test_an_end_between_messages_is_none(parser: str, data: bytes) -> None:
    assert read("request", parser, data, eof=True) == read("request", parser, data)
