"""URLs as Node v14's `new URL()` reads them, and the options that come out."""

# ruff: noqa: RUF001

from __future__ import annotations

import urllib.parse
from typing import Any

import ada_url
import pytest

from trio_nodehttp._url import options_of, options_of_url

# text → (hostname, port, path, auth), as Node v14.10.1 prints them
READ = [
    ("http://a", "a", None, "/", None),
    ("HTTP://A.com/B c?d e#f g", "a.com", None, "/B%20c?d%20e", None),
    ("http://a:80/", "a", None, "/", None),
    ("http://a:8080", "a", 8080, "/", None),
    ("http://a:08/", "a", 8, "/", None),
    ("http://a:0/", "a", 0, "/", None),
    ("https://a:443/", "a", None, "/", None),
    ("https://a:80/", "a", 80, "/", None),
    ("http://user:pa%20ss@h/", "h", None, "/", "user:pa%20ss"),
    ("http://u@h/", "h", None, "/", "u:"),
    ("http://:p@h/", "h", None, "/", ":p"),
    ("http://@h/", "h", None, "/", None),
    ("http://ü:é@h/", "h", None, "/", "%C3%BC:%C3%A9"),
    ("http://u^:p@h/", "h", None, "/", "u%5E:p"),
    ("http://a%41/", "aa", None, "/", None),
    ("http://[::1]/", "::1", None, "/", None),
    ("http://[::1]:81/x", "::1", 81, "/x", None),
    ("http://[1::FFFF:1.2.3.4]/", "1::ffff:102:304", None, "/", None),
    ("http://1.2.3/", "1.2.0.3", None, "/", None),
    ("http://0x7f.1/", "127.0.0.1", None, "/", None),
    ("http://4294967295/", "255.255.255.255", None, "/", None),
    ("http://bücher.de/ä?ö#ü", "xn--bcher-kva.de", None, "/%C3%A4?%C3%B6", None),
    ("http://faß.de/", "xn--fa-hia.de", None, "/", None),
    ("http://ＧＯ.com/", "go.com", None, "/", None),
    ("http://日本語。ＪＰ/", "xn--wgv71a119e.jp", None, "/", None),
    ("http://a/b/../c/./d//e", "a", None, "/c/d//e", None),
    ("http://a/%2e%2e/b", "a", None, "/b", None),
    ("http:\\\\a\\b", "a", None, "/b", None),
    ("http:a", "a", None, "/", None),
    ("http:////a", "a", None, "/", None),
    ("  http://a/\tb\nc\rd  ", "a", None, "/bcd", None),
    ("http://a/\"<>`{}|^'", "a", None, "/%22%3C%3E%60%7B%7D|^'", None),
    ("http://a/^%5E?^#^", "a", None, "/^%5E?^", None),
    ("http://a/?\"<>`{}|^'", "a", None, "/?%22%3C%3E`{}|^%27", None),
    ("http://a/%zz", "a", None, "/%zz", None),
    ("http://a/\ud800", "a", None, "/%EF%BF%BD", None),
]

INVALID = [
    "",
    "foo",
    "/foo",
    "//foo",
    "http:",
    "http://",
    "http://a:65536/",
    "http://a:b/",
    "http://a:-1/",
    "http://[::1",
    "http://[::g]/",
    "http://256.256.256.256/",
    "http://4294967296/",
    "http://a b/",
    "http://a%00b/",
    "http://xn--a/",
    "http://\ud800/",
    # Node v14 takes these for names; the URL Standard has refused them since.
    "http://a.1/",
    "http://09/",
    "http://a<b/",
    "http://a^b/",
]


@pytest.mark.parametrize(("text", "hostname", "port", "path", "auth"), READ)
def test_a_url_is_read_as_node_reads_it(
    text: str, hostname: str, port: int | None, path: str, auth: str | None
) -> None:
    options = options_of_url(text)
    assert options["hostname"] == hostname
    assert options.get("port") == port
    assert options["path"] == path
    assert options.get("auth") == auth
    assert options["path"] == options["pathname"] + options["search"]


@pytest.mark.parametrize("text", INVALID)
def test_what_is_no_url_is_refused(text: str) -> None:
    with pytest.raises(TypeError) as caught:
        options_of_url(text)
    assert caught.value.code == "ERR_INVALID_URL"  # type: ignore[attr-defined]
    assert str(caught.value) == f"Invalid URL: {text}"


@pytest.mark.parametrize(
    "given",
    [
        "http://u:p@a:1/b?c",
        urllib.parse.urlsplit("http://u:p@a:1/b?c"),
        urllib.parse.urlparse("http://u:p@a:1/b?c"),
        urllib.parse.urlsplit(b"http://u:p@a:1/b?c"),
        ada_url.URL("http://u:p@a:1/b?c"),
    ],
)
def test_every_form_of_a_url_gives_the_same_options(given: Any) -> None:
    options = options_of(given)
    assert options["hostname"] == "a"
    assert options["port"] == 1
    assert options["path"] == "/b?c"
    assert options["auth"] == "u:p"
    assert options["protocol"] == "http:"
    assert options["href"] == "http://u:p@a:1/b?c"


def test_a_mapping_is_options_already() -> None:
    assert options_of({"host": "h"}) == {"host": "h"}
    assert options_of(None) == {}


@pytest.mark.parametrize("given", [5, True, [], b"http://a"])
def test_anything_else_is_refused(given: Any) -> None:
    with pytest.raises(TypeError) as caught:
        options_of(given)
    assert caught.value.code == "ERR_INVALID_ARG_TYPE"  # type: ignore[attr-defined]
