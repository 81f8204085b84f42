"""How a stream ends: ``destroy()``, ``'error'``, ``'close'``, and the tasks that wait for it.

`Stream` is what `Readable` and `Writable` stand on, so that a `Duplex` has one lifetime for both
directions. It owns the fields that say whether and of what a stream died, and the two deferrals of
Node that everything else hangs on: ``_destroy()`` is called at once, ``'error'`` and ``'close'``
follow in one tick of their own, in that order.

It never touches a buffer. Data does not pass through here; only the end does.

State is plain attributes whose defaults stand on the class: a message is made per request, and what
does not differ from its default must cost nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from trio.lowlevel import enable_ki_protection

from ._completion import Completion
from ._errors import stream_destroyed
from ._loop import Loop, call_unprotected
from .events import EventEmitter

#: What the hooks (`_write`, `_final`, `_destroy`) call when they are done: with the error, if any.
Callback = Callable[..., object]

_Self = TypeVar("_Self", bound="Stream")


class Stream(EventEmitter):
    """The lifetime that both directions of a stream share.

    Attributes:
        destroyed: Whether ``destroy()`` was called. Nothing is read or written after that.
    """

    destroyed: bool = False

    # Whether destroy() is called when everything has been read and written ('end', 'finish'), and
    # whether destroy() ends in 'close'. Sockets and messages have both off (Node's own choice): the
    # one is closed by its protocol, the others emit 'close' when their exchange is over.
    _auto_destroy: bool = True
    _emit_close: bool = True

    # What the stream died of. An error that is "held" was given to a task or will be to the next.
    _errored: BaseException | None = None
    _error_held: BaseException | None = None
    _error_emitted: bool = False
    _close_emitted: bool = False

    # Set by the Trio methods: this stream is used by tasks, and its errors are theirs.
    _has_tasks: bool = False
    _closed_by_task: bool = False
    _waiters: list[Completion] | None = None  # raise what ends the stream
    _closing: list[Completion] | None = None  # are content when it has ended

    _is_readable_side: bool = False
    _is_writable_side: bool = False

    def _tick(self, callback: Callable[..., object], *args: Any) -> None:
        """Node's ``process.nextTick``, on this stream's owner or on the one that runs now."""
        loop = self._loop
        if loop is not None and loop._stepping:
            loop._ticks.append((callback, args))  # next_tick(), one call shorter
        else:
            (loop or Loop.current()).next_tick(callback, *args)

    def _check_caller(self) -> None:
        """What changes a stream begins here: from another thread it must change nothing."""
        loop = self._loop
        if loop is not None and not loop._stepping:
            loop.check_caller()

    # Destroying

    @enable_ki_protection
    def destroy(
        self: _Self, error: BaseException | None = None, callback: Callback | None = None
    ) -> _Self:
        """End the stream now, whatever is unread or unwritten.

        Emits ``'error'`` with ``error``, if one is given, and then ``'close'``, both in a tick that
        follows once ``_destroy()`` has called back. A second call does nothing. Tasks that wait for
        the stream raise ``error``, else ``trio.ClosedResourceError``.

        Args:
            error: Why. ``None`` for a stream that is simply not wanted any more.
            callback: Called with the error or ``None`` when ``_destroy()`` is done.

        Returns:
            The stream.
        """
        self._check_caller()
        if self.destroyed:
            if callback is not None:
                call_unprotected(callback)
            return self
        if error is not None:
            self._errored = error
        self.destroyed = True

        def destroyed(failure: BaseException | None = None) -> None:
            if failure is not None:
                self._errored = failure
            if callback is not None:
                call_unprotected(callback, failure)
            self._tick(self._emit_end_of_life, failure)

        self._destroy(error, destroyed)
        return self

    def _destroy(self, error: BaseException | None, callback: Callback) -> None:
        """Hook: give up what the stream holds, then call ``callback(error)``."""
        callback(error)

    def _emit_end_of_life(self, error: BaseException | None) -> None:
        try:
            if error is not None:
                self._emit_error(error)
        finally:
            self._close_emitted = True
            try:
                if self._emit_close:
                    self.emit("close")
            finally:
                self._end_waiters(error)

    # What an error does, by who is there for it and how far the stream has got (Node: an error
    # after destroy() is dropped; that every wait ends is ours):
    #
    #              alive                            destroyed, or 'close' was emitted
    #   listener   'error' is emitted               nothing
    #   waiter     every task that waits raises it  nothing; waits raise what ended the stream
    #   neither    leaves through the owner         nothing
    #
    # "Alive" is decided by destroy() and _fail(), who is there by _emit_error() and
    # _unhandled_error(). tests/test_error_table.py walks it, for messages and servers too.

    def _fail(self, error: BaseException, defer: bool = False) -> None:
        """A failure of the stream itself: destroys it, or only emits where `_auto_destroy` is off.

        Args:
            error: The argument of ``'error'``.
            defer: Whether ``'error'`` waits for a tick (the failing call is still on the stack).
        """
        if self.destroyed:
            return
        if self._auto_destroy:
            self.destroy(error)
            return
        self._errored = error
        if defer:
            self._tick(self._emit_error, error)
        else:
            self._emit_error(error)

    def _emit_error(self, error: BaseException) -> None:
        if self._error_emitted:
            return
        self._error_emitted = True
        if self._give_error_to_tasks(error):
            self._error_held = error
        self.emit("error", error)

    def _unhandled_error(self, error: Any) -> None:
        # A task that works with this stream is as good as a listener: it has raised the error, or
        # does with its next call.
        if error is not self._error_held and not self._has_tasks:
            super()._unhandled_error(error)

    # Tasks that wait

    def _give_error_to_tasks(self, error: BaseException) -> bool:
        """Raise ``error`` in every task that waits now. Returns whether there was one."""
        waiters, self._waiters = self._waiters, None
        given = False
        for completion in waiters or ():
            given = given or completion.is_awaited
            completion.fail(error)
        return given

    def _settle_waiters(self) -> None:
        """What every waiting task waited for has happened (``'drain'``, ``'finish'``)."""
        waiters, self._waiters = self._waiters, None
        for completion in waiters or ():
            completion.settle()

    def _end_waiters(self, error: BaseException | None = None) -> None:
        """``'close'``: end every wait that is still open. For owners that emit it themselves."""
        self._close_emitted = True
        self._give_error_to_tasks(error or self._errored or stream_destroyed("write"))
        closing, self._closing = self._closing, None
        for completion in closing or ():
            completion.settle()

    async def _wait(self) -> None:
        """Wait until `_settle_waiters` is called; raise what ends the stream before that."""
        completion = Completion()
        if self._waiters is None:
            self._waiters = []
        self._waiters.append(completion)
        await completion

    async def _wait_closed(self) -> None:
        """Wait until ``'close'`` (or the moment where it would be); a checkpoint."""
        completion = Completion()
        if self._close_emitted:
            completion.settle()
        else:
            if self._closing is None:
                self._closing = []
            self._closing.append(completion)
        await completion
