"""The emitter, ticks and immediates, and the bridge from emissions to a task."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest
import trio
import trio.testing

from trio_nodehttp import events
from trio_nodehttp._errors import code_of
from trio_nodehttp.events import EventBridge, EventEmitter

Record = list[Any]


# The emitter


def test_listeners_are_called_in_the_order_in_which_they_were_added() -> None:
    record: Record = []
    emitter = EventEmitter()
    assert emitter.on("event", lambda *args: record.append(("first", args))) is emitter
    emitter.on("event", lambda *args: record.append(("second", args)))
    emitter.prepend_listener("event", lambda *args: record.append(("zeroth", args)))
    assert emitter.emit("event", 1, 2) is True
    assert record == [("zeroth", (1, 2)), ("first", (1, 2)), ("second", (1, 2))]
    assert emitter.emit("other") is False


def test_on_and_once_are_decorators() -> None:
    record: Record = []
    emitter = EventEmitter()

    @emitter.on("event")
    def always(value: int) -> None:
        record.append(("always", value))

    @emitter.once("event")
    def only_once(value: int) -> None:
        record.append(("once", value))

    emitter.emit("event", 1)
    emitter.emit("event", 2)
    assert record == [("always", 1), ("once", 1), ("always", 2)]
    assert emitter.listeners("event") == [always]
    only_once(3)  # the decorator gives the function back
    assert record[-1] == ("once", 3)


def test_listeners_added_or_removed_during_emit_do_not_change_it() -> None:
    record: Record = []
    emitter = EventEmitter()

    def second() -> None:
        record.append("second")

    def first() -> None:
        record.append("first")
        emitter.off("event", second)
        emitter.on("event", lambda: record.append("third"))

    emitter.on("event", first)
    emitter.on("event", second)
    emitter.emit("event")
    assert record == ["first", "second"]
    emitter.remove_listener("event", first)
    emitter.emit("event")
    assert record == ["first", "second", "third"]


def test_a_once_listener_is_removed_before_it_is_called() -> None:
    record: Record = []
    emitter = EventEmitter()

    def again() -> None:
        record.append(emitter.listener_count("event"))
        if len(record) < 3:
            emitter.emit("event")

    emitter.once("event", again)
    emitter.emit("event")
    assert record == [0]


def test_raw_listeners_are_wrappers_that_can_be_called() -> None:
    record: Record = []
    emitter = EventEmitter()
    emitter.once("event", record.append)
    (wrapper,) = emitter.raw_listeners("event")
    assert emitter.listeners("event") == [record.append]
    assert getattr(wrapper, "listener", None) == record.append
    wrapper("called")
    assert record == ["called"]
    assert emitter.listener_count("event") == 0


def test_new_listener_comes_before_the_adding_and_remove_listener_after_the_removing() -> None:
    record: Record = []
    emitter = EventEmitter()

    def listener() -> None: ...

    emitter.on(
        "newListener", lambda name, f: record.append(("new", name, f, emitter.listener_count(name)))
    )
    emitter.on(
        "removeListener",
        lambda name, f: record.append(("removed", name, f, emitter.listener_count(name))),
    )
    record.clear()
    emitter.once("event", listener)
    emitter.off("event", listener)
    assert record == [("new", "event", listener, 0), ("removed", "event", listener, 0)]


def test_removing_takes_the_listener_that_was_added_last_and_one_at_a_time() -> None:
    record: Record = []
    emitter = EventEmitter()
    emitter.on("event", record.append)
    emitter.on("event", lambda _: record.append("between"))
    emitter.on("event", record.append)
    emitter.off("event", record.append)
    emitter.emit("event", "x")
    assert record == ["x", "between"]


def test_removing_all_goes_from_the_last_to_the_first() -> None:
    removed: Record = []
    emitter = EventEmitter()
    a, b, c = (lambda: None), (lambda: None), (lambda: None)
    emitter.on("removeListener", lambda name, f: removed.append((name, f)))
    for name, listener in (("x", a), ("y", b), ("x", c)):
        emitter.on(name, listener)
    emitter.remove_all_listeners("x")
    assert removed == [("x", c), ("x", a)]
    emitter.remove_all_listeners()
    assert removed[2:] == [("y", b)]
    assert emitter.event_names() == []


def test_any_hashable_is_an_event_name() -> None:
    emitter = EventEmitter()
    for name in ("a", 1, None, ("tuple", 2)):
        emitter.on(name, lambda: None)
    assert emitter.event_names() == ["a", 1, None, ("tuple", 2)]
    assert emitter.emit(("tuple", 2))


def test_an_error_that_nobody_listens_for_is_raised() -> None:
    emitter = EventEmitter()
    failure = ValueError("boom")
    with pytest.raises(ValueError, match="boom") as caught:
        emitter.emit("error", failure)
    assert caught.value is failure
    with pytest.raises(Exception, match=r"Unhandled error\. \('text'\)") as unhandled:
        emitter.emit("error", "text")
    assert code_of(unhandled.value) == "ERR_UNHANDLED_ERROR"
    assert getattr(unhandled.value, "context", None) == "text"
    emitter.on("error", lambda _: None)
    assert emitter.emit("error", failure)


def test_what_a_listener_raises_leaves_emit_and_the_rest_is_not_called() -> None:
    emitter = EventEmitter()
    emitter.on("event", lambda: 1 / 0)
    emitter.on("event", lambda: pytest.fail("called"))
    with pytest.raises(ZeroDivisionError):
        emitter.emit("event")


@pytest.mark.parametrize("add", ["on", "once", "prepend_listener", "off"])
def test_a_listener_has_to_be_callable(add: str) -> None:
    with pytest.raises(TypeError, match='The "listener" argument') as caught:
        getattr(EventEmitter(), add)("event", 5)
    assert code_of(caught.value) == "ERR_INVALID_ARG_TYPE"


def test_too_many_listeners_warn_once_for_each_event() -> None:
    emitter = EventEmitter()
    assert emitter.get_max_listeners() == 10
    for _ in range(10):
        emitter.on("event", lambda: None)
    with pytest.warns(events.MaxListenersExceededWarning, match="11 event listeners added"):
        emitter.on("event", lambda: None)
    emitter.on("event", lambda: None)
    emitter.set_max_listeners(1)
    emitter.on("other", lambda: None)
    with pytest.warns(events.MaxListenersExceededWarning, match="2 other listeners added"):
        emitter.on("other", lambda: None)
    unlimited = EventEmitter().set_max_listeners(0)
    for _ in range(20):
        unlimited.on("event", lambda: None)


@pytest.mark.parametrize("limit", [-1, float("nan"), "2", True])
def test_the_limit_is_a_number_that_is_not_negative(limit: Any) -> None:
    with pytest.raises(ValueError, match='The value of "n" is out of range') as caught:
        EventEmitter().set_max_listeners(limit)
    assert code_of(caught.value) == "ERR_OUT_OF_RANGE"


async def test_next_tick_and_set_immediate_need_an_owner_and_a_callable() -> None:
    with pytest.raises(RuntimeError, match="no owner is open"):
        events.next_tick(print)
    async with trio.open_nursery() as nursery:
        EventEmitter(nursery=nursery)
        not_callable: Any = "text"
        for defer in (events.next_tick, events.set_immediate):
            with pytest.raises(TypeError) as caught:
                defer(not_callable)
            assert code_of(caught.value) == "ERR_INVALID_CALLBACK"


# once and on


async def test_once_returns_the_arguments_of_the_next_emission() -> None:
    emitter = EventEmitter()
    async with trio.open_nursery() as nursery:

        @nursery.start_soon
        async def _() -> None:
            await trio.testing.wait_all_tasks_blocked()
            emitter.emit("event", 1, "two")
            emitter.emit("event", 3)

        assert await events.once(emitter, "event") == (1, "two")
    assert emitter.event_names() == []


async def test_once_raises_an_error_that_is_emitted_first_and_can_wait_for_one() -> None:
    emitter = EventEmitter()
    failure = ValueError("boom")
    async with trio.open_nursery() as nursery:

        @nursery.start_soon
        async def _() -> None:
            await trio.testing.wait_all_tasks_blocked()
            emitter.emit("error", failure)
            await trio.testing.wait_all_tasks_blocked()
            emitter.emit("error", failure)

        with pytest.raises(ValueError, match="boom"):
            await events.once(emitter, "event")
        assert await events.once(emitter, "error") == (failure,)


async def test_a_cancelled_once_removes_its_listeners() -> None:
    emitter = EventEmitter()
    with trio.CancelScope() as scope:
        scope.cancel()
        await events.once(emitter, "event")
    assert scope.cancelled_caught
    assert emitter.event_names() == []


async def test_on_watches_one_emitter_and_raises_its_error() -> None:
    emitter = EventEmitter()
    seen: Record = []
    with pytest.raises(ValueError, match="boom"):
        async with events.on(emitter, "a", "b") as bridge:
            emitter.emit("b", 1)
            emitter.emit("a", 2)
            emitter.emit("error", ValueError("boom"))
            async for event in bridge:
                seen.append((event.name, event.args))
    assert seen == [("b", (1,)), ("a", (2,))]
    assert emitter.event_names() == []


# The bridge


async def test_the_bridge_keeps_the_order_across_emitters() -> None:
    one, other = EventEmitter(), EventEmitter()
    async with EventBridge() as bridge:
        bridge.watch(one, "a", "b", "close")
        bridge.watch(other, "a", "close")
        for emitter, name in (
            (one, "b"),
            (other, "a"),
            (one, "a"),
            (one, "close"),
            (other, "close"),
        ):
            emitter.emit(name, name)
        seen = [(event.source is one, event.name) async for event in bridge]
    assert seen == [(True, "b"), (False, "a"), (True, "a"), (True, "close"), (False, "close")]


async def test_the_bridge_follows_what_an_event_brings_from_its_first_emission() -> None:
    source, message = EventEmitter(), EventEmitter()
    source.on("message", lambda found: found.emit("early"))
    async with EventBridge() as bridge:
        bridge.watch(source, "message", "close", follow={"message": ("early", "end", "close")})
        source.on("message", lambda found: found.emit("end"))
        source.emit("message", message)
        source.emit("close")
        message.emit("close")
        seen = [event.name async for event in bridge]
    # "early" came from a listener in front of the bridge's: before the bridge saw the message.
    assert seen == ["message", "end", "close", "close"]


async def test_the_bridge_ends_when_everything_watched_has_closed_even_unwatched_closes() -> None:
    emitter = EventEmitter()
    async with EventBridge() as bridge:
        bridge.watch(emitter, "a")
        emitter.emit("a")
        emitter.emit("close")
        assert [event.name async for event in bridge] == ["a"]
    assert emitter.event_names() == []


async def test_a_closed_bridge_gives_what_was_emitted_before_and_watches_nothing_more() -> None:
    emitter = EventEmitter()
    bridge = EventBridge()
    bridge.watch(emitter, "a")
    emitter.emit("a", 1)
    bridge.close()
    emitter.emit("a", 2)
    with pytest.raises(trio.ClosedResourceError):
        bridge.watch(emitter, "b")
    async with bridge:
        assert [event.args async for event in bridge] == [(1,)]


async def test_what_is_followed_twice_is_forwarded_once() -> None:
    source, socket = EventEmitter(), EventEmitter()
    async with events.EventBridge() as bridge:
        bridge.watch(
            source, "socket", "free", follow={"socket": ("data",), "free": ("data", "end")}
        )
        bridge.watch(source, "socket")
        for _ in range(20):
            source.emit("socket", socket)
            source.emit("free", socket)
        assert socket.listener_count("data") == 1
        socket.emit("data", b"x")
        socket.emit("end")
        bridge.close()
        seen = [event.name async for event in bridge]
    assert seen == ["socket", "free"] * 20 + ["data", "end"]
    assert socket.event_names() == source.event_names() == []


async def test_what_is_followed_is_forgotten_when_it_has_closed() -> None:
    server = EventEmitter()
    followed: list[weakref.ref[EventEmitter]] = []
    async with events.EventBridge() as bridge:
        bridge.watch(server, "request", follow={"request": ("aborted", "close")})
        for _ in range(3):
            request = EventEmitter()
            followed.append(weakref.ref(request))
            server.emit("request", request)
            request.emit("close")
            for name in ("request", "close"):
                event = await bridge.__anext__()
                assert (event.name, event.args) == (name, (request,) if name == "request" else ())
            del event, request
        gc.collect()
        assert [reference() for reference in followed] == [None] * 3
        server.emit("close")
        assert [event async for event in bridge] == []


async def test_overflow_is_raised_in_the_reader_and_never_in_emit() -> None:
    emitter = EventEmitter()
    seen: Record = []
    async with EventBridge(max_buffer=2) as bridge:
        bridge.watch(emitter, "a")
        for n in range(5):
            emitter.emit("a", n)
        with pytest.raises(events.BridgeOverflow):
            async for event in bridge:
                seen.append(event.args[0])
    assert seen == [0, 1]


async def test_watching_counts_as_listening() -> None:
    emitter = EventEmitter()
    async with EventBridge() as bridge:
        bridge.watch(emitter, "error")
        emitter.emit("error", ValueError("not raised"))
        event = await bridge.__anext__()
    assert isinstance(event.args[0], ValueError)


async def test_cancelling_a_read_loses_nothing() -> None:
    emitter = EventEmitter()
    async with EventBridge() as bridge:
        bridge.watch(emitter, "a")
        with trio.CancelScope() as scope:
            scope.cancel()
            await bridge.__anext__()
        emitter.emit("a", 1)
        assert (await bridge.__anext__()).args == (1,)


@pytest.mark.parametrize("size", [0, -1, 1.5, "2"])
def test_the_size_of_the_bridge_is_checked(size: Any) -> None:
    with pytest.raises(ValueError, match="max_buffer"):
        EventBridge(max_buffer=size)
