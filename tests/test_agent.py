"""The agent's pools: reuse, limits, queue, overrides, and the counts that the program can see."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import pytest
import trio

import trio_nodehttp as http
from trio_nodehttp import net

from .request_trace import OK, Trace, answering, serving, settled, silent
from .wire import Wire, listening

CLOSING = OK.replace(b"Content", b"Connection: close\r\nContent")


def counts(agent: http.Agent) -> tuple[int, int, int]:
    """In use, idle, queued."""
    groups: list[Mapping[str, list[Any]]] = [agent.sockets, agent.free_sockets, agent.requests]
    in_use, idle, queued = (sum(map(len, group.values())) for group in groups)
    assert in_use == agent.total_socket_count
    return in_use, idle, queued


async def fetch(port: int, agent: Any, **options: Any) -> http.ClientRequest:
    """One whole exchange."""
    request = http.get(f"http://127.0.0.1:{port}/", agent=agent, **options)
    response = await request
    assert await response.body() == b"hi"
    return request


async def closed(socket: Any) -> None:
    """Wait for a socket's `'close'`."""
    event = trio.Event()
    if not socket.destroyed:
        socket.on("close", lambda had_error: event.set())
        await event.wait()
    await settled()


# Options


def test_defaults() -> None:
    agent = http.Agent()
    assert agent.max_sockets == agent.max_total_sockets == math.inf
    assert (agent.max_free_sockets, agent.scheduling) == (256, "fifo")
    assert (agent.keep_alive, agent.keep_alive_msecs) == (False, 1000)
    assert (agent.default_port, agent.protocol) == (80, "http:")
    assert agent.sockets == agent.free_sockets == agent.requests == {}
    assert http.Agent(max_sockets=0).max_sockets == math.inf
    assert http.Agent(max_free_sockets=0).max_free_sockets == 256


@pytest.mark.parametrize(
    ("options", "code", "kind"),
    [
        ({"max_total_sockets": 0}, "ERR_OUT_OF_RANGE", ValueError),
        ({"max_total_sockets": math.nan}, "ERR_OUT_OF_RANGE", ValueError),
        ({"max_total_sockets": "5"}, "ERR_INVALID_ARG_TYPE", TypeError),
        ({"scheduling": "x"}, "ERR_INVALID_OPT_VALUE", TypeError),
        ({"parser": "x"}, "ERR_INVALID_OPT_VALUE", TypeError),
    ],
)
def test_wrong_options(options: dict[str, Any], code: str, kind: type[Exception]) -> None:
    with pytest.raises(kind) as caught:
        http.Agent(**options)
    assert caught.value.code == code  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({}, "localhost::"),
        ({"host": "h"}, "h::"),
        ({"host": "h", "port": 80}, "h:80:"),
        ({"host": "h", "port": 80, "local_address": "l", "family": 4}, "h:80:l:4"),
        ({"family": 6}, "localhost:::6"),
        ({"family": 5}, "localhost::"),
        ({"socket_path": "/x"}, "localhost:::/x"),
        ({"host": "h", "port": 1, "socket_path": "/x", "family": 4}, "h:1::4:/x"),
    ],
)
def test_get_name(options: dict[str, Any], name: str) -> None:
    assert http.Agent().get_name(options) == name


@pytest.mark.parametrize(
    ("options", "connection"),
    [
        ({}, "close"),
        ({"keep_alive": True}, "keep-alive"),
        ({"max_sockets": 5}, "keep-alive"),
        ({"max_total_sockets": 5}, "close"),
    ],
)
async def test_connection_header(options: dict[str, Any], connection: str) -> None:
    async with listening() as listener, http.Agent(**options) as agent:
        request = http.get(f"http://127.0.0.1:{listener.port}/", agent=agent)
        request.on("error", lambda error: None)
        wire = await listener.accept()
        head = await wire.receive_head()
        assert f"Connection: {connection}\r\n".encode() in head
        request.destroy()
        await trio.aclose_forcefully(wire.stream)


# Reuse


async def test_sockets_are_kept_and_reused(parser: str) -> None:
    async with serving(answering(OK)) as port:
        async with http.Agent(keep_alive=True, parser=parser) as agent:
            first = await fetch(port, agent)
            await settled()
            assert counts(agent) == (0, 1, 0)
            (name,) = agent.free_sockets
            assert name == f"127.0.0.1:{port}:"
            second = await fetch(port, agent)
            assert second.socket is first.socket
            assert (first.reused_socket, second.reused_socket) == (False, True)


async def test_without_keep_alive_none_is_kept(parser: str) -> None:
    async with serving(answering(OK)) as port, http.Agent(parser=parser) as agent:
        request = await fetch(port, agent)
        await closed(request.socket)
        assert counts(agent) == (0, 0, 0)


async def test_five_reuses_leave_one_listener_each(parser: str) -> None:
    async with serving(answering(OK)) as port:
        async with http.Agent(keep_alive=True, parser=parser, timeout=60_000) as agent:
            for _ in range(6):
                request = await fetch(port, agent, timeout=30_000)
                await settled()
                socket = request.socket
                names = ("close", "free", "timeout", "error", "agentRemove", "end")
                assert [socket.listener_count(name) for name in names] == [1] * 6
                assert socket.listener_count("data") == socket.listener_count("drain") == 0
                assert socket.timeout == 60_000


async def test_the_program_s_own_listeners_survive_reuse(parser: str) -> None:
    async with serving(answering(OK)) as port:
        async with http.Agent(keep_alive=True, parser=parser) as agent:
            seen: list[str] = []
            request = await fetch(port, agent)
            socket = request.socket
            socket.on("end", lambda: seen.append("end"))
            socket.on("newListener", lambda name, listener: seen.append(name))
            assert (await fetch(port, agent)).socket is socket
            assert (await fetch(port, agent)).socket is socket
            await settled()
            assert socket.listener_count("end") == 2
            assert "close" in seen


@pytest.mark.parametrize(("scheduling", "expected"), [("fifo", 0), ("lifo", -1)])
async def test_scheduling(parser: str, scheduling: str, expected: int) -> None:
    async with serving(answering(OK)) as port:
        async with http.Agent(keep_alive=True, scheduling=scheduling, parser=parser) as agent:
            freed: list[Any] = []
            agent.on("free", lambda socket, options: freed.append(socket))
            async with trio.open_nursery() as nursery:
                for _ in range(3):
                    nursery.start_soon(fetch, port, agent)
            await settled()
            assert counts(agent) == (0, 3, 0)
            assert agent.free_sockets[f"127.0.0.1:{port}:"] == freed
            assert (await fetch(port, agent)).socket is freed[expected]


async def test_max_free_sockets(parser: str) -> None:
    async with serving(answering(OK)) as port:
        async with http.Agent(keep_alive=True, max_free_sockets=1, parser=parser) as agent:
            async with trio.open_nursery() as nursery:
                for _ in range(3):
                    nursery.start_soon(fetch, port, agent)
            await settled()
            assert counts(agent) == (0, 1, 0)


async def test_a_socket_that_the_server_closed_leaves_the_pool(parser: str) -> None:
    async def script(wire: Wire) -> None:
        await wire.receive_head()
        await wire.send(OK)

    async def close_later(wire: Wire) -> None:
        await script(wire)
        await go.wait()
        await wire.send_eof()

    go = trio.Event()
    async with serving(close_later, script) as port:
        async with http.Agent(keep_alive=True, parser=parser) as agent:
            request = await fetch(port, agent)
            await settled()
            assert counts(agent) == (0, 1, 0)
            go.set()
            await closed(request.socket)
            assert counts(agent) == (0, 0, 0)
            assert not (await fetch(port, agent)).reused_socket


@pytest.mark.parametrize("last_words", [b"", b"junk"])
async def test_a_socket_whose_end_has_arrived_is_never_handed_out(
    parser: str, last_words: bytes
) -> None:
    """The end is in the kernel, the loop has not seen it yet, and a request is made."""

    async def close(wire: Wire) -> None:
        await wire.receive_head()
        await wire.send(OK)
        await asked.wait()
        if last_words:
            await wire.send(last_words)
        else:
            await wire.send_eof()
        sent.set()

    asked, sent = trio.Event(), trio.Event()
    async with serving(close, answering(OK)) as port:
        async with http.Agent(keep_alive=True, parser=parser) as agent:
            first = await fetch(port, agent)
            await settled()
            asked.set()
            await sent.wait()  # runs in the same turn of Trio as what follows
            second = http.get(f"http://127.0.0.1:{port}/", agent=agent)
            response = await second
            assert await response.body() == b"hi"
            assert second.socket is not first.socket
            assert first.socket.destroyed


async def test_data_on_an_idle_socket_destroys_it(parser: str) -> None:
    async def script(wire: Wire) -> None:
        await wire.receive_head()
        await wire.send(OK)
        await go.wait()
        await wire.send(OK)

    go = trio.Event()
    async with serving(script) as port, http.Agent(keep_alive=True, parser=parser) as agent:
        request = await fetch(port, agent)
        await settled()
        go.set()
        await closed(request.socket)
        assert counts(agent) == (0, 0, 0)


async def test_idle_sockets_time_out(parser: str) -> None:
    async with serving(answering(OK)) as port:
        async with http.Agent(keep_alive=True, timeout=20, parser=parser) as agent:
            agent._owner_loop().hold()  # idle sockets alone do not keep the agent running
            request = await fetch(port, agent)
            await closed(request.socket)
            assert counts(agent) == (0, 0, 0)
            agent._owner_loop().release()


async def test_a_request_s_timeout_ends_with_it(parser: str) -> None:
    async with serving(answering(OK)) as port:
        async with http.Agent(keep_alive=True, parser=parser) as agent:
            request = await fetch(port, agent, timeout=30_000)
            await settled()
            assert request.socket.timeout == 0
            assert request.socket.listener_count("timeout") == 1


# Limits and the queue


async def test_queued_requests_are_served_in_order_on_one_socket(parser: str) -> None:
    order: list[int] = []
    async with serving(answering(OK)) as port:
        async with http.Agent(max_sockets=1, parser=parser) as agent:
            requests = [http.get(f"http://127.0.0.1:{port}/", agent=agent) for _ in range(5)]
            assert counts(agent) == (1, 0, 4)
            for number, request in enumerate(requests):
                request.on("response", lambda response, number=number: order.append(number))
            async with trio.open_nursery() as nursery:
                for request in requests:
                    nursery.start_soon(read, request)
            assert order == [0, 1, 2, 3, 4]
            assert {request.socket for request in requests} == {requests[0].socket}
            assert [request.reused_socket for request in requests] == [False] + [True] * 4
            await closed(requests[0].socket)
            assert counts(agent) == (0, 0, 0)


async def read(request: http.ClientRequest) -> bytes:
    return await (await request).body()


async def test_a_closing_server_costs_one_socket_a_request(parser: str) -> None:
    async with serving(answering(CLOSING)) as port:
        async with http.Agent(keep_alive=True, max_sockets=1, parser=parser) as agent:
            async with trio.open_nursery() as nursery:
                for _ in range(4):
                    nursery.start_soon(fetch, port, agent)
            await settled()
            assert counts(agent) == (0, 0, 0)


async def test_refused_connections_serve_the_queue_and_leave_nothing(parser: str) -> None:
    """A pool that stays poisoned after connection failures is a known failure of others."""
    async with http.Agent(keep_alive=True, max_sockets=1, parser=parser) as agent:
        requests = [http.get("http://127.0.0.1:1/", agent=agent) for _ in range(3)]
        order: list[int] = []
        traces = [Trace(request) for request in requests]
        for number, request in enumerate(requests):
            request.on("close", lambda number=number: order.append(number))
        for trace in traces:
            assert (await trace.ended()) == ["socket", "error", "close"]
        assert order == [0, 1, 2]
        assert counts(agent) == (0, 0, 0)


async def test_the_pool_recovers_from_failures_under_load(parser: str) -> None:
    async def refuse(wire: Wire) -> None:
        await wire.receive_head()
        wire.reset()

    async with serving(refuse, refuse, refuse, answering(OK)) as port:
        async with http.Agent(keep_alive=True, max_sockets=3, parser=parser) as agent:
            failures: list[BaseException] = []

            async def attempt() -> None:
                try:
                    await fetch(port, agent)
                except ConnectionResetError as failure:
                    failures.append(failure)

            async with trio.open_nursery() as nursery:
                for _ in range(20):
                    nursery.start_soon(attempt)
            assert len(failures) == 3
            await fetch(port, agent)
            await settled()
            assert counts(agent)[0] == counts(agent)[2] == 0


async def test_max_total_sockets_holds_and_evicts_idle_ones(parser: str) -> None:
    opened: list[Any] = []

    class Counting(http.Agent):
        def create_connection(self, options: Any, callback: Any = None) -> Any:
            alive = [socket for socket in opened if not socket.destroyed]
            assert len(alive) < 2
            opened.append(super().create_connection(options, callback))
            return opened[-1]

    async with serving(answering(OK)) as one, serving(answering(OK)) as two:
        async with Counting(keep_alive=True, max_total_sockets=2, parser=parser) as agent:
            async with trio.open_nursery() as nursery:
                for port in (one, two, one, two, two, one):
                    nursery.start_soon(fetch, port, agent)
            await settled()
            in_use, idle, queued = counts(agent)
            assert (in_use, queued) == (0, 0)
            assert 1 <= idle <= 2
            await fetch(one, agent)
            await fetch(two, agent)
            await fetch(one, agent)


async def test_limits_can_be_changed_at_any_time(parser: str) -> None:
    async with serving(silent) as port, http.Agent(parser=parser) as agent:
        url = f"http://127.0.0.1:{port}/"
        requests = [http.get(url, agent=agent)]
        agent.max_sockets = 1
        requests.append(http.get(url, agent=agent))
        assert counts(agent) == (1, 0, 1)
        agent.max_sockets = 2
        requests.append(http.get(url, agent=agent))
        assert counts(agent) == (2, 0, 1)
        for request in requests:
            request.on("error", lambda error: None)
        agent.destroy()


@pytest.mark.parametrize("how", ["destroy", "abort"])
async def test_a_queued_request_can_be_taken_back_at_once(parser: str, how: str) -> None:
    """`'close'` never emitted for a request destroyed while queued is a known failure of others."""
    async with serving(silent) as port, http.Agent(max_sockets=1, parser=parser) as agent:
        url = f"http://127.0.0.1:{port}/"
        first, second, third = (http.get(url, agent=agent) for _ in range(3))
        trace = Trace(second)
        getattr(second, how)()
        assert counts(agent) == (1, 0, 1)
        assert agent.requests[f"127.0.0.1:{port}:"] == [third]
        await trace.ended()
        assert trace == (["error", "close"] if how == "destroy" else ["abort", "close"])
        for request in (first, third):
            request.on("error", lambda error: None).destroy()


async def test_destroying_the_first_frees_its_place(parser: str) -> None:
    async with serving(silent, answering(OK)) as port:
        async with http.Agent(max_sockets=1, parser=parser) as agent:
            url = f"http://127.0.0.1:{port}/"
            first, second = http.get(url, agent=agent), http.get(url, agent=agent)
            first.on("error", lambda error: None)
            first.on("finish", lambda: first.destroy() and None)
            assert await read(second) == b"hi"
            await closed(second.socket)
            assert counts(agent) == (0, 0, 0)


async def test_destroy_ends_everything_once(parser: str) -> None:
    async with serving(answering(OK, b""), silent) as port:
        async with http.Agent(keep_alive=True, max_sockets=1, parser=parser) as agent:
            url = f"http://127.0.0.1:{port}/"
            idle = await fetch(port, agent)
            await settled()
            traces = [Trace(http.get(url, agent=agent)) for _ in range(3)]
            await settled()
            assert counts(agent) == (1, 0, 2)
            assert agent.destroy() is agent
            for trace in traces:
                await trace.ended()
                assert trace[-2:] == ["error", "close"]
                assert trace.count("close") == 1
            assert counts(agent) == (0, 0, 0)
            assert idle.socket.destroyed


# 'free' and 'agentRemove'


async def test_free_is_emitted_on_socket_and_agent(parser: str) -> None:
    seen: list[Any] = []
    async with serving(answering(OK)) as port:
        async with http.Agent(keep_alive=True, parser=parser) as agent:
            agent.on("free", lambda socket, options: seen.append((socket, options["port"])))
            request = http.request(f"http://127.0.0.1:{port}/", agent=agent)
            request.on(
                "socket", lambda socket: socket.on("free", lambda: seen.append("socket")) and None
            )
            request.on("close", lambda: seen.append("close"))
            request.end()
            await read(request)
            await settled()
            assert seen == ["close", (request.socket, port), "socket"]


async def test_agent_remove_during_a_request(parser: str) -> None:
    async with serving(answering(OK)) as port:
        async with http.Agent(keep_alive=True, parser=parser) as agent:
            request = http.get(f"http://127.0.0.1:{port}/", agent=agent)
            request.on("socket", lambda socket: socket.emit("agentRemove") and None)
            await read(request)
            await settled()
            assert counts(agent) == (0, 0, 0)
            assert not request.socket.destroyed
            request.socket.destroy()


async def test_agent_remove_lets_the_queue_go_on(parser: str) -> None:
    async with serving(silent, answering(OK)) as port:
        async with http.Agent(max_sockets=1, parser=parser) as agent:
            url = f"http://127.0.0.1:{port}/"
            first, second = http.get(url, agent=agent), http.get(url, agent=agent)
            first.on("error", lambda error: None)
            first.on("socket", lambda socket: socket.emit("agentRemove") and None)
            assert await read(second) == b"hi"
            first.destroy()


# Overriding


async def test_keep_socket_alive_can_refuse(parser: str) -> None:
    class Refusing(http.Agent):
        def keep_socket_alive(self, socket: Any) -> bool:
            return False

    async with serving(answering(OK)) as port:
        async with Refusing(keep_alive=True, parser=parser) as agent:
            request = await fetch(port, agent)
            await closed(request.socket)
            assert counts(agent) == (0, 0, 0)


async def test_reuse_socket_is_told_of_socket_and_request(parser: str) -> None:
    seen: list[Any] = []

    class Telling(http.Agent):
        def reuse_socket(self, socket: Any, request: http.ClientRequest) -> None:
            seen.append((socket, request, request.reused_socket))
            super().reuse_socket(socket, request)

    async with serving(answering(OK)) as port, Telling(keep_alive=True, parser=parser) as agent:
        first = await fetch(port, agent)
        await settled()
        second = await fetch(port, agent)
        assert seen == [(first.socket, second, False)]


async def test_get_name_can_join_hosts(parser: str) -> None:
    class One(http.Agent):
        def get_name(self, options: Mapping[str, Any] | None = None) -> str:
            return "one"

    async with serving(answering(OK)) as port, One(keep_alive=True, parser=parser) as agent:
        first = await fetch(port, agent)
        await settled()
        response = await http.get(f"http://localhost:{port}/", agent=agent)
        assert response.socket is first.socket
        assert await response.body() == b"hi"


async def test_methods_can_be_replaced_on_the_agent_itself(parser: str) -> None:
    async with serving(answering(OK)) as port:
        async with http.Agent(keep_alive=True, parser=parser) as agent:
            agent.get_name = lambda options=None: "one"  # type: ignore[method-assign]
            first = await fetch(port, agent)
            await settled()
            response = await http.get(f"http://localhost:{port}/", agent=agent)
            assert response.socket is first.socket
            assert await response.body() == b"hi"


async def test_options_of_the_agent_win(parser: str) -> None:
    async with serving(answering(OK)) as port:
        async with http.Agent(port=port, local_address="127.0.0.3", parser=parser) as agent:
            request = http.get("http://127.0.0.1:1/", agent=agent)
            response = await request
            assert request.socket.remote_port == port
            assert request.socket.local_address == "127.0.0.3"
            assert await response.body() == b"hi"


Create = Callable[[Mapping[str, Any], Callable[..., object]], Any]


def later(call: Callable[[], object]) -> None:
    http.events.set_immediate(call)


CREATE: dict[str, Callable[[Callable[..., net.Socket]], Create]] = {
    "returned": lambda make: lambda options, callback: make(options),
    "called back": lambda make: lambda options, callback: callback(None, make(options)),
    "called back later": lambda make: (
        lambda options, callback: later(lambda: callback(None, make(options)))
    ),
    "both": lambda make: (
        lambda options, callback: (lambda socket: (callback(None, socket), socket)[1])(
            make(options)
        )
    ),
}


@pytest.mark.parametrize("way", CREATE)
async def test_create_connection(parser: str, way: str) -> None:
    async with serving(answering(OK)) as port, trio.open_nursery() as nursery:
        agent = http.Agent(nursery=nursery, keep_alive=True, parser=parser)

        def make(options: Mapping[str, Any]) -> net.Socket:
            return net.connect(options["port"], options["host"], nursery=nursery)

        agent.create_connection = CREATE[way](make)  # type: ignore[method-assign, assignment]
        agent._owner_loop().hold()  # as the block of an agent that owns its nursery does
        await fetch(port, agent)
        await settled()
        assert counts(agent) == (0, 1, 0)
        assert (await fetch(port, agent)).reused_socket
        agent._owner_loop().release()


@pytest.mark.parametrize("when", ["at once", "later"])
async def test_create_connection_calling_back_an_error(parser: str, when: str) -> None:
    failure = OSError("no")

    class Failing(http.Agent):
        def create_connection(self, options: Any, callback: Any = None) -> None:
            if when == "later":
                later(lambda: callback(failure))
            else:
                callback(failure)

    async with Failing(max_sockets=1, parser=parser) as agent:
        traces = [Trace(http.get("http://127.0.0.1:1/", agent=agent)) for _ in range(3)]
        for trace in traces:
            assert (await trace.ended()) == ["error", "close"]
            assert trace.errors == [failure]
        assert counts(agent) == (0, 0, 0)


async def test_create_connection_raising_leaves_the_call(parser: str) -> None:
    class Raising(http.Agent):
        def create_connection(self, options: Any, callback: Any = None) -> Any:
            raise OSError("no")

    async with Raising(max_sockets=1, parser=parser) as agent:
        for _ in range(2):
            with pytest.raises(OSError, match="no"):
                http.get("http://127.0.0.1:1/", agent=agent)
            assert counts(agent) == (0, 0, 0)


async def test_a_request_destroyed_while_its_connection_is_created(parser: str) -> None:
    calls: list[Callable[[], object]] = []

    async with serving(answering(OK)) as port, trio.open_nursery() as nursery:
        agent = http.Agent(nursery=nursery, max_sockets=1, parser=parser)
        create = agent.create_connection

        def create_later(options: Any, callback: Any = None) -> None:
            calls.append(lambda: callback(None, create(options)))

        agent.create_connection = create_later  # type: ignore[method-assign]
        agent._owner_loop().hold()
        request = http.get(f"http://127.0.0.1:{port}/", agent=agent)
        trace = Trace(request)
        request.destroy()
        assert (await trace.ended()) == ["error", "close"]
        calls.pop()()
        await settled()
        assert counts(agent) == (0, 0, 0)
        agent._owner_loop().release()


# agent=False, agent-like objects, the global agent


async def test_agent_false_is_an_agent_of_its_own(parser: str) -> None:
    async with serving(answering(OK)) as port, trio.open_nursery() as nursery:
        request = http.get(f"http://127.0.0.1:{port}/", agent=False, nursery=nursery, parser=parser)
        assert isinstance(request.agent, http.Agent)
        assert request.agent is not http.global_agent
        assert await read(request) == b"hi"


async def test_the_global_agent_can_be_opened_configured_and_replaced(
    parser: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(answering(OK)) as port:
        url = f"http://127.0.0.1:{port}/"
        for _ in range(2):
            async with http.global_agent:
                request = http.get(url, parser=parser)
                assert request.agent is http.global_agent
                assert await read(request) == b"hi"
        async with http.Agent(keep_alive=True) as mine:
            monkeypatch.setattr(http, "global_agent", mine)
            request = http.get(url, parser=parser)
            assert request.agent is mine
            assert await read(request) == b"hi"
            mine.max_sockets = 1
            assert http.request(url, parser=parser).on("error", lambda e: None).destroy()


def test_the_global_agent_is_opened_again_in_each_run() -> None:
    async def main() -> None:
        async with serving(answering(OK)) as port, http.global_agent:
            assert await (await http.get(f"http://127.0.0.1:{port}/")).body() == b"hi"

    trio.run(main)
    trio.run(main)


async def test_an_agent_that_is_not_open_says_so() -> None:
    with pytest.raises(RuntimeError, match="not open"):
        http.get("http://127.0.0.1:1/", agent=http.Agent())


async def test_work_does_not_grow_with_the_pool(parser: str) -> None:
    """Counted in calls of Python functions, not in time."""
    import sys

    async def calls(port: int, agent: http.Agent) -> int:
        count = 0

        def profile(frame: Any, event: str, argument: Any) -> None:
            nonlocal count
            if event in ("call", "c_call"):
                count += 1

        await fetch(port, agent)
        await settled()
        before = sys.getprofile()
        sys.setprofile(profile)
        try:
            request = http.get(f"http://127.0.0.1:{port}/", agent=agent)
        finally:
            sys.setprofile(before)
        await read(request)
        return count

    async with serving(answering(OK)) as port, serving(answering(OK)) as other:
        async with http.Agent(keep_alive=True, parser=parser) as agent:
            few = await calls(port, agent)
            async with trio.open_nursery() as nursery:
                for _ in range(100):
                    nursery.start_soon(fetch, port, agent)
                    nursery.start_soon(fetch, other, agent)
            await settled()
            assert counts(agent)[1] > 150
            assert await calls(port, agent) <= few + 5


async def test_whatever_is_replaced_gets_all_options_of_the_request(parser: str) -> None:
    seen: dict[str, dict[str, Any]] = {}

    class Asked(http.Agent):
        def add_request(self, request: http.ClientRequest, options: dict[str, Any]) -> None:
            seen["add_request"] = dict(options)
            super().add_request(request, options)

    def create_connection(options: dict[str, Any], callback: Any) -> Any:
        seen["create_connection"] = dict(options)
        return net.connect(options["port"], options["host"])

    async with serving(answering(OK)) as port:
        for agent in (Asked(parser=parser), http.Agent(parser=parser)):
            seen.clear()
            agent.create_connection = create_connection  # type: ignore[method-assign,assignment]
            async with agent:
                response = await http.get(f"http://u:p@127.0.0.1:{port}/a?b", agent=agent)
                assert response.req.get_header("authorization") == "Basic dTpw"
                assert await response.body() == b"hi"
            assert ("add_request" in seen) == isinstance(agent, Asked)
            for options in seen.values():
                assert (options["host"], options["port"]) == ("127.0.0.1", port)
                assert (options["method"], options["auth"]) == ("GET", "u:p")
                assert options["agent"] is agent
                assert options["pathname"] == "/a"
