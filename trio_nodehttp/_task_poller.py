"""`TaskPoller`: a poller for systems whose selector cannot be waited for (Windows).

For each direction that a descriptor waits for there is a task in the owner's nursery, in Trio's
own ``wait_readable`` or ``wait_writable``. When that returns, the handle is ready and the loop is
woken; the task waits again after the wake-up in which its handle was stepped.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import attrs
import trio

from ._poller import READ, WRITE, Waker

_WAITS: Final = {READ: trio.lowlevel.wait_readable, WRITE: trio.lowlevel.wait_writable}


@attrs.define(eq=False)
class _Key:
    """One descriptor, and the tasks that watch it."""

    descriptor: int
    data: Any
    watches: dict[int, _Watch] = attrs.field(factory=dict)


@attrs.define(eq=False)
class _Watch:
    """The task for one direction."""

    scope: trio.CancelScope = attrs.field(factory=trio.CancelScope)
    again: trio.Event = attrs.field(factory=trio.Event)


class TaskPoller:
    """See above; ``start_task`` starts a task in the owner's nursery."""

    def __init__(self, start_task: Callable[..., object]) -> None:
        self._start_task = start_task
        self._waker = Waker()
        self.wake = self._waker.wake
        self._keys: dict[int, _Key] = {}
        self._ready: dict[_Key, int] = {}

    def fileno(self) -> int:
        return self._waker.descriptor

    def register(self, descriptor: int, mask: int, handle: Any) -> None:
        self._keys[descriptor] = _Key(descriptor, handle)
        self.modify(descriptor, mask, handle)

    def modify(self, descriptor: int, mask: int, handle: Any) -> None:
        key = self._keys[descriptor]
        for direction in _WAITS:
            if mask & direction and direction not in key.watches:
                watch = key.watches[direction] = _Watch()
                self._start_task(self._watch, key, direction, watch)
            elif not mask & direction and direction in key.watches:
                # This leaves wait_readable() at once, so that the descriptor may be closed.
                key.watches.pop(direction).scope.cancel()

    def unregister(self, descriptor: int) -> None:
        self.modify(descriptor, 0, None)
        self._ready.pop(self._keys.pop(descriptor), None)

    async def _watch(self, key: _Key, direction: int, watch: _Watch) -> None:
        with watch.scope:
            while True:
                # Trio would ask the system first, about a descriptor that is closed by now.
                await trio.lowlevel.checkpoint_if_cancelled()
                await _WAITS[direction](key.descriptor)
                if watch is not key.watches.get(direction):
                    return  # it was ready, and unregistered before this task ran
                watch.again = trio.Event()
                self._ready[key] = self._ready.get(key, 0) | direction
                self.wake()
                await watch.again.wait()

    def ready(self) -> list[tuple[Any, int]]:
        self._waker.step()
        ready, self._ready = self._ready, {}
        for key in ready:
            for watch in key.watches.values():
                watch.again.set()  # it runs when all that is ready has been stepped
        return [(key.data, mask) for key, mask in ready.items()]

    def close(self) -> None:
        for descriptor in list(self._keys):
            self.unregister(descriptor)
        self._waker.close()
