"""Owning a nursery: what `async with` does for a server and for an agent.

An owner either opens a nursery of its own with ``async with``, or is given one (``nursery=``) and
is open at once. Leaving the block normally lets work in flight finish; leaving it by an exception,
or by cancellation, ends everything at once.
"""

from __future__ import annotations

import contextlib
import sys
from types import TracebackType
from typing import Any, TypeVar

import trio

from ._loop import Loop
from .events import EventEmitter

if sys.version_info < (3, 11):  # pragma: no cover
    from exceptiongroup import BaseExceptionGroup

_Self = TypeVar("_Self", bound="Owner")


class Owner(EventEmitter):
    """An emitter that owns a nursery and the loop in it."""

    _scope: contextlib.AbstractAsyncContextManager[trio.Nursery] | None = None

    @property
    def is_open(self) -> bool:
        """Whether it has a nursery: between entering and leaving, or given one."""
        return self._loop is not None

    def _owner_loop(self) -> Loop:
        """The loop, for calls that need one.

        Raises:
            RuntimeError: nothing owns this object yet.
        """
        if self._loop is None:
            name = type(self).__name__
            raise RuntimeError(
                f"this {name} is not open: enter it with `async with`, or make it with nursery="
            )
        return self._loop

    def _opened(self) -> None:
        """Hook: the block was entered."""

    def _leaving(self) -> None:
        """Hook: the block is left normally; stop what would keep it open."""

    async def __aenter__(self: _Self) -> _Self:
        if self._loop is not None:
            raise RuntimeError(f"this {type(self).__name__} is open already")
        scope = trio.open_nursery()
        self._loop = Loop.of(await scope.__aenter__())
        self._loop.hold()  # the block does, so that what is idle lives until it is left
        self._scope = scope
        self._opened()
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool | None:
        scope, self._scope = self._scope, None
        assert scope is not None and self._loop is not None
        try:
            self._loop.release()
            if exc is None:
                try:
                    self._leaving()
                except BaseException as failure:
                    await scope.__aexit__(type(failure), failure, failure.__traceback__)
                    raise
            return await scope.__aexit__(exc_type, exc, traceback)
        except BaseExceptionGroup as group:
            # The body's own exception leaves bare when it is the only one.
            if exc is not None and _only(group) is exc:
                return False
            raise
        finally:
            self._loop = None


def _only(group: BaseExceptionGroup[Any]) -> BaseException | None:
    """The one exception in a group of one."""
    inner: BaseException = group
    while isinstance(inner, BaseExceptionGroup):
        if len(inner.exceptions) != 1:
            return None
        inner = inner.exceptions[0]
    return inner
