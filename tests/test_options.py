"""Checks of options, and encodings."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from trio_nodehttp import _options as options
from trio_nodehttp._encoding import Decoder, decode, encode, normalize_encoding
from trio_nodehttp._errors import NodeError


def refusal(check: Callable[[], object]) -> tuple[type[BaseException], str, str]:
    with pytest.raises(NodeError) as caught:
        check()
    kinds = [kind for kind in (TypeError, ValueError) if isinstance(caught.value, kind)]
    return kinds[0], caught.value.code, str(caught.value)


def test_what_is_taken_comes_back_as_it_is_used() -> None:
    assert options.validate_integer("n", 5.0) == 5
    assert isinstance(options.validate_integer("n", 5.0), int)
    assert options.validate_timeout("t", 0.5) == 0.5
    with pytest.warns(options.TimeoutOverflowWarning, match="truncated to 2147483647"):
        assert options.validate_timeout("t", 1e20) == options.TIMEOUT_MAX
    assert options.validate_positive("n", float("inf")) == float("inf")
    assert options.validate_host("h", None) is None
    assert options.validate_one_of("o", "b", ("a", "b")) == "b"
    assert options.validate_boolean("o", True) is True
    assert options.validate_string("o", "") == ""
    options.validate_callable(None)
    options.validate_callable(print)
    assert not options.UNSET


@pytest.mark.parametrize(
    ("check", "kind", "code", "text"),
    [
        (
            lambda: options.validate_integer("max_header_size", "a"),
            TypeError,
            "ERR_INVALID_ARG_TYPE",
            "The \"max_header_size\" argument must be of type int. Received type str ('a')",
        ),
        (
            lambda: options.validate_integer("max_header_size", -1),
            ValueError,
            "ERR_OUT_OF_RANGE",
            'The value of "max_header_size" is out of range. '
            "It must be >= 0 && <= 9007199254740991. Received -1",
        ),
        (
            lambda: options.validate_integer("max_header_size", 1.5),
            ValueError,
            "ERR_OUT_OF_RANGE",
            'The value of "max_header_size" is out of range. It must be an integer. Received 1.5',
        ),
        (
            lambda: options.validate_integer("n", True),
            TypeError,
            "ERR_INVALID_ARG_TYPE",
            'The "n" argument must be of type int. Received type bool (True)',
        ),
        (
            lambda: options.validate_timeout("timeout", "a"),
            TypeError,
            "ERR_INVALID_ARG_TYPE",
            "The \"timeout\" argument must be of type int or float. Received type str ('a')",
        ),
        (
            lambda: options.validate_timeout("timeout", float("nan")),
            ValueError,
            "ERR_OUT_OF_RANGE",
            'The value of "timeout" is out of range. '
            "It must be a non-negative finite number. Received nan",
        ),
        (
            lambda: options.validate_positive("max_total_sockets", 0),
            ValueError,
            "ERR_OUT_OF_RANGE",
            'The value of "max_total_sockets" is out of range. It must be > 0. Received 0',
        ),
        (
            lambda: options.validate_boolean("options.insecure_http_parser", 1),
            TypeError,
            "ERR_INVALID_ARG_TYPE",
            'The "options.insecure_http_parser" property must be of type bool. '
            "Received type int (1)",
        ),
        (
            lambda: options.validate_one_of("scheduling", "x", ("fifo", "lifo")),
            TypeError,
            "ERR_INVALID_OPT_VALUE",
            "The value \"x\" is invalid for option \"scheduling\". Must be one of: 'fifo', 'lifo'",
        ),
        (
            lambda: options.validate_host("options.host", 1),
            TypeError,
            "ERR_INVALID_ARG_TYPE",
            'The "options.host" property must be of type str or None. Received type int (1)',
        ),
        (
            lambda: options.validate_callable(1),  # type: ignore[arg-type]
            TypeError,
            "ERR_INVALID_CALLBACK",
            "Callback must be a function. Received 1",
        ),
    ],
)
def test_what_is_refused(check: Callable[[], object], kind: type, code: str, text: str) -> None:
    assert refusal(check) == (kind, code, text)


@pytest.mark.parametrize("value", [80, 80.0, "80", " 80 ", "0x50", "8e1"])
def test_a_port_may_be_written_in_many_ways(value: object) -> None:
    assert options.validate_port(value) == 80


@pytest.mark.parametrize("value", [-1, 65536, 1.5, "a", "", "1_0", float("nan"), float("inf")])
def test_what_is_no_port(value: object) -> None:
    expected = f"Port should be >= 0 and < 65536. Received {value}."
    assert refusal(lambda: options.validate_port(value)) == (
        ValueError,
        "ERR_SOCKET_BAD_PORT",
        expected,
    )


@pytest.mark.parametrize("value", [None, True, [], b"80"])
def test_what_is_not_even_the_type_of_a_port(value: object) -> None:
    assert refusal(lambda: options.validate_port(value))[:2] == (TypeError, "ERR_INVALID_ARG_TYPE")


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("UTF8", "utf8"),
        ("Utf-8", "utf8"),
        ("UCS-2", "utf16le"),
        ("ucs2", "utf16le"),
        ("utf-16LE", "utf16le"),
        ("LATIN1", "latin1"),
        ("Binary", "latin1"),
        ("HEX", "hex"),
        ("base64", "base64"),
        ("ASCII", "ascii"),
        (None, "utf8"),
        ("", "utf8"),
    ],
)
def test_an_encoding_has_many_names(given: str | None, name: str) -> None:
    assert normalize_encoding(given) == name
    assert Decoder(given).encoding == name


@pytest.mark.parametrize("given", ["buffer", "foo", "utf16", "latin-1", 1])
def test_an_unknown_encoding(given: object) -> None:
    expected = (TypeError, "ERR_UNKNOWN_ENCODING", f"Unknown encoding: {given}")
    assert refusal(lambda: normalize_encoding(given)) == expected


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        ("\xe9\U0001f600", None, "c3a9f09f9880"),
        ("\ud800a", "utf8", "efbfbd61"),
        ("\ud83d\ude00", "utf8", "f09f9880"),
        ("\xe9\u028a\U0001f600", "latin1", "e98a3d00"),
        ("\xe9\u028a", "ascii", "e98a"),
        ("a\U0001f600\ud800", "ucs2", "61003dd800de00d8"),
        ("abzzcd", "hex", "ab"),
        ("AbCde", "hex", "abcd"),
        ("YQ==YQ==", "base64", "61"),
        ("Y Q\n=\n=", "base64", "61"),
        ("-_-_", "base64", "fbffbf"),
        ("+/+/", "base64", "fbffbf"),
        ("YWJj!ZGVm", "base64", "616263646566"),
        ("Y", "base64", ""),
        ("=YQ", "base64", ""),
        ("\xe9", "base64", ""),
    ],
)
def test_text_becomes_the_bytes_that_node_makes(
    text: str, encoding: str | None, expected: str
) -> None:
    assert encode(text, encoding).hex() == expected


@pytest.mark.parametrize(
    ("encoding", "pieces", "texts"),
    [
        ("utf8", "e2 82 ac", ["", "", "\u20ac", ""]),
        ("utf8", "e282 41", ["", "\ufffdA", ""]),
        ("utf8", "e2", ["", "\ufffd"]),
        ("utf8", "f09f98 80", ["", "\U0001f600", ""]),
        ("utf8", "c3 a9c3", ["", "\xe9", "\ufffd"]),
        ("utf8", "eda080", ["\ufffd\ufffd\ufffd", ""]),
        ("utf8", "efbbbf61", ["\ufeffa", ""]),
        ("utf16le", "3dd8 00de", ["", "\U0001f600", ""]),
        ("utf16le", "61 0062", ["", "a", ""]),
        ("utf16le", "3dd8", ["", "\ud83d"]),
        ("utf16le", "3dd8 6100", ["", "\ud83da", ""]),
        ("base64", "61 62 63 64", ["", "", "YWJj", "", "ZA=="]),
        ("base64", "6162", ["", "YWI="]),
        ("hex", "61 6263", ["61", "6263", ""]),
        ("latin1", "e9", ["\xe9", ""]),
        ("ascii", "e9ff", ["i\x7f", ""]),
    ],
)
def test_bytes_become_text_piece_by_piece(encoding: str, pieces: str, texts: list[str]) -> None:
    decoder = Decoder(encoding)
    said = [decoder.write(bytes.fromhex(piece)) for piece in pieces.split()]
    assert [*said, decoder.end()] == texts
    assert decoder.end() == ""
    assert decode(bytes.fromhex(pieces), encoding) == "".join(texts)
