"""Header names and values, going out and coming in, and the two published tables."""

from __future__ import annotations

import pytest

from trio_nodehttp._errors import NodeError
from trio_nodehttp._headers import (
    KEEP_FIRST,
    MERGE_RULES,
    merge_headers,
    render_header_value,
    validate_header_name,
    validate_header_value,
)
from trio_nodehttp._status import METHODS, STATUS_CODES


def test_tables_have_nodes_entries() -> None:
    assert len(METHODS) == 34
    assert list(METHODS) == sorted(METHODS)
    assert {"GET", "M-SEARCH", "SOURCE", "UNSUBSCRIBE"} < set(METHODS)
    assert "PRI" not in METHODS
    assert len(STATUS_CODES) == 63
    assert STATUS_CODES[404] == "Not Found"
    assert STATUS_CODES[418] == "I'm a Teapot"
    assert 306 not in STATUS_CODES


@pytest.mark.parametrize("name", ["a", "Content-Type", "!#$%&'*+-.^_`|~09azAZ"])
def test_a_token_is_a_name(name: str) -> None:
    validate_header_name(name)


@pytest.mark.parametrize("name", ["", "a b", "a:", "ü", "a\n", "a\0", None, 1, b"a"])
def test_anything_else_is_no_name(name: object) -> None:
    with pytest.raises(TypeError) as caught:
        validate_header_name(name)
    assert isinstance(caught.value, NodeError)
    assert caught.value.code == "ERR_INVALID_HTTP_TOKEN"
    assert str(caught.value) == f'Header name must be a valid HTTP token ["{name}"]'


@pytest.mark.parametrize("value", ["", "a", "a\tb ", "\xff\x80", 1, 1.5, True, ["a", "b"], []])
def test_what_a_value_may_be(value: object) -> None:
    validate_header_value("x", value)


@pytest.mark.parametrize("value", ["a\n", "\r", "\0", "\x7f", "o\u028a", "\u0100", ["a", "b\n"]])
def test_characters_that_no_value_may_hold(value: object) -> None:
    with pytest.raises(TypeError) as caught:
        validate_header_value("x-a", value)
    assert isinstance(caught.value, NodeError)
    assert caught.value.code == "ERR_INVALID_CHAR"
    assert str(caught.value) == 'Invalid character in header content ["x-a"]'


@pytest.mark.parametrize("value", [None, [None], ["a", None]])
def test_none_is_no_value(value: object) -> None:
    with pytest.raises(TypeError) as caught:
        validate_header_value("x-a", value)
    assert isinstance(caught.value, NodeError)
    assert caught.value.code == "ERR_HTTP_INVALID_HEADER_VALUE"
    assert str(caught.value) == 'Invalid value "None" for header "x-a"'


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "a"),
        (True, "true"),
        (False, "false"),
        (1, "1"),
        (1.0, "1"),
        (-0.0, "0"),
        (1.5, "1.5"),
        (-1.5, "-1.5"),
        (0.1, "0.1"),
        (12345.678, "12345.678"),
        (1e20, "100000000000000000000"),
        (123456789012345680000.0, "123456789012345680000"),
        (1e21, "1e+21"),
        (1.5e300, "1.5e+300"),
        (0.000001, "0.000001"),
        (1e-7, "1e-7"),
        (5e-324, "5e-324"),
        (float("nan"), "NaN"),
        (float("inf"), "Infinity"),
        (float("-inf"), "-Infinity"),
        (["a", 1], "a,1"),
        (b"\xe9", "\xe9"),
    ],
)
def test_a_value_is_written_as_node_writes_it(value: object, text: str) -> None:
    assert render_header_value(value) == text


@pytest.mark.parametrize("name", [*MERGE_RULES, "accept", "x-own", "transfer-encoding"])
def test_a_repeated_header_is_merged_by_the_table(name: str) -> None:
    rule = MERGE_RULES.get(name, ", ")
    expected = {
        KEEP_FIRST: "a",
        "list": ["a", "b", ""],
        "; ": "a; b; ",
        ", ": "a, b, ",
    }[rule]
    raw = [name.title(), "a", "Between", "x", name.upper(), "b", name, ""]
    before = list(raw)
    assert merge_headers(raw) == {name: expected, "between": "x"}
    assert raw == before


def test_set_cookie_is_always_a_list() -> None:
    assert merge_headers(["Set-Cookie", "a"]) == {"set-cookie": ["a"]}


def test_an_empty_first_value_is_joined_like_any_other() -> None:
    assert merge_headers(["X", "", "X", "a", "X", ""]) == {"x": ", a, "}


def test_names_keep_the_order_of_their_first_appearance() -> None:
    merged = merge_headers(["B", "1", "A", "2", "b", "3", "__proto__", "4"])
    assert list(merged) == ["b", "a", "__proto__"]
