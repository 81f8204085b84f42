"""How a `Writable` finishes: the last callback, ``_final()``, ``'prefinish'``, ``'finish'``.

The order is Node's: nothing finishes while a write, or the callback of one, is still to come; the
`_final` hook is called in a tick of its own; ``'finish'`` is a tick behind an ``end()`` that found
nothing to wait for, and else comes with the callback that was waited for.
"""

from __future__ import annotations

from typing import Any

from ._lifetime import Callback, Stream


class Finishing(Stream):
    """The part of a `Writable` that comes after ``end()``."""

    _write_length: int
    _queue: list[Any] | None
    _writing: bool

    _pending_callbacks: int = 0
    _ending: bool = False  # end() was called
    _final_called: bool = False
    _prefinished: bool = False
    _finished: bool = False

    def _final(self, callback: Callback) -> None:
        """Hook, optional: what must happen before ``'finish'``."""
        callback()

    def _call_at_finish(self, callback: Callback) -> None:
        def on_error(failure: BaseException) -> None:
            self.remove_listener("finish", on_finish)
            self.remove_listener("error", on_error)
            callback(failure)
            if not self.listener_count("error"):
                self.emit("error", failure)

        def on_finish() -> None:
            self.remove_listener("finish", on_finish)
            self.remove_listener("error", on_error)
            callback()

        self.on("finish", on_finish)
        self.prepend_listener("error", on_error)

    def _finish_maybe(self, sync: bool = False) -> None:
        if (
            not self._ending
            or self._write_length
            or self._errored
            or self._queue
            or self._finished
            or self._writing
        ):
            return
        if not (self._prefinished or self._final_called):
            if type(self)._final is not Finishing._final and not self.destroyed:
                self._final_called = True
                self._pending_callbacks += 1
                self._tick(self._final, self._on_final)
            else:
                self._prefinished = True
                self.emit("prefinish")
        if not self._pending_callbacks:
            self._pending_callbacks += 1
            if sync:
                self._tick(self._finish)
            else:
                self._finish()

    def _on_final(self, failure: BaseException | None = None) -> None:
        self._pending_callbacks -= 1
        if failure is not None:
            self._fail(failure)
        else:
            self._prefinished = True
            self.emit("prefinish")
            self._finish_maybe()

    def _finish(self) -> None:
        self._pending_callbacks -= 1
        if self._error_emitted:
            return
        self._finished = True
        self.emit("finish")
        if self._waiters:
            self._settle_waiters()
        self._after_finish()

    def _after_finish(self) -> None:
        if self._auto_destroy:
            self.destroy()
