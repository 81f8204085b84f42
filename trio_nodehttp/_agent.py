"""`Agent`: the pools of sockets that a client's requests share, and the owner of those sockets.

    request → `add_request` → an idle socket, a new one, or a place in the queue
    socket → 'free' → the next request in the queue, the pool, or destroyed

An agent owns a nursery: its loop holds every socket of its pools. There is one `Pool` per
`Agent.get_name`. What a request costs does not depend on how many sockets or requests there are:
everything is kept in ordered dictionaries, and the mappings that the program may look at are made
when it looks.

Bytes do not pass through here; `_client_connection` moves them.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

import trio
from trio.lowlevel import enable_ki_protection

from ._agent_pool import Membership, Pool, Presence
from ._client_connection import ClientConnection
from ._client_options import DEFAULT_PORT, name_of
from ._client_sockets import connect, create
from ._errors import connection_reset
from ._options import validate_one_of, validate_positive
from ._owner import Owner
from ._parser import resolve_parser

if TYPE_CHECKING:
    from ._client import ClientRequest

# What makes `get_name` differ: an agent with one of these has to look at every request's options
# with its own.
_NAME_OPTIONS: Final = frozenset({"host", "port", "local_address", "family", "socket_path"})

# What `Agent.like` copies.
_SETTINGS: Final = (
    "default_port",
    "keep_alive",
    "keep_alive_msecs",
    "max_free_sockets",
    "max_sockets",
    "max_total_sockets",
    "options",
    "parser",
    "protocol",
    "scheduling",
)

MAX_FREE_SOCKETS: Final = 256  # reference, `agent.maxFreeSockets`

ConnectionCallback = Callable[..., object]


class Agent(Owner):
    """Manages connection persistence and reuse for requests (reference, `http.Agent`).

    An async context manager: ``async with Agent(keep_alive=True) as agent``. Leaving the block
    waits for the requests in flight, except for responses that were awaited and that nobody reads;
    leaving it by an exception destroys everything. With ``nursery=`` it is open at once. Idle
    sockets keep neither open.

    Emits ``'free'`` (socket, options) when a socket has done its request, or was made for one in
    the queue.

    Args:
        nursery: the owner of the sockets; without it, the block's own.
        keep_alive: keep sockets for later requests when none waits.
        keep_alive_msecs: milliseconds before the first TCP keep-alive packet of an idle socket.
        max_sockets: how many sockets there may be at once for one name (0: infinity).
        max_total_sockets: the same for all names together, idle ones included; an idle socket of
            another name makes room.
        max_free_sockets: how many idle sockets one name keeps (0: 256).
        scheduling: which idle socket is used first: ``"fifo"``, the one that waits longest, or
            ``"lifo"``.
        timeout: milliseconds; the timeout of every socket that is made.
        parser: ``"h11"`` or ``"llhttp"``, for requests that do not say.
        options: of `net.connect`, for every socket; they win over a request's.

    Raises:
        TypeError, ValueError: an option is none of what it may be (``ERR_INVALID_OPT_VALUE``,
            ``ERR_INVALID_ARG_TYPE``, ``ERR_OUT_OF_RANGE``).

    Attributes:
        options: what it was made with.
        keep_alive, keep_alive_msecs, max_sockets, max_total_sockets, max_free_sockets, scheduling,
            parser: as above; they may be assigned at any time, for the next request.
        default_port: the port of requests that name none (80).
        protocol: what the option ``protocol`` of its requests has to be (``"http:"``).
    """

    default_port: int = DEFAULT_PORT
    protocol: str = "http:"

    def __init__(
        self,
        *,
        nursery: trio.Nursery | None = None,
        keep_alive: bool = False,
        keep_alive_msecs: float = 1000,
        max_sockets: float = math.inf,
        max_total_sockets: float = math.inf,
        max_free_sockets: float = MAX_FREE_SOCKETS,
        scheduling: str = "fifo",
        timeout: float | None = None,
        parser: str | None = None,
        **options: Any,
    ) -> None:
        super().__init__(nursery=nursery)
        self.options: dict[str, Any] = dict(options)
        if keep_alive:
            self.options["keep_alive"] = keep_alive
        if timeout is not None:
            self.options["timeout"] = timeout
        self.keep_alive = keep_alive
        self.keep_alive_msecs = keep_alive_msecs
        self.max_sockets = max_sockets or math.inf
        self.max_total_sockets = validate_positive("max_total_sockets", max_total_sockets)
        self.max_free_sockets = max_free_sockets or MAX_FREE_SOCKETS
        self.scheduling = validate_one_of("scheduling", scheduling, ("fifo", "lifo"))
        self.parser = None if parser is None else resolve_parser(parser)
        self._open_sockets = 0  # idle ones and those that are being opened included
        self._pools: dict[str, Pool] = {}
        # Idle sockets of all names, the one that waits longest first, and pools that have room for
        # a socket of their own but none within `max_total_sockets`.
        self._idle: OrderedDict[Any, Pool] = OrderedDict()
        self._starved: OrderedDict[Pool, None] = OrderedDict()
        self._presence = Presence(self)
        self._is_ending = False
        self.on("free", self._on_free)
        self._alone: Any = self._events and self._events["free"]

    # Looking

    @property
    def sockets(self) -> dict[str, list[Any]]:
        """Sockets in use, by name. A new mapping at each look: changing it changes nothing."""
        return {name: list(pool.in_use) for name, pool in self._pools.items() if pool.in_use}

    @property
    def free_sockets(self) -> dict[str, list[Any]]:
        """Idle sockets, by name; the one that waits longest first."""
        return {name: list(pool.free) for name, pool in self._pools.items() if pool.free}

    @property
    def total_socket_count(self) -> int:
        """How many sockets are in use, of all names."""
        return sum(len(pool.in_use) for pool in self._pools.values())

    @property
    def requests(self) -> dict[str, list[ClientRequest]]:
        """Requests in the queue, by name."""
        return {name: list(pool.waiting) for name, pool in self._pools.items() if pool.waiting}

    def get_name(self, options: Mapping[str, Any] | None = None) -> str:
        """What tells whether two requests may share a connection (reference, `agent.getName`).

        Returns:
            ``host:port:local_address``, then ``:family`` if that is 4 or 6, then ``:socket_path``.
        """
        return name_of(options or {})

    # What a subclass, or the program, may replace

    def create_connection(
        self, options: Mapping[str, Any], callback: ConnectionCallback | None = None
    ) -> Any:
        """Make the socket for a request; what it is made of can be replaced.

        Args:
            options: those of the request and of the agent, the agent's first; those of
                `net.connect` among them.
            callback: ``callback(error, stream)``, for a replacement that has no stream to return
                yet.

        Returns:
            A `net.Socket`, or any ``trio.abc.Stream``; None when ``callback`` is called instead.
            (An async function does as well: what it returns is taken.)
        """
        return connect(options, self._owner_loop())

    def create_socket(
        self,
        request: ClientRequest | None,
        options: dict[str, Any],
        callback: Callable[[BaseException | None, Any], object],
    ) -> None:
        """Call `create_connection` and hand on what comes of it, in whatever way it comes.

        Args:
            request: the one that the socket is for.
            options: as `create_connection` gets them.
            callback: ``callback(error, socket)``, one of them None; called once.
        """
        create(self.create_connection, options, self._owner_loop(), callback)

    def keep_socket_alive(self, socket: Any) -> bool:
        """Called when ``socket`` has done its request and could be kept.

        Returns:
            Whether to keep it; else it is destroyed.
        """
        socket.set_keep_alive(True, self.keep_alive_msecs)
        socket.unref()
        return True

    def reuse_socket(self, socket: Any, request: ClientRequest) -> None:
        """Called when the idle ``socket`` is given to ``request``."""
        request.reused_socket = True
        socket.ref()

    # Requests

    @enable_ki_protection
    def add_request(self, request: ClientRequest, options: dict[str, Any]) -> None:
        """Find a socket for ``request``, now or later; it is told by its ``on_socket``."""
        request._usual = None  # the options say it all, in an override's words maybe
        self._find_socket(request, options)

    def _find_socket(self, request: ClientRequest, options: dict[str, Any]) -> None:
        """`add_request`; the options may lack what `Known` knows of the request."""
        self._owner_loop().check_caller()  # before anything is taken out of a pool
        if not self._presence.is_attached:
            self._presence.attach(self._owner_loop())
        usual = request._usual
        if (
            type(self).get_name is Agent.get_name
            and "get_name" not in self.__dict__
            and _NAME_OPTIONS.isdisjoint(self.options)
        ):
            name = name_of(options) if usual is None else usual.name
        else:
            name = self.get_name(self._merged(request, options))
        pool = self._pools.get(name)
        if pool is None:
            pool = self._pools[name] = Pool(name)
        free = pool.free
        while free:
            socket, _ = free.popitem(last=self.scheduling == "lifo")
            del self._idle[socket]
            connection: ClientConnection = socket._client_connection
            if connection.is_stale:
                self._forget(connection)
                socket.destroy()
                continue
            self.reuse_socket(socket, request)
            pool.in_use[socket] = None
            self._assign(request, socket)
            return
        if len(pool.in_use) + pool.opening >= self.max_sockets:
            pool.queue(request, options)
        elif self._open_sockets < self.max_total_sockets or self._evict():
            self._open(pool, request, options)
        else:
            pool.queue(request, options)
            self._starved[pool] = None

    def _merged(self, request: ClientRequest | None, options: Mapping[str, Any]) -> dict[str, Any]:
        """What `create_connection` gets; the agent's options win. ``path`` is a Unix socket's."""
        usual = None if request is None else request._usual
        known = {} if usual is None else usual.target.options
        merged = {**known, **options, **self.options}
        merged["path"] = merged.get("socket_path") or None
        return merged

    def leave_queue(self, request: ClientRequest, pool: Pool) -> None:
        """``request`` was destroyed while it waited: its place is free at once."""
        if pool.waiting.pop(request, None) is not None:
            self._tidy(pool)

    def _next_in(self, pool: Pool) -> ClientRequest:
        """The first request of the queue leaves it."""
        request, _ = pool.waiting.popitem(last=False)
        if not pool.waiting:
            self._starved.pop(pool, None)
        return request

    def _assign(self, request: ClientRequest, socket: Any) -> None:
        if request._waits_in is not None:
            request._waits_in = None
        request.on_socket(socket)
        timeout = request.timeout
        if timeout is not None and timeout != (self.options.get("timeout") or 0):
            socket.set_timeout(timeout)

    # Sockets come

    def _open(self, pool: Pool, request: ClientRequest | None, options: dict[str, Any]) -> None:
        """Make a socket: for ``request``, or (None) for the first in the queue when it comes."""
        first = next(iter(pool.waiting), None) if request is None else request
        merged = self._merged(first, options)
        pool.opening += 1
        self._open_sockets += 1

        def created(failure: BaseException | None, socket: Any) -> None:
            pool.opening -= 1
            if failure is not None:
                self._open_sockets -= 1
                self._not_created(pool, request, failure)
                return
            self._install(pool, socket, merged)
            if request is not None:
                self._assign(request, socket)
            else:
                socket.emit("free")

        try:
            self.create_socket(first, merged, created)
        except BaseException:
            pool.opening -= 1
            self._open_sockets -= 1
            self._tidy(pool)
            raise

    def _not_created(
        self, pool: Pool, request: ClientRequest | None, failure: BaseException
    ) -> None:
        if request is None and pool.waiting:
            request = self._next_in(pool)
        if request is not None:
            request._waits_in = None
            request.on_socket(None, failure)
        self._room_in(pool)

    def _install(self, pool: Pool, socket: Any, options: dict[str, Any]) -> None:
        """A new socket joins the pool, in use."""
        connection = ClientConnection.of(socket)
        connection.agent = self
        connection.pool = pool
        connection.options = options
        pool.in_use[socket] = None
        membership = Membership(self, connection)
        connection.membership = membership
        socket.on("free", membership.on_free)
        membership.alone = socket._events["free"]
        socket.on("close", membership.on_close)
        socket.on("timeout", membership.on_timeout)
        socket.on("agentRemove", membership.on_remove)

    # Sockets go

    def _on_free(self, socket: Any, options: Any) -> None:
        """``'free'``: the next request gets the socket, else it is kept or destroyed."""
        connection: ClientConnection | None = getattr(socket, "_client_connection", None)
        if connection is not None:
            self._take_back(connection)

    def _take_back(self, connection: ClientConnection) -> None:
        socket = connection.socket
        pool = connection.pool
        if pool is None:
            return
        if not socket.writable or connection.is_spoiled:
            socket.destroy()
            return
        if pool.waiting:
            request = self._next_in(pool)
            if connection.requests:
                request.reused_socket = True
            self._assign(request, socket)
            return
        request = socket._http_message
        if (
            request is not None
            and request.should_keep_alive
            and self.keep_alive
            and not self._starved
            and len(pool.in_use) + pool.opening + len(pool.free) <= self.max_sockets
            and self._open_sockets <= self.max_total_sockets
            and len(pool.free) < self.max_free_sockets
            and self.keep_socket_alive(socket)
        ):
            socket._http_message = None
            pool.in_use.pop(socket, None)
            pool.free[socket] = None
            self._idle[socket] = pool
            timeout = self.options.get("timeout") or 0
            if socket.timeout != timeout:
                socket.set_timeout(timeout)
        else:
            socket.destroy()

    def remove_socket(self, connection: ClientConnection) -> None:
        """The socket is closed, or was removed (``'agentRemove'``); one for the queue takes its
        place.
        """
        pool = connection.pool
        if pool is not None:
            self._forget(connection)
            self._room_in(pool)

    def _forget(self, connection: ClientConnection) -> None:
        """The socket no longer counts."""
        pool = connection.pool
        if pool is None:
            return
        socket = connection.socket
        connection.pool = None
        self._open_sockets -= 1
        pool.in_use.pop(socket, None)
        if pool.free.pop(socket, pool) is None:
            self._idle.pop(socket, None)

    def _room_in(self, pool: Pool) -> None:
        """A socket of this pool has gone: open one for the first request that waits for one."""
        if not self._is_ending:
            if pool.waiting and self._may_open(pool):
                self._open(pool, None, next(iter(pool.waiting.values())))
            elif self._starved:
                self._feed_starved()
        self._tidy(pool)

    def _may_open(self, pool: Pool) -> bool:
        return pool.size < self.max_sockets and self._open_sockets < self.max_total_sockets

    def _feed_starved(self) -> None:
        while self._starved and self._open_sockets < self.max_total_sockets:
            pool, _ = self._starved.popitem(last=False)
            if pool.waiting and pool.size < self.max_sockets:
                if len(pool.waiting) > 1:
                    self._starved[pool] = None
                self._open(pool, None, next(iter(pool.waiting.values())))

    def _evict(self) -> bool:
        """Close the socket that is idle longest, of any name. Whether there was one."""
        if not self._idle:
            return False
        socket, pool = self._idle.popitem(last=False)
        self._forget(socket._client_connection)
        self._tidy(pool)
        socket.destroy()
        return True

    def _tidy(self, pool: Pool) -> None:
        if not pool.waiting:
            self._starved.pop(pool, None)
        if pool.is_empty:
            if self._pools.get(pool.name) is pool:
                del self._pools[pool.name]

    def is_idle(self, connection: ClientConnection) -> bool:
        """Whether the socket waits in the pool."""
        return connection.pool is not None and connection.socket in connection.pool.free

    def like(self) -> Agent:
        """An agent for one request, with the settings of this one."""
        made = type(self)()
        for name in _SETTINGS:
            setattr(made, name, getattr(self, name))
        return made

    # The end

    @enable_ki_protection
    def destroy(self) -> Agent:
        """Destroy every socket, idle or in use, and every request in the queue; it can be used
        again afterwards.
        """
        pools = list(self._pools.values())
        for pool in pools:
            waiting, pool.waiting = pool.waiting, OrderedDict()
            for request in waiting:
                request._waits_in = None
                request.destroy(connection_reset())
        self._starved.clear()
        for pool in pools:
            for socket in (*pool.in_use, *pool.free):
                socket.destroy()
            self._tidy(pool)
        return self

    def _leaving(self) -> None:
        for pool in list(self._pools.values()):
            for socket in list(pool.in_use):
                request = socket._client_connection.request
                if request is not None and request._is_left_unread:
                    request.destroy()

    async def __aenter__(self) -> Agent:
        self._begin()
        return await super().__aenter__()

    async def __aexit__(self, *exc_info: Any) -> bool | None:
        try:
            return await super().__aexit__(*exc_info)
        finally:
            self._begin()

    def _begin(self) -> None:
        """Nothing is left of an earlier run."""
        self._pools.clear()
        self._idle.clear()
        self._starved.clear()
        self._open_sockets = 0
        self._is_ending = False
