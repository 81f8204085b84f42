"""The task that does what plain tasks have deferred."""

from __future__ import annotations

import sys

import pytest
import trio
import trio.testing

from trio_nodehttp._loop import Loop

if sys.version_info < (3, 11):
    from exceptiongroup import BaseExceptionGroup


async def test_what_a_plain_task_defers_is_done_in_trios_next_round(nursery: trio.Nursery) -> None:
    loop = Loop.of(nursery)
    loop.hold()
    await trio.testing.wait_all_tasks_blocked()
    done: list[int] = []
    for round_ in range(3):
        loop.next_tick(done.append, round_)
        loop.next_tick(loop.next_tick, done.append, -round_)
        await trio.lowlevel.checkpoint()
        if len(done) < 2 * round_ + 2:
            await trio.lowlevel.checkpoint()  # its first round has a task to start
        assert done[2 * round_ :] == [round_, -round_]
    loop.release()


async def test_it_does_not_keep_the_nursery_open() -> None:
    done: list[str] = []
    with trio.fail_after(5):
        async with trio.open_nursery() as nursery:
            loop = Loop.of(nursery)
            loop.hold()
            await trio.testing.wait_all_tasks_blocked()
            loop.next_tick(done.append, "tick")
            await trio.testing.wait_all_tasks_blocked()
            loop.release()
    assert done == ["tick"]


async def test_what_a_tick_raises_leaves_through_the_nursery_and_the_other_ticks_come() -> None:
    done: list[str] = []

    def fail() -> None:
        raise ValueError("broken")

    with trio.fail_after(5), pytest.raises(BaseExceptionGroup) as raised:
        async with trio.open_nursery() as nursery:
            loop = Loop.of(nursery)
            loop.hold()
            await trio.testing.wait_all_tasks_blocked()
            loop.next_tick(fail)
            loop.next_tick(done.append, "tick")
            await trio.sleep_forever()
    assert [str(failure) for failure in raised.value.exceptions] == ["broken"]
    assert done == ["tick"]


async def test_a_tick_that_opens_something_after_the_end_starts_the_loop_again() -> None:
    done: list[str] = []
    with trio.fail_after(5):
        async with trio.open_nursery() as nursery:
            loop = Loop.of(nursery)
            for name in "abc":
                loop.hold()
                await trio.testing.wait_all_tasks_blocked()
                loop.next_tick(done.append, name)
                loop.release()  # at once: the loop ends in the round in which the ticker comes
                await trio.testing.wait_all_tasks_blocked()
                assert not loop.is_running
    assert done == ["a", "b", "c"]
