"""`Writable`: one write at a time goes to the hook, the rest waits.

``write()`` calls the `_write` hook at once when the stream is idle, else it queues; what piled up
goes to `_writev` in one piece where there is one. The hook calls back when it is done, and then

- in a tick if it called back inside the call, at once if later,
- ``'drain'`` comes first, then the callbacks of the writes, then (after ``end()``) ``'prefinish'``
  and ``'finish'``.

Nothing is ever written out of order, and nothing after ``end()`` or ``destroy()``.
"""

from __future__ import annotations

from typing import Any, Final, TypeVar

import trio
from trio.lowlevel import enable_ki_protection

from ._completion import Completion
from ._encoding import encode, normalize_encoding
from ._errors import error, stream_destroyed
from ._finishing import Finishing
from ._lifetime import Callback
from ._loop import call_unprotected
from ._pipe import refuse_to_read
from ._readable import checked_high_water_mark
from ._trio_face import UNCLAIMED, SendingTasks, Written

#: What the `Writable._write` hook returns when everything was written in the call.
WRITTEN: Final = object()

_Self = TypeVar("_Self", bound="Writable")


class Writable(Finishing, SendingTasks):
    """Node's ``stream.Writable``, and a Trio send stream.

    Subclasses define `_write` (or `_writev`), and `_final` if the end takes work.

    Emits ``'drain'``, ``'prefinish'``, ``'finish'``, ``'error'``, ``'close'``, ``'pipe'``,
    ``'unpipe'``.

    Args:
        high_water_mark: `write` answers false from this many queued bytes on (default 16384).
        decode_strings: whether text is encoded before `_write` gets it.
        default_encoding: of text that is written without one.
        auto_destroy: destroy the stream after ``'finish'`` and on errors.
        emit_close: emit ``'close'`` after `destroy`.
        nursery: the owner of async listeners.
    """

    _is_writable_side = True
    _write_high_water_mark: int = 16384
    _decode_strings: bool = True
    _default_write_encoding: str = "utf8"

    _write_length: int = 0  # queued and in the hook
    _writing: bool = False  # the hook has not called back
    _write_sync: bool = True  # the hook is on the stack
    _in_hook: int = 0  # the length of what the hook has
    _in_hook_callback: Callback | None = None
    _in_hook_completions: tuple[Completion, ...] = ()
    _failed_at_once: Completion | None = None
    _corked: int = 0
    _queue: list[Written] | None = None
    _clearing: bool = False
    _need_drain: bool = False
    _after_write_tick: list[Any] | None = None

    def __init__(
        self,
        *,
        high_water_mark: int | None = None,
        decode_strings: bool = True,
        default_encoding: str | None = None,
        auto_destroy: bool = True,
        emit_close: bool = True,
        nursery: trio.Nursery | None = None,
    ) -> None:
        super().__init__(nursery=nursery)
        self._configure(high_water_mark, decode_strings, default_encoding)
        if not auto_destroy:
            self._auto_destroy = False
        if not emit_close:
            self._emit_close = False

    def _configure(
        self, high_water_mark: int | None, decode_strings: bool, default_encoding: str | None
    ) -> None:
        if high_water_mark is not None:
            self._write_high_water_mark = checked_high_water_mark(high_water_mark)
        if not decode_strings:
            self._decode_strings = False
        if default_encoding is not None:
            self.set_default_encoding(default_encoding)

    # Looking

    _writable: bool = True

    @property
    def writable(self) -> bool:
        """Whether `write` may be called: neither ended, nor destroyed, nor failed."""
        return self._writable and not (self._ending or self.destroyed or self._errored)

    @writable.setter
    def writable(self, value: bool) -> None:
        self._writable = value

    @property
    def writable_ended(self) -> bool:
        """Whether `end` was called."""
        return self._ending

    @property
    def writable_finished(self) -> bool:
        """Whether everything was written and ``'finish'`` emitted."""
        return self._finished

    @property
    def writable_length(self) -> int:
        """Bytes that are queued or in the hook."""
        return self._write_length

    @property
    def writable_high_water_mark(self) -> int:
        """Bytes from which on `write` answers false."""
        return self._write_high_water_mark

    @property
    def writable_corked(self) -> int:
        """How many `uncork` are owed."""
        return self._corked

    @property
    def writable_need_drain(self) -> bool:
        """Whether `write` answered false and ``'drain'`` is still to come."""
        return self._need_drain and not (self.destroyed or self._ending)

    # The hooks

    def _write(self, chunk: Any, encoding: str, callback: Callback) -> object:
        """Hook: write ``chunk`` and then call ``callback()``, or ``callback(error)``.

        ``encoding`` is ``"buffer"`` for bytes. Instead of calling back in the call it may return
        `WRITTEN`, which saves 2 µs.
        """
        if not self._has_writev():
            raise error("ERR_METHOD_NOT_IMPLEMENTED", "_write()")
        return self._writev([Written(chunk, encoding, None, Completion.FLUSHED)], callback)

    def _writev(self, chunks: list[Written], callback: Callback) -> object:
        """Hook, optional: write several chunks at once; each has ``.chunk`` and ``.encoding``."""
        raise error("ERR_METHOD_NOT_IMPLEMENTED", "_writev()")

    def _keep(self, chunk: bytes) -> bool:
        """`write`, if that leaves the chunk to the end of this step, which sends it whole; whether
        it has."""
        return False

    def _has_writev(self) -> bool:
        return type(self)._writev is not Writable._writev

    # Writing

    @enable_ki_protection
    def write(
        self, chunk: Any, encoding: str | None = None, callback: Callback | None = None
    ) -> Completion:
        """Write bytes or text.

        Cancelling an await of the result changes nothing: the chunk stays queued. Awaiting it on a
        corked stream uncorks that.

        Args:
            chunk: bytes or str.
            encoding: of a str (default UTF-8).
            callback: Called without argument when the chunk was written, else with the error.

        Returns:
            A `Completion`: false when the caller should wait for ``'drain'``. Awaiting it waits for
            the moment of ``callback``, and raises its error.

        Raises:
            NodeTypeError: ``ERR_INVALID_ARG_TYPE``, ``ERR_STREAM_NULL_VALUES``,
                ``ERR_UNKNOWN_ENCODING``.

        After `end` the stream fails with ``ERR_STREAM_WRITE_AFTER_END``; after ``destroy()`` the
        callback is given ``ERR_STREAM_DESTROYED``.
        """
        self._check_caller()
        if chunk.__class__ is bytes:
            encoding = "buffer"
        else:
            chunk, encoding = self._checked_chunk(chunk, encoding)
        if self._ending:
            return self._refuse(error("ERR_STREAM_WRITE_AFTER_END"), callback)
        if self.destroyed:
            return self._refuse(stream_destroyed("write"), callback)

        length = len(chunk)
        self._pending_callbacks += 1
        self._write_length += length
        if self._writing or self._corked or self._errored:
            return self._enqueue(chunk, encoding, callback)

        self._writing = True
        self._write_sync = True
        self._in_hook = length
        self._in_hook_callback = callback
        self._in_hook_completions = UNCLAIMED
        if self._write(chunk, encoding, self._on_write) is WRITTEN:
            if not self._queue and self._write_high_water_mark:
                # The way of nearly every write of a socket: `_on_write` without its detours.
                self._writing = False
                self._in_hook = 0
                self._in_hook_callback = None
                self._in_hook_completions = ()
                self._write_length -= length
                self._after_write_soon(callback, ())
                return Completion.FLUSHED
            self._on_write()
        self._write_sync = False
        accepted = self._write_length < self._write_high_water_mark
        if not accepted:
            self._need_drain = True
        if self._errored or self.destroyed:
            accepted = False
        if self._in_hook_completions is UNCLAIMED:
            completion = Completion(accepted)
            self._in_hook_completions = (completion,)
            return completion
        if self._failed_at_once is not None:
            completion, self._failed_at_once = self._failed_at_once, None
            return completion
        return Completion.FLUSHED if accepted else Completion.FLUSHED_FULL

    def _enqueue(self, chunk: Any, encoding: str, callback: Callback | None) -> Completion:
        accepted = self._write_length < self._write_high_water_mark
        if not accepted:
            self._need_drain = True
        completion = Completion(
            accepted and not self._errored, self._uncork_all if self._corked else None
        )
        if self._queue is None:
            self._queue = []
        self._queue.append(Written(chunk, encoding, callback, completion))
        return completion

    def _checked_chunk(self, chunk: Any, encoding: str | None) -> tuple[Any, str]:
        if isinstance(chunk, str):
            if encoding is None:
                encoding = self._default_write_encoding
            if self._decode_strings:
                return encode(chunk, encoding), "buffer"
            return chunk, normalize_encoding(encoding)
        if isinstance(chunk, (bytes, bytearray, memoryview)):
            # A copy: the caller may change it while it waits in the queue.
            return bytes(chunk), "buffer"
        if chunk is None:
            raise error("ERR_STREAM_NULL_VALUES")
        raise error("ERR_INVALID_ARG_TYPE", "chunk", "of type str or bytes", chunk)

    def _refuse(self, failure: BaseException, callback: Callback | None) -> Completion:
        completion = Completion(False)
        self._tick(self._call_back, failure, callback, completion)
        self._fail(failure, defer=True)
        return completion

    def _call_back(
        self, failure: BaseException, callback: Callback | None, completion: Completion
    ) -> None:
        self._fail_completion(completion, failure)
        if callback is not None:
            call_unprotected(callback, failure)

    def _fail_completion(self, completion: Completion, failure: BaseException) -> None:
        if completion.is_awaited:
            self._error_held = failure
        completion.fail(failure)

    def _on_write(self, failure: BaseException | None = None) -> None:
        """The hook is done."""
        if not self._writing:
            self._fail(error("ERR_MULTIPLE_CALLBACK"))
            return
        sync = self._write_sync
        callback = self._in_hook_callback
        completions = self._in_hook_completions
        self._writing = False
        self._in_hook_callback = None
        self._in_hook_completions = ()
        self._write_length -= self._in_hook
        self._in_hook = 0

        if failure is not None:
            if completions is UNCLAIMED:
                self._failed_at_once = Completion(False)
                completions = (self._failed_at_once,)
            self._errored = failure
            if sync:
                self._tick(self._after_failed_write, failure, callback, completions)
            else:
                self._after_failed_write(failure, callback, completions)
            return
        if self._queue:
            self._clear_queue()
        if not sync:
            self._after_write(1, callback, completions)
            return
        self._after_write_soon(callback, completions)

    def _after_write_soon(
        self, callback: Callback | None, completions: tuple[Completion, ...]
    ) -> None:
        tick = self._after_write_tick
        if tick is not None and tick[1] is callback:
            tick[0] += 1  # Node's way: equal callbacks in a row share a tick
            if completions:
                tick[2] = (*tick[2], *completions)
        else:
            self._after_write_tick = tick = [1, callback, completions]
            self._tick(self._run_after_write, tick)

    def _run_after_write(self, tick: list[Any]) -> None:
        self._after_write_tick = None
        self._after_write(*tick)

    def _after_write(
        self, count: int, callback: Callback | None, completions: tuple[Completion, ...]
    ) -> None:
        if self._need_drain and not self._write_length and not (self._ending or self.destroyed):
            self._need_drain = False
            self.emit("drain")
            if self._waiters:
                self._settle_waiters()
        self._pending_callbacks -= count
        if callback is not None:
            for _ in range(count):
                call_unprotected(callback)
        for completion in completions:
            completion.settle()
        if self.destroyed:
            self._fail_queue(stream_destroyed("write"))
        if self._ending:
            self._finish_maybe()

    def _after_failed_write(
        self,
        failure: BaseException,
        callback: Callback | None,
        completions: tuple[Completion, ...],
    ) -> None:
        self._pending_callbacks -= 1
        for completion in completions:
            self._fail_completion(completion, failure)
        if callback is not None:
            call_unprotected(callback, failure)
        self._fail_queue(stream_destroyed("write"))
        self._fail(failure)

    def _clear_queue(self) -> None:
        """Hand what is queued to the hook, until that keeps something."""
        queue = self._queue
        if not queue or self._corked or self._clearing or self.destroyed:
            return
        self._clearing = True
        if len(queue) > 1 and self._has_writev():
            self._queue = None
            self._pending_callbacks -= len(queue) - 1
            callbacks = [entry.callback for entry in queue if entry.callback is not None]
            self._hand_over(
                sum(len(entry.chunk) for entry in queue),
                (lambda *args: _call_all(callbacks, args)) if callbacks else None,
                tuple(entry.completion for entry in queue),
            )
            if self._writev(queue, self._on_write) is WRITTEN:
                self._on_write()
            self._write_sync = False
        else:
            done = 0
            while done < len(queue) and not self._writing:
                entry = queue[done]
                done += 1
                self._hand_over(len(entry.chunk), entry.callback, (entry.completion,))
                if self._write(entry.chunk, entry.encoding, self._on_write) is WRITTEN:
                    self._on_write()
                self._write_sync = False
            del queue[:done]
        self._clearing = False

    def _hand_over(
        self, length: int, callback: Callback | None, completions: tuple[Completion, ...]
    ) -> None:
        self._in_hook = length
        self._in_hook_callback = callback
        self._in_hook_completions = completions
        self._writing = True
        self._write_sync = True

    def _fail_queue(self, failure: BaseException) -> None:
        """Nothing of what is queued will be written."""
        if self._writing or not self._queue:
            return
        for entry in self._queue:  # which a callback may still make longer
            self._write_length -= len(entry.chunk)
            self._fail_completion(entry.completion, failure)
            if entry.callback is not None:
                call_unprotected(entry.callback, failure)
        self._queue = None

    @enable_ki_protection
    def cork(self) -> None:
        """Queue everything until `uncork`, so that it can be written in one piece. Nests."""
        self._corked += 1

    @enable_ki_protection
    def uncork(self) -> None:
        """Take back one `cork`; the last one writes what was queued."""
        if self._corked:
            self._corked -= 1
            if not self._writing:
                self._clear_queue()

    def _uncork_all(self) -> None:
        if self._corked:
            self._corked = 1
            self.uncork()

    def set_default_encoding(self: _Self, encoding: str) -> _Self:
        """The encoding of text that is written without one.

        Raises:
            NodeTypeError: there is no such encoding (``ERR_UNKNOWN_ENCODING``).
        """
        normalize_encoding(encoding)
        self._default_write_encoding = encoding.lower()
        return self

    # Ending

    @enable_ki_protection
    def end(
        self: _Self, data: Any = None, encoding: str | None = None, callback: Callback | None = None
    ) -> _Self:
        """Write ``data``, if given, and then nothing more. Emits ``'finish'`` when all is written.

        Args:
            callback: Called at ``'finish'``, or with the error that comes first.

        Returns:
            The stream.
        """
        self._check_caller()
        if data is not None:
            self.write(data, encoding)
        if self._corked:
            self._uncork_all()
        if not (self._ending or self._errored):
            self._ending = True
            self._finish_maybe(sync=True)
            if callback is not None:
                if self._finished:
                    self._tick(call_unprotected, callback)
                else:
                    self._call_at_finish(callback)
        elif callback is not None:
            if self._finished:
                self._tick(call_unprotected, callback, error("ERR_STREAM_ALREADY_FINISHED", "end"))
            elif self.destroyed:
                self._tick(call_unprotected, callback, stream_destroyed("end"))
            else:
                self._call_at_finish(callback)
        return self

    def destroy(
        self: _Self, error: BaseException | None = None, callback: Callback | None = None
    ) -> _Self:
        if not self.destroyed:
            self._tick(self._fail_queue, stream_destroyed("write"))
        return super().destroy(error, callback)

    def pipe(self, destination: Any, *, end: bool = True) -> Any:
        """Fails with ``ERR_STREAM_CANNOT_PIPE``: this stream is not readable."""
        refuse_to_read(self)
        return destination


def _call_all(callbacks: list[Callback], args: tuple[Any, ...]) -> None:
    for callback in callbacks:
        callback(*args)
