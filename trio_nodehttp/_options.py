"""Checks of options and arguments, with Node's codes and texts.

Every check takes the name first, returns the value as it is to be used, and raises what
`_errors.error` makes: `ERR_INVALID_ARG_TYPE` (TypeError), `ERR_OUT_OF_RANGE` (ValueError) and so
on, naming the option and the value. The rooms call them where an option enters; defaults are
theirs.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any, Final, TypeVar

from ._errors import error

_T = TypeVar("_T")


class Unset(Enum):
    """The type of `UNSET`."""

    UNSET = "UNSET"

    def __repr__(self) -> str:
        return "UNSET"

    def __bool__(self) -> bool:
        return False


UNSET: Final = Unset.UNSET
"""Default of an option for which None is a value of its own (Node tells absent from null there)."""

MAX_SAFE_INTEGER: Final = 2**53 - 1  # the largest that Node takes for an integer option
TIMEOUT_MAX: Final = 2**31 - 1  # milliseconds; Node's timers hold no more


class TimeoutOverflowWarning(RuntimeWarning):
    """A time in milliseconds is longer than Node's longest timer, and was cut down to that."""


def is_number(value: object) -> bool:
    """True for int and float; a bool is no number (as in Node)."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def validate_integer(
    name: str, value: object, minimum: int = 0, maximum: int = MAX_SAFE_INTEGER
) -> int:
    """A whole number between two bounds; ``1.0`` is one.

    Raises:
        TypeError: `ERR_INVALID_ARG_TYPE`.
        ValueError: `ERR_OUT_OF_RANGE`.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise error("ERR_INVALID_ARG_TYPE", name, "of type int", value)
    if not math.isfinite(value) or value != int(value):
        raise error("ERR_OUT_OF_RANGE", name, "an integer", repr(value))
    if not minimum <= value <= maximum:
        raise error("ERR_OUT_OF_RANGE", name, f">= {minimum} && <= {maximum}", repr(value))
    return int(value)


def validate_number(name: str, value: object) -> float:
    """An int or a float.

    Raises:
        TypeError: `ERR_INVALID_ARG_TYPE`.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise error("ERR_INVALID_ARG_TYPE", name, "of type int or float", value)
    return value


def validate_positive(name: str, value: object) -> float:
    """A number above zero, infinity included.

    Raises:
        TypeError: `ERR_INVALID_ARG_TYPE`.
        ValueError: `ERR_OUT_OF_RANGE`.
    """
    number = validate_number(name, value)
    if not number > 0:
        raise error("ERR_OUT_OF_RANGE", name, "> 0", repr(value))
    return number


def validate_timeout(name: str, value: object) -> float:
    """Milliseconds, 0 for none; what is above Node's longest timer becomes that, with a warning.

    Raises:
        TypeError: `ERR_INVALID_ARG_TYPE`.
        ValueError: `ERR_OUT_OF_RANGE`.
    """
    number = validate_number(name, value)
    if not (number >= 0 and math.isfinite(number)):
        raise error("ERR_OUT_OF_RANGE", name, "a non-negative finite number", repr(value))
    if number > TIMEOUT_MAX:
        warnings.warn(
            f"{number} does not fit into a 32-bit signed integer."
            f" Timer duration was truncated to {TIMEOUT_MAX}.",
            TimeoutOverflowWarning,
            stacklevel=3,
        )
        return TIMEOUT_MAX
    return number


def validate_boolean(name: str, value: object) -> bool:
    """True or False.

    Raises:
        TypeError: `ERR_INVALID_ARG_TYPE`.
    """
    if not isinstance(value, bool):
        raise error("ERR_INVALID_ARG_TYPE", name, "of type bool", value)
    return value


def validate_string(name: str, value: object) -> str:
    """A text.

    Raises:
        TypeError: `ERR_INVALID_ARG_TYPE`.
    """
    if not isinstance(value, str):
        raise error("ERR_INVALID_ARG_TYPE", name, "of type str", value)
    return value


def validate_host(name: str, value: object) -> str | None:
    """A host name or None.

    Raises:
        TypeError: `ERR_INVALID_ARG_TYPE`.
    """
    if value is not None and not isinstance(value, str):
        raise error("ERR_INVALID_ARG_TYPE", name, "of type str or None", value)
    return value


def validate_callable(value: Callable[..., Any] | None) -> None:
    """A callback, or None for no callback.

    Raises:
        TypeError: `ERR_INVALID_CALLBACK`.
    """
    if value is not None and not callable(value):
        raise error("ERR_INVALID_CALLBACK", repr(value))


def validate_one_of(name: str, value: _T, allowed: Sequence[_T]) -> _T:
    """One of a few values.

    Raises:
        TypeError: `ERR_INVALID_OPT_VALUE`.
    """
    if value not in allowed:
        choices = ", ".join(map(repr, allowed))
        raise error("ERR_INVALID_OPT_VALUE", value, name, f"Must be one of: {choices}")
    return value


def validate_port(value: object, name: str = "Port", *, typed_as: str = "options.port") -> int:
    """A port number, given as a number or as text (decimal, or with 0x, 0o, 0b as Node takes it).

    Args:
        value: what was given.
        name: how the range error begins; Node says "Port" for a client, "options.port" for
        `listen`.
        typed_as: how the type error names it.

    Raises:
        TypeError: `ERR_INVALID_ARG_TYPE`.
        ValueError: `ERR_SOCKET_BAD_PORT`.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise error("ERR_INVALID_ARG_TYPE", typed_as, "one of type int or str", value)
    number: float
    try:
        if isinstance(value, str):
            text = value.strip().lower().replace("_", "?")  # Python would take 1_0 for a number
            number = int(text, 0) if text[:2] in ("0x", "0o", "0b") else float(text)
        else:
            number = value
        port = int(number)
    except (ValueError, OverflowError):
        port, number = -1, 0
    if port != number or not 0 <= port <= 65535:
        raise error("ERR_SOCKET_BAD_PORT", name, value)
    return port
