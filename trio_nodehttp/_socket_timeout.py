"""`IdleTimeout`: ``'timeout'`` on a socket that nothing moves on.

Activity only stores a time, since it comes with every read and write; one timer of the loop looks
at it when the timeout could be over, and sets itself anew when it is not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from trio.lowlevel import enable_ki_protection

from ._errors import error
from ._handle import SocketHandle
from ._loop import Loop
from ._options import TIMEOUT_MAX, validate_timeout
from ._stream_handle import StreamHandle
from ._streams import Duplex
from ._timers import Timer

_Self = TypeVar("_Self", bound="IdleTimeout")


class IdleTimeout(Duplex):
    """The part of a `Socket` that looks at the clock."""

    timeout: float = 0

    _handle: SocketHandle | StreamHandle | None = None
    _timer: Timer | None = None
    _activity: float = 0  # the latest that is not the handle's
    _reported: float = -1  # the activity after which 'timeout' was emitted, once

    def _owner_loop(self) -> Loop:
        raise NotImplementedError

    @enable_ki_protection
    def set_timeout(
        self: _Self, msecs: float, callback: Callable[[], object] | None = None
    ) -> _Self:
        """Emit ``'timeout'`` after this many milliseconds without activity; 0 switches it off.

        The socket is not closed by it. ``callback`` is a one-time listener of ``'timeout'``; with 0
        it is removed.

        Raises:
            TypeError: ``ERR_INVALID_ARG_TYPE``, ``ERR_INVALID_CALLBACK``.
            ValueError: ``ERR_OUT_OF_RANGE``.
        """
        self.timeout = msecs = validate_timeout("msecs", msecs)
        if callback is not None and not callable(callback):
            raise error("ERR_INVALID_CALLBACK", repr(callback))
        if msecs:
            self._touch()
            self._arm_timer()
            if callback is not None:
                self.once("timeout", callback)
        elif callback is not None:
            self.remove_listener("timeout", callback)
        return self

    def _restart_timeout(self, msecs: float) -> None:
        """`set_timeout` for a connection that has just moved bytes, with a number that is checked.

        An HTTP connection does this twice per request; `set_timeout` costs 0.6 µs more each time.
        """
        self.timeout = msecs
        if msecs:
            timer = self._timer
            if (
                timer is None
                or self._loop is None
                or (timer.deadline > self._loop.now + msecs / 1000)
            ):
                self._touch()
                self._arm_timer()

    def _touch(self) -> None:
        """Something happened: the timeout counts from now."""
        loop = self._loop
        if loop is not None:
            self._activity = loop.time()

    def _last_activity(self) -> float:
        handle = self._handle
        return self._activity if handle is None else max(self._activity, handle.activity)

    def _arm_timer(self) -> None:
        """Make sure that a timer looks at this socket in time.

        Activity only stores a time, and a longer timeout leaves the timer where it is: the timer
        finds out when it fires and sets itself anew.
        """
        if self.destroyed:
            return
        due = self._activity + min(self.timeout, TIMEOUT_MAX) / 1000
        timer = self._timer
        if timer is not None and timer.is_pending:
            if timer.deadline <= due:
                return
            timer.cancel()
        loop = self._owner_loop()
        self._timer = loop.timer_at(due, self._look_at_timeout, ref=False)

    def _look_at_timeout(self) -> None:
        self._timer = None
        if not self.timeout or self.destroyed or self._loop is None:
            return
        now = self._loop.now
        active = self._last_activity()
        due = active + self.timeout / 1000
        is_new = due <= now and active != self._reported
        if due <= now:
            self._reported = active
            due = now + self.timeout / 1000
        self._timer = self._loop.timer_at(due, self._look_at_timeout, ref=False)
        if is_new:
            self.emit("timeout")

    def _disarm_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
