"""What a message says in its header block: the store, its refusals, and the framing decided."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
import trio

import trio_nodehttp as http
from trio_nodehttp._header_fields import CONTENT_LENGTH, MEANINGS, known_fields

from .responses import Sink, refusal, response_to

# The store


def test_headers_are_found_in_any_case_and_sent_as_they_were_given() -> None:
    res = response_to()
    res.set_header("X-One", "1")
    res.set_header("b", ["x", "y"])
    res.set_header("x-oNE", 2)
    assert res.get_header("X-ONE") == 2
    assert res.has_header("B")
    assert not res.has_header("c")
    assert res.get_header("c") is None
    assert res.get_header_names() == ["x-one", "b"]
    assert res.get_headers() == {"x-one": 2, "b": ["x", "y"]}
    res.get_headers()["c"] = 1
    assert not res.has_header("c")
    res.remove_header("B")
    assert res.get_header_names() == ["x-one"]
    res.flush_headers()
    assert res._header is not None
    assert res._header.startswith("HTTP/1.1 200 OK\r\nx-oNE: 2\r\nDate: ")


REFUSED_HEADERS: list[tuple[Any, Any, tuple[str, str]]] = [
    ("a b", "1", ("TypeError", "ERR_INVALID_HTTP_TOKEN")),
    ("", "1", ("TypeError", "ERR_INVALID_HTTP_TOKEN")),
    ("é", "1", ("TypeError", "ERR_INVALID_HTTP_TOKEN")),
    ("a:", "1", ("TypeError", "ERR_INVALID_HTTP_TOKEN")),
    (5, "1", ("TypeError", "ERR_INVALID_HTTP_TOKEN")),
    ("a", None, ("TypeError", "ERR_HTTP_INVALID_HEADER_VALUE")),
    ("a", "x\r\nb: c", ("TypeError", "ERR_INVALID_CHAR")),
    ("a", "\x00", ("TypeError", "ERR_INVALID_CHAR")),
    ("a", "\u0100", ("TypeError", "ERR_INVALID_CHAR")),
    ("a", ["x", "y\n"], ("TypeError", "ERR_INVALID_CHAR")),
    ("a", ["x", None], ("TypeError", "ERR_HTTP_INVALID_HEADER_VALUE")),
]


@pytest.mark.parametrize(("name", "value", "expected"), REFUSED_HEADERS)
def test_a_refused_header_leaves_nothing_half_written(
    name: Any, value: Any, expected: tuple[str, str]
) -> None:
    res = response_to()
    assert refusal(lambda: res.set_header(name, value)) == expected
    assert res.get_headers() == {}
    assert refusal(lambda: res.write_head(200, [("ok", "1"), (name, value)])) == expected
    assert not res.headers_sent
    if name:
        assert refusal(lambda: res.write_head(200, {name: value})) == expected
    assert not res.headers_sent
    res.write_head(200)
    assert res.headers_sent


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        ("", "A: \r\n"),
        ("tab\there", "A: tab\there\r\n"),
        ("\xe9", "A: \xe9\r\n"),
        (0, "A: 0\r\n"),
        (1.0, "A: 1\r\n"),
        (1.5, "A: 1.5\r\n"),
        (1e21, "A: 1e+21\r\n"),
        (True, "A: true\r\n"),
        (False, "A: false\r\n"),
        ([], ""),
        (["x"], "A: x\r\n"),
        (["x", 2], "A: x\r\nA: 2\r\n"),
    ],
)
def test_values_are_written_as_node_writes_them(value: Any, lines: str) -> None:
    for give in ("set_header", "mapping", "pairs"):
        res = response_to()
        if give == "set_header":
            res.set_header("A", value)
            res.write_head(200)
        else:
            res.write_head(200, {"A": value} if give == "mapping" else [("A", value)])
        assert res._header is not None
        assert res._header.startswith(f"HTTP/1.1 200 OK\r\n{lines}Date: ")


def test_a_list_of_cookies_is_one_line() -> None:
    res = response_to().write_head(200, {"Cookie": ["a", "b"], "Set-Cookie": ["c", "d"]})
    assert res._header is not None
    assert "Cookie: a; b\r\nSet-Cookie: c\r\nSet-Cookie: d\r\n" in res._header


STATUS_LINES: list[tuple[tuple[Any, ...], str]] = [
    ((200,), "HTTP/1.1 200 OK\r\n"),
    ((200.7,), "HTTP/1.1 200 OK\r\n"),
    (("201",), "HTTP/1.1 201 Created\r\n"),
    ((299,), "HTTP/1.1 299 unknown\r\n"),
    ((999, "Odd"), "HTTP/1.1 999 Odd\r\n"),
    ((404, "Nope", {"a": "b"}), "HTTP/1.1 404 Nope\r\na: b\r\n"),
    ((404, {"a": "b"}), "HTTP/1.1 404 Not Found\r\na: b\r\n"),
    ((404, [("a", "b")]), "HTTP/1.1 404 Not Found\r\na: b\r\n"),
    ((404, ""), "HTTP/1.1 404 \r\n"),
    ((404, None, {"a": "b"}), "HTTP/1.1 404 Not Found\r\na: b\r\n"),
]


@pytest.mark.parametrize(("arguments", "start"), STATUS_LINES)
def test_forms_of_write_head(arguments: tuple[Any, ...], start: str) -> None:
    res = response_to()
    assert res.write_head(*arguments) is res
    assert res._header is not None
    assert res._header.startswith(start)
    assert res.status_code == int(float(arguments[0]))


@pytest.mark.parametrize("code", [99, 1000, 0, -200, "abc", None, float("nan"), {}])
def test_a_wrong_status_code_is_a_range_error(code: Any) -> None:
    res = response_to()
    assert refusal(lambda: res.write_head(code)) == (
        "ValueError",
        "ERR_HTTP_INVALID_STATUS_CODE",
    )
    assert not res.headers_sent


@pytest.mark.parametrize("message", ["a\nb", "\u0100", "\x7f"])
def test_a_wrong_status_message_is_refused(message: str) -> None:
    res = response_to()
    assert refusal(lambda: res.write_head(200, message)) == ("TypeError", "ERR_INVALID_CHAR")
    assert not res.headers_sent


def test_write_head_adds_to_what_was_set() -> None:
    res = response_to()
    res.set_header("A", "1")
    res.set_header("b", "2")
    res.write_head(200, {"B": "3", "c": [1, 2]})
    assert res.get_headers() == {"a": "1", "b": "3", "c": [1, 2]}
    assert res._header is not None
    assert res._header.startswith("HTTP/1.1 200 OK\r\nA: 1\r\nB: 3\r\nc: 1\r\nc: 2\r\n")


def test_after_the_headers_nothing_of_them_can_be_changed() -> None:
    res = response_to().write_head(200)
    for call in (
        lambda: res.set_header("a", "b"),
        lambda: res.remove_header("a"),
        lambda: res.write_head(200),
        lambda: res.write_continue(),
        lambda: res.write_processing(),
    ):
        assert refusal(call) == ("Exception", "ERR_HTTP_HEADERS_SENT")


@pytest.mark.parametrize("name", ["get_header", "has_header", "remove_header"])
def test_a_name_that_is_no_text_is_a_type_error(name: str) -> None:
    call = getattr(response_to(), name)
    assert refusal(lambda: call(5)) == ("TypeError", "ERR_INVALID_ARG_TYPE")


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"a b": "1"}, "ERR_INVALID_HTTP_TOKEN"),
        ({"a": "\n"}, "ERR_INVALID_CHAR"),
        ({"a": None}, "ERR_HTTP_INVALID_HEADER_VALUE"),
    ],
)
def test_wrong_trailers_are_refused(headers: Any, code: str) -> None:
    assert refusal(lambda: response_to().add_trailers(headers)) == ("TypeError", code)


# Framing: the table that `_store_header` walks


CASES = list(
    itertools.product(
        (0, 1),  # minor version
        (None, "keep-alive", "close"),  # the response's own Connection
        (True, False),  # the request allows another one
        ("length", "chunked", "none"),
        ("GET", "HEAD"),
        (200, 204, 304),
    )
)


@pytest.mark.parametrize(("minor", "connection", "keep", "framing", "method", "code"), CASES)
def test_connection_and_framing_are_decided_as_node_decides_them(
    minor: int, connection: str | None, keep: bool, framing: str, method: str, code: int
) -> None:
    res = response_to(method, minor)
    res.should_keep_alive = keep
    headers: dict[str, Any] = {}
    if connection:
        headers["Connection"] = connection
    if framing == "length":
        headers["Content-Length"] = 5
    elif framing == "chunked":
        headers["Transfer-Encoding"] = "chunked"
    res.write_head(code, headers)
    assert res._header is not None
    says = dict(line.split(": ") for line in res._header.split("\r\n")[1:] if line)

    has_body = method == "GET" and code == 200
    bodyless_chunked = framing == "chunked" and code in (204, 304)
    stays = keep and (framing == "length" or minor == 1) and not bodyless_chunked
    if connection is None:
        assert says["Connection"] == ("keep-alive" if stays else "close")
        assert res._last is not stays or (
            framing == "none" and minor == 0 and has_body and res._last
        )
    else:
        assert says["Connection"] == connection
        unframed = framing == "none" and minor == 0 and has_body
        assert res._last is (connection == "close" or unframed)
    if framing == "none" and has_body and minor == 1:
        assert says["Transfer-Encoding"] == "chunked"
        assert res._chunked
    elif framing != "chunked":
        assert "Transfer-Encoding" not in says
        assert not res._chunked
    assert res._chunked is (
        (framing == "chunked" and not bodyless_chunked)
        or (framing == "none" and has_body and minor == 1)
    )


def test_the_usual_block_is_what_settling_it_comes_to() -> None:
    for given, has_body, length, timeout in itertools.product(
        (0, CONTENT_LENGTH), (True, False), (None, 0, 5), (0, 5000)
    ):
        usual, settled = response_to(), response_to()
        for res in (usual, settled):
            res._has_body = has_body
            res._content_length = length
            res._keep_alive_timeout = timeout
        lines = settled._settle(given, True, False, False)
        usual._store_header("", {"Content-Length": 5} if given else None)
        assert usual._header == ("Content-Length: 5\r\n" if given else "") + lines + "\r\n"
        for name in ("_chunked", "_last", "should_keep_alive"):
            assert getattr(usual, name) == getattr(settled, name)


def test_fields_that_were_set_before_are_remembered_but_not_all_for_ever() -> None:
    for number in range(5000):
        response_to().set_header("X-Number", str(number))
        response_to().write_head(200, {"X-Number": number})
    assert 0 < len(known_fields) <= 1000
    response_to().set_header("X-Long", "x" * 1000)
    response_to().set_header("Set-Cookie", "session=1")
    assert known_fields.keys().isdisjoint({("X-Long", "x" * 1000), ("Set-Cookie", "session=1")})


def test_a_list_may_be_changed_until_the_block_is_written() -> None:
    res = response_to()
    values = ["a"]
    res.set_header("X-List", values)
    values.append("b")
    res.write_head(200)
    assert res._header is not None
    assert "X-List: a\r\nX-List: b\r\n" in res._header


@pytest.mark.parametrize("name", [name for name in MEANINGS if name not in ("expect", "cookie")])
def test_what_the_program_gives_is_not_added_again(name: str) -> None:
    value = {"content-length": "0", "transfer-encoding": "chunked"}.get(name, "x")
    res = response_to()
    res.set_header(name.title(), value)
    res.write_head(200)
    assert res._header is not None
    assert res._header.lower().count(f"\r\n{name}:") == 1


REMOVED: list[tuple[str, str]] = [
    ("connection", "Connection:"),
    ("date", "Date:"),
    ("content-length", "Content-Length:"),
    ("transfer-encoding", "Transfer-Encoding:"),
]


@pytest.mark.parametrize(("name", "line"), REMOVED)
async def test_what_was_removed_is_not_added(name: str, line: str) -> None:
    async with trio.open_nursery() as nursery:
        for known_length in (True, False):
            res = response_to()
            sink = Sink()
            sink._loop = http.Server(nursery=nursery)._loop
            res.assign_socket(sink)
            res.remove_header(name.upper())
            if not known_length:
                res.write("a")
            res.end("b")
            assert line.encode() not in sink.data.partition(b"\r\n\r\n")[0]


def test_a_trailer_field_needs_a_chunked_body() -> None:
    res = response_to()
    assert refusal(lambda: res.write_head(200, {"Trailer": "X", "Content-Length": 1})) == (
        "Exception",
        "ERR_HTTP_TRAILER_INVALID",
    )
    assert not res.headers_sent
