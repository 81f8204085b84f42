"""What an agent keeps its sockets in, and how it hears of them and of its loop.

`Pool` holds the sockets and the queue of one name, `Membership` is one socket's listeners for its
agent, `Presence` the agent's place in its loop. They hold and report; what happens to a socket or a
request is decided in `_agent`.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from ._loop import Loop

if TYPE_CHECKING:
    from ._agent import Agent
    from ._client import ClientRequest
    from ._client_connection import ClientConnection


class Pool:
    """The sockets and the waiting requests of one name."""

    __slots__ = ("free", "in_use", "name", "opening", "waiting")

    def __init__(self, name: str) -> None:
        self.name = name
        self.in_use: dict[Any, None] = {}
        self.free: OrderedDict[Any, None] = OrderedDict()  # the one that waits longest first
        self.waiting: OrderedDict[ClientRequest, dict[str, Any]] = OrderedDict()
        self.opening = 0  # `create_connection` was called and has not called back

    def queue(self, request: ClientRequest, options: dict[str, Any]) -> None:
        """``request`` waits here until a socket is free."""
        self.waiting[request] = options
        request._waits_in = self

    @property
    def size(self) -> int:
        """Sockets that count against `max_sockets`."""
        return len(self.in_use) + self.opening

    @property
    def is_empty(self) -> bool:
        return not (self.in_use or self.free or self.waiting or self.opening)


class Membership:
    """One socket's listeners for its agent; gone with ``'agentRemove'``."""

    __slots__ = ("agent", "alone", "connection")

    def __init__(self, agent: Agent, connection: ClientConnection) -> None:
        self.agent = agent
        self.connection = connection
        self.alone: Any = None  # the socket's listeners of 'free' where the program has none

    def free(self) -> bool:
        """Do what `'free'` does where only we listen, at half the price. Whether that is so."""
        socket = self.connection.socket
        agent = self.agent
        if (
            socket._events.get("free") is not self.alone
            or agent._events is None
            or agent._events.get("free") is not agent._alone
        ):
            return False
        agent._take_back(self.connection)
        return True

    def on_free(self) -> None:
        self.agent.emit("free", self.connection.socket, self.connection.options)

    def on_close(self, had_error: bool = False) -> None:
        self.agent.remove_socket(self.connection)

    def on_timeout(self) -> None:
        if self.agent.is_idle(self.connection):
            self.connection.socket.destroy()

    def on_remove(self) -> None:
        connection = self.connection
        self.leave()
        self.agent.remove_socket(connection)

    def leave(self) -> None:
        """Take the listeners off: the socket is no longer the agent's."""
        connection = self.connection
        connection.agent = None
        connection.membership = None
        socket = connection.socket
        socket.remove_listener("free", self.on_free)
        socket.remove_listener("close", self.on_close)
        socket.remove_listener("timeout", self.on_timeout)
        socket.remove_listener("agentRemove", self.on_remove)


class Presence:
    """An agent's place in its loop: how it learns that the loop ends while requests are still
    queued.
    """

    __slots__ = ("_agent", "_loop", "is_attached", "referenced")

    def __init__(self, agent: Agent) -> None:
        self._agent = agent
        self._loop: Loop | None = None
        self.is_attached = False
        self.referenced = False

    def __hash__(self) -> int:
        return id(self)

    def attach(self, loop: Loop) -> None:
        self._loop = loop
        self.is_attached = True
        self._agent._is_ending = False
        loop.attach(self)

    def step(self, mask: int) -> None:
        raise AssertionError("not in a selector")

    def abandon(self) -> None:
        """The loop ends: no socket is opened for the queue any more."""
        assert self._loop is not None
        self.is_attached = False
        self._loop.detach(self)
        self._agent._is_ending = True
        self._agent.destroy()
