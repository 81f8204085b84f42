"""What the options of a request mean: each checked at once, with Node's errors, and made ready to
use.

One function for each option that needs more than a look; `ClientRequest` calls them in Node's
order, so that of several wrong options the same one is reported. Nothing here keeps state or sends
anything.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

import attrs

from ._errors import error
from ._header_fields import Field, field_of
from ._headers import is_token, render_header_value, validate_header_value
from ._options import (
    validate_boolean,
    validate_host,
    validate_integer,
    validate_port,
    validate_string,
)
from ._parser import resolve_parser
from ._url import options_of, options_of_url

# Node's set is everything below "!" and above U+00FF; DEL is refused here as well (RFC 9112 §3.2
# has no room for it).
_find_unescaped: Final[Callable[[str], object]] = re.compile(r"[^\x21-\x7e\x80-\xff]").search

# Methods whose requests have a body only when one is written: Node adds no framing to an empty one.
BODILESS_METHODS: Final = frozenset({"GET", "HEAD", "DELETE", "OPTIONS", "TRACE", "CONNECT"})

DEFAULT_PORT: Final = 80
DEFAULT_HOST: Final = "localhost"


# Options that say nothing of where the request goes: beside these a URL's target can be remembered.
BESIDE_THE_TARGET: Final = frozenset({"agent", "auth", "headers", "method", "timeout", "parser"})


@attrs.frozen
class Target:
    """Where a request goes.

    Attributes:
        options: all options, with ``host`` and ``port`` as they will be used. Not to be changed.
        host_field: the ``Host`` header.
    """

    options: Mapping[str, Any]
    protocol: str
    path: str
    host: str
    port: int
    host_field: tuple[str, str]


@attrs.frozen
class Known:
    """What of a request depends only on its URL and a few plain options, and can be remembered.

    Attributes:
        name: what `Agent.get_name` makes of the options.
        fields: the header store of a request that is given no headers. To be copied.
    """

    target: Target
    name: str
    method: str
    auth: Any
    parser_options: ParserOptions
    fields: dict[str, Field]


@lru_cache(512)
def known(
    url: str, method: str | None, parser: str | None, protocol: str, agent_port: int | None
) -> Known:
    """All that can be said of a request before its headers: 3 µs less for each to the same URL.

    Raises: as `target_of`, `method_of` and `parser_options` do, in this order.
    """
    target = _target(options_of_url(url), protocol, agent_port)
    options = {**target.options, "host": target.host, "port": target.port}
    target = attrs.evolve(target, options=options)
    fields = [field_of(*target.host_field)]
    if options.get("auth"):
        fields.append(field_of("Authorization", basic_authorization(options["auth"])))
    return Known(
        target,
        name_of(options),
        method_of({"method": method}),
        options.get("auth"),
        parser_options({"parser": parser}, None),
        {field[0]: field for field in fields},
    )


def target_of(
    given: object, options: dict[str, Any], protocol: str, agent_port: int | None
) -> tuple[Target, dict[str, Any]]:
    """Where a request goes, and all its options: those of ``given``, and ``options`` over them.

    Args:
        given: a URL in any form, or a mapping of options, or None.
        options: the keyword options.
        protocol: the one that the agent speaks.
        agent_port: its default port.

    Raises:
        TypeError: `ERR_INVALID_URL`, `ERR_UNESCAPED_CHARACTERS`, `ERR_INVALID_PROTOCOL`,
            `ERR_INVALID_ARG_TYPE`.
        ValueError: `ERR_SOCKET_BAD_PORT`.
    """
    merged = {**options_of(given), **options}
    target = _target(merged, protocol, agent_port)
    merged["host"] = target.host
    merged["port"] = target.port
    return target, merged


def _target(options: Mapping[str, Any], protocol: str, agent_port: int | None) -> Target:
    path = path_of(options)
    asked = options.get("protocol") or "http:"
    if asked != protocol:
        raise error("ERR_INVALID_PROTOCOL", asked, protocol)
    default_port = options.get("default_port") or agent_port
    port = options.get("port")
    if port is None or port == "" or port != port or (port == 0 and port is not False):
        port = default_port or DEFAULT_PORT  # what is falsy in JavaScript
    port = validate_port(port)
    host = (
        validate_host("options.hostname", options.get("hostname"))
        or validate_host("options.host", options.get("host"))
        or DEFAULT_HOST
    )
    return Target(options, asked, path, host, port, ("Host", host_header(host, port, default_port)))


def name_of(options: Mapping[str, Any]) -> str:
    """`Agent.get_name`."""
    host = options.get("host") or DEFAULT_HOST
    name = f"{host}:{options.get('port') or ''}:{options.get('local_address') or ''}"
    family = options.get("family")
    if family == 4 or family == 6:
        name += f":{family}"
    path = options.get("socket_path")
    return f"{name}:{path}" if path else name


@lru_cache(256)
def checked_method(method: str) -> str:
    """A method in upper case.

    Raises:
        TypeError: `ERR_INVALID_HTTP_TOKEN`.
    """
    if not is_token(method):
        raise error("ERR_INVALID_HTTP_TOKEN", "Method", method)
    return method.upper()


def method_of(options: Mapping[str, Any]) -> str:
    """The option ``method``: GET unless given."""
    method = options.get("method")
    if method is None or method == "":
        return "GET"
    return checked_method(validate_string("options.method", method))


def path_of(options: Mapping[str, Any]) -> str:
    """The option ``path``: ``/`` unless given.

    Raises:
        TypeError: `ERR_UNESCAPED_CHARACTERS`.
    """
    path = options.get("path")
    if not path:
        return "/"
    if not isinstance(path, str):
        path = render_header_value(path)
    if _find_unescaped(path):
        raise error("ERR_UNESCAPED_CHARACTERS", "Request path")
    return path


@lru_cache(512)
def host_header(host: str, port: int, default_port: int | None) -> str:
    """The value of ``Host``: an IPv6 address in brackets, the port unless it is the default one."""
    text = f"[{host}]" if host.count(":") > 1 and not host.startswith("[") else host
    if port != default_port:
        text = f"{text}:{port}"
    validate_header_value("Host", text)
    return text


def basic_authorization(auth: object) -> str:
    """The value of ``Authorization`` for the option ``auth``, ``user:password``.

    Raises:
        TypeError: `ERR_INVALID_ARG_TYPE`.
    """
    if isinstance(auth, str):
        auth = auth.encode("utf-8", "replace")
    if not isinstance(auth, (bytes, bytearray)):
        raise error("ERR_INVALID_ARG_TYPE", "first argument", "of type str or bytes", auth)
    return "Basic " + base64.b64encode(auth).decode("ascii")


def is_header_list(headers: object) -> bool:
    """Whether the option ``headers`` is a list of pairs, not a mapping.

    Raises:
        TypeError: it is neither (`ERR_INVALID_ARG_TYPE`).
    """
    if isinstance(headers, Mapping):
        return False
    if isinstance(headers, (str, bytes)) or not hasattr(headers, "__iter__"):
        raise error(
            "ERR_INVALID_ARG_TYPE", "options.headers", "a mapping or a list of pairs", headers
        )
    return True


# Which library, `max_header_size`, insecure.
ParserOptions = tuple[str, int, bool]

MAX_HEADER_SIZE: Final = 16384  # what v14.10.1 itself prints

_resolved = lru_cache(16)(resolve_parser)


def parser_options(options: Mapping[str, Any], agent: object) -> ParserOptions:
    """How the response is to be read: by the request's ``parser``, else by the agent's.

    Raises:
        TypeError, ValueError: an option is none of what it may be.
        ImportError: llhttp was asked for and is not installed.
    """
    size, insecure = MAX_HEADER_SIZE, False
    if "max_header_size" in options:
        # 0 is the default, as it is to Node's parser.
        size = validate_integer("max_header_size", options["max_header_size"]) or size
    if "insecure_http_parser" in options:
        insecure = validate_boolean("options.insecure_http_parser", options["insecure_http_parser"])
    name = options.get("parser")
    if name is None:
        name = getattr(agent, "parser", None)
    return _resolved(name, insecure), size, insecure
