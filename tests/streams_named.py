"""The stream programs that somebody thought of, one statement of Node's behaviour each.

What a call or a hook word means: `streams_programs`. Node's traces: `streams_recorded.jsonl`.
"""

from __future__ import annotations

from typing import Any

Program = dict[str, Any]
Calls = list[list[Any]]

_EVENTS = [
    "error",
    "end",
    "close",
    "pause",
    "resume",
    "drain",
    "finish",
    "prefinish",
    "pipe",
    "unpipe",
]


def stream(name: str, **script: Any) -> dict[str, Any]:
    """A stream of the kind that its name begins with: r, w or d."""
    kind = name[0]
    made: dict[str, Any] = {"name": name, "kind": kind, "hwm": 8, "watch": _EVENTS}
    if kind != "w":
        made["reads"] = [["none"]]
    if kind != "r":
        made["writes"] = ["sync"]
    return {**made, **script}


def program(streams: list[dict[str, Any]], *steps: Calls, **at: Calls) -> Program:
    """Steps, and what is called in a listener or callback: ``r_data_1=[…]``, ``cb1=[…]``."""
    moments = {name.replace("_", ":"): calls for name, calls in at.items()}
    last = [["state", one["name"]] for one in streams]
    return {"streams": streams, "steps": [*steps, last], "at": moments}


R, W, D = stream("r"), stream("w"), stream("d")
SLOW = stream("w", writes=["later"], hwm=4)
HELD = stream("w", writes=["hold"])

PROGRAMS: dict[str, Program] = {
    # Flow states
    "data listener attached after the push": program(
        [R],
        [["push", "r", 3], ["state", "r"]],
        [["on", "r", "data"], ["state", "r"]],
    ),
    "push before and after the stream flows": program(
        [R],
        [["on", "r", "data"], ["push", "r", 2]],
        [["push", "r", 2]],
        [["push", "r", 2], ["eof", "r"]],
    ),
    "a source that pushes inside _read": program(
        [stream("r", reads=[["sync", 3], ["sync", 4, 1], ["sync", None]])],
        [["on", "r", "data"]],
    ),
    "a source that pushes in a tick": program(
        [stream("r", reads=[["tick", 3], ["tick", 4], ["tick", None]])],
        [["on", "r", "data"]],
    ),
    "a source that pushes later": program(
        [stream("r", reads=[["later", 3], ["later", 4, None]])],
        [["on", "r", "data"]],
    ),
    "reading ahead stops at the high-water mark": program(
        [stream("r", reads=[["sync", 3]], hwm=7)],
        [["read", "r", 0]],
        [["read", "r", None]],
    ),
    "pause in a data listener keeps the rest": program(
        [R],
        [["push", "r", 2], ["push", "r", 2], ["push", "r", 2], ["on", "r", "data"]],
        [["state", "r"], ["resume", "r"]],
        r_data_1=[["pause", "r"]],
    ),
    "paused before a data listener stays paused": program(
        [R],
        [["pause", "r"], ["on", "r", "data"], ["push", "r", 2]],
        [["resume", "r"]],
    ),
    "pause and resume in one callback": program(
        [R],
        [["on", "r", "data"], ["pause", "r"], ["resume", "r"], ["push", "r", 1]],
        [["pause", "r"], ["pause", "r"], ["resume", "r"], ["resume", "r"]],
    ),
    "resume without a listener drops the data": program(
        [R],
        [["push", "r", 3], ["resume", "r"], ["push", "r", 3]],
        [["eof", "r"]],
    ),
    "a data listener removed while flowing": program(
        [R],
        [["on", "r", "data"], ["push", "r", 1]],
        [["off", "r", "data"], ["push", "r", 2]],
        [["state", "r"], ["on", "r", "data"]],
    ),
    "end waits until everything is read": program(
        [R],
        [["push", "r", 4], ["eof", "r"]],
        [["read", "r", 2]],
        [["read", "r", 2]],
    ),
    "end of an empty stream needs a reader": program(
        [R],
        [["eof", "r"]],
        [["read", "r", None]],
    ),
    # 'readable'
    "a readable listener that reads all": program(
        [R],
        [["on", "r", "readable", "all"]],
        [["push", "r", 2], ["push", "r", 3]],
        [["push", "r", 1], ["eof", "r"]],
    ),
    "a readable listener that reads byte by byte": program(
        [R],
        [["push", "r", 3], ["on", "r", "readable", 1]],
        [["push", "r", 1]],
        [["eof", "r"]],
    ),
    "a readable listener that does not read": program(
        [stream("r", reads=[["sync", 3]])],
        [["on", "r", "readable", 0]],
        [["read", "r", 5]],
    ),
    "a readable listener stops a flowing stream": program(
        [R],
        [["on", "r", "data"]],
        [["on", "r", "readable", "all"], ["push", "r", 3]],
        [["off", "r", "readable"]],
        [["push", "r", 2]],
    ),
    "resume does not flow beside a readable listener": program(
        [R],
        [["on", "r", "readable", 0], ["resume", "r"], ["push", "r", 3]],
        [["state", "r"]],
    ),
    "removing every readable listener lets data flow again": program(
        [R],
        [["on", "r", "readable", 0], ["on", "r", "data"], ["push", "r", 3]],
        [["offall", "r", "readable"]],
    ),
    # read(n)
    "read more than there is": program(
        [R],
        [["push", "r", 3], ["read", "r", 5]],
        [["push", "r", 3], ["read", "r", 5]],
        [["eof", "r"], ["read", "r", 5]],
    ),
    "read more than the high-water mark": program(
        [stream("r", reads=[["sync", 3]])],
        [["read", "r", 20]],
        [["read", "r", 20]],
    ),
    "read nothing, and less than nothing": program(
        [R],
        [["push", "r", 3], ["read", "r", 0], ["read", "r", -1], ["read", "r", 1]],
    ),
    "read across chunks": program(
        [R],
        [["push", "r", 2], ["push", "r", 3], ["push", "r", 1]],
        [["read", "r", 3], ["read", "r", None]],
    ),
    # unshift, and what comes too late
    "unshift puts data in front": program(
        [R],
        [["push", "r", 4], ["read", "r", 2], ["unshift", "r", 2], ["read", "r", None]],
    ),
    "unshift in a data listener": program(
        [R],
        [["push", "r", 2], ["on", "r", "data"]],
        r_data_1=[["unshift", "r", 1]],
    ),
    "unshift after eof, and after end": program(
        [R],
        [["push", "r", 2], ["eof", "r"], ["unshift", "r", 1], ["on", "r", "data"]],
        [["unshift", "r", 1]],
    ),
    "push after eof": program([R], [["eof", "r"], ["push", "r", 2]], [["push", "r", 2]]),
    "push after eof without auto_destroy": program(
        [stream("r", autoDestroy=False)],
        [["eof", "r"], ["push", "r", 2]],
        [["read", "r", None]],
    ),
    "push of nothing": program([R], [["on", "r", "data"]], [["push", "r", 0]], [["push", "r", 1]]),
    # Text
    "a character cut by the chunks": program(
        [R],
        [["enc", "r", "utf8"], ["on", "r", "data"]],
        [["push", "r", "e282"]],
        [["push", "r", "ac41f09f"]],
        [["push", "r", "9880"]],
    ),
    "a character that is never completed": program(
        [R],
        [["enc", "r", "utf8"], ["on", "r", "data"]],
        [["push", "r", "41e282"]],
        [["eof", "r"]],
    ),
    "an encoding chosen with data in the buffer": program(
        [R],
        [["push", "r", "c3"], ["push", "r", "a4c3"], ["enc", "r", "utf8"], ["state", "r"]],
        [["push", "r", "a4"], ["read", "r", 1], ["read", "r", None]],
    ),
    "base64 and hex across chunks": program(
        [stream("ra"), stream("rb")],
        [["enc", "ra", "base64"], ["enc", "rb", "hex"], ["on", "ra", "data"], ["on", "rb", "data"]],
        [["push", "ra", 4], ["push", "rb", 2]],
        [["push", "ra", 1], ["eof", "ra"], ["eof", "rb"]],
    ),
    "halves of surrogate pairs across chunks": program(
        [R],
        [["enc", "r", "utf16le"], ["on", "r", "data"]],
        [["push", "r", "41003dd8"]],
        [["push", "r", "00de4200"]],
        [["eof", "r"]],
    ),
    # Destroying a readable
    "destroy without an error": program(
        [R],
        [["push", "r", 2], ["on", "r", "data"], ["destroy", "r", None], ["push", "r", 1]],
        [["destroy", "r", "again"]],
    ),
    "destroy with an error": program(
        [R],
        [["push", "r", 2], ["destroy", "r", "gone"], ["tick", "r", [["state", "r"]]]],
        [["read", "r", None], ["on", "r", "data"]],
    ),
    "destroy in a data listener": program(
        [stream("r", reads=[["sync", 1]])],
        [["push", "r", 2], ["push", "r", 2], ["on", "r", "data"]],
        r_data_1=[["destroy", "r", None]],
    ),
    "destroy in an end listener": program(
        [R],
        [["resume", "r"], ["eof", "r"]],
        r_end_1=[["destroy", "r", "late"]],
    ),
    "destroy whose hook is slow": program(
        [stream("r", destroy="later")],
        [["destroy", "r", "gone"], ["push", "r", 1]],
        [["state", "r"]],
    ),
    "destroy whose hook fails": program([stream("r", destroy="err")], [["destroy", "r", None]]),
    "destroy without emit_close": program(
        [stream("r", emitClose=False)], [["destroy", "r", "gone"]]
    ),
    "end without auto_destroy": program(
        [stream("r", autoDestroy=False)],
        [["resume", "r"], ["eof", "r"]],
    ),
    # Writing
    "a hook that is done at once": program(
        [W],
        [["write", "w", 2, 1], ["write", "w", 2, 2], ["tick", "w", []], ["write", "w", 9, None]],
    ),
    "a hook that is done later": program(
        [SLOW],
        [["write", "w", 2, 1], ["write", "w", 2, 2], ["write", "w", 2, 3], ["state", "w"]],
    ),
    "a hook that is done in a tick": program(
        [stream("w", writes=["tick"], hwm=4)],
        [["write", "w", 2, 1], ["write", "w", 2, 2], ["tick", "w", []], ["write", "w", 2, 3]],
    ),
    "drain comes before the callback that caused it": program(
        [stream("w", writes=["hold"], hwm=2)],
        [["write", "w", 2, 1], ["write", "w", 1, 2]],
        [["complete", "w", None]],
        [["complete", "w", None], ["state", "w"]],
    ),
    "no drain after end": program(
        [stream("w", writes=["hold"], hwm=2)],
        [["write", "w", 3, 1], ["end", "w", 0, 2]],
        [["complete", "w", None]],
    ),
    "write in a write callback": program(
        [W],
        [["write", "w", 1, 1]],
        cb1=[["write", "w", 1, 2], ["state", "w"]],
    ),
    "write in a drain listener": program(
        [stream("w", writes=["later"], hwm=2)],
        [["write", "w", 3, 1]],
        w_drain_1=[["write", "w", 3, 2]],
    ),
    "an empty write": program([W], [["write", "w", 0, 1], ["end", "w", 0, 2]]),
    "text is encoded": program([W], [["writes", "w", 3]]),
    # Corking
    "cork and uncork without writev": program(
        [W],
        [
            ["cork", "w"],
            ["write", "w", 1, 1],
            ["write", "w", 2, 2],
            ["state", "w"],
            ["uncork", "w"],
        ],
    ),
    "cork and uncork with writev": program(
        [stream("w", writev=True)],
        [
            ["cork", "w"],
            ["write", "w", 1, 1],
            ["write", "w", 2, 2],
            ["uncork", "w"],
            ["state", "w"],
        ],
    ),
    "nested corks": program(
        [stream("w", writev=True)],
        [["cork", "w"], ["cork", "w"], ["write", "w", 1, 1], ["uncork", "w"], ["state", "w"]],
        [["write", "w", 1, 2], ["uncork", "w"]],
        [["uncork", "w"], ["write", "w", 1, 3]],
    ),
    "one chunk does not go through writev": program(
        [stream("w", writev=True)],
        [["cork", "w"], ["write", "w", 1, 1], ["uncork", "w"]],
    ),
    "end uncorks whatever was corked": program(
        [stream("w", writev=True)],
        [
            ["cork", "w"],
            ["cork", "w"],
            ["write", "w", 1, 1],
            ["write", "w", 1, 2],
            ["end", "w", 1, 3],
        ],
    ),
    "what piled up goes through writev": program(
        [stream("w", writev=True, writes=["later"])],
        [["write", "w", 1, 1], ["write", "w", 1, 2], ["write", "w", 1, 3]],
    ),
    "writev that fails": program(
        [stream("w", writev=True, writes=["err"])],
        [["cork", "w"], ["write", "w", 1, 1], ["write", "w", 1, 2], ["uncork", "w"]],
    ),
    # Ending
    "end with data and a callback": program(
        [W], [["write", "w", 2, 1], ["end", "w", 3, 2], ["state", "w"]]
    ),
    "end with nothing to wait for": program(
        [W], [["end", "w", 0, 1], ["state", "w"], ["tick", "w", []]]
    ),
    "end in a write callback": program(
        [stream("w", writes=["later"])],
        [["write", "w", 1, 1]],
        cb1=[["end", "w", 0, 2], ["state", "w"]],
    ),
    "end in the callback of a write that was done at once": program(
        [W],
        [["write", "w", 1, 1], ["write", "w", 1, 2]],
        cb1=[["end", "w", 2, 3]],
    ),
    "end waits for the writes": program(
        [HELD],
        [["write", "w", 1, 1], ["end", "w", 1, 2]],
        [["complete", "w", None]],
        [["state", "w"], ["complete", "w", None]],
    ),
    "end twice": program(
        [HELD],
        [["write", "w", 1, 1], ["end", "w", 0, 2], ["end", "w", 0, 3]],
        [["complete", "w", None]],
    ),
    "end after finish": program([W], [["end", "w", 0, 1]], [["end", "w", 0, 2], ["state", "w"]]),
    "end after finish without auto_destroy": program(
        [stream("w", autoDestroy=False)],
        [["end", "w", 0, 1]],
        [["end", "w", 0, 2], ["write", "w", 1, 3]],
    ),
    "end with data twice": program(
        [HELD], [["end", "w", 1, 1], ["end", "w", 1, 2]], [["complete", "w", None]]
    ),
    "final before finish": program(
        [stream("w", final="later")],
        [["write", "w", 1, 1], ["end", "w", 0, 2], ["tick", "w", []]],
    ),
    "final that fails": program([stream("w", final="err")], [["end", "w", 1, 1]]),
    "final that fails later": program(
        [stream("w", final="laterr", autoDestroy=False)], [["end", "w", 1, 1]]
    ),
    "a finish listener that destroys": program(
        [W], [["end", "w", 1, 1]], w_finish_1=[["destroy", "w", "late"]]
    ),
    # What comes too late, and what fails
    "write after end": program([W], [["end", "w", 0, None], ["write", "w", 1, 1], ["state", "w"]]),
    "write after end without auto_destroy": program(
        [stream("w", autoDestroy=False)],
        [["end", "w", 0, None], ["write", "w", 1, 1]],
        [["write", "w", 1, 2]],
    ),
    "write after destroy": program(
        [W], [["destroy", "w", None], ["write", "w", 1, 1], ["end", "w", 0, 2]]
    ),
    "a write that fails at once": program(
        [stream("w", writes=["err"])],
        [["write", "w", 1, 1], ["write", "w", 1, 2], ["state", "w"]],
    ),
    "a write that fails later, with others behind it": program(
        [stream("w", writes=["laterr"])],
        [["write", "w", 1, 1], ["write", "w", 1, 2], ["end", "w", 0, 3]],
    ),
    "a write that fails without auto_destroy": program(
        [stream("w", writes=["laterr", "sync"], autoDestroy=False)],
        [["write", "w", 1, 1], ["write", "w", 1, 2]],
        [["write", "w", 1, 3], ["end", "w", 0, 4]],
    ),
    "a hook that calls back twice": program(
        [stream("w", writes=["hold"])],
        [["write", "w", 1, 1], ["complete", "w", None]],
        [["write", "w", 1, 2], ["destroy", "w", "gone"], ["complete", "w", None]],
    ),
    "destroy with writes in the queue": program(
        [HELD],
        [["write", "w", 1, 1], ["write", "w", 1, 2], ["destroy", "w", "gone"]],
        [["complete", "w", None], ["state", "w"]],
    ),
    "destroy of a corked stream": program(
        [W],
        [["cork", "w"], ["write", "w", 1, 1], ["end", "w", 0, 2], ["write", "w", 1, 3]],
        [["cork", "w"], ["destroy", "w", None], ["uncork", "w"]],
    ),
    "destroy before finish": program(
        [HELD], [["write", "w", 1, 1], ["end", "w", 0, 2], ["destroy", "w", None]]
    ),
    # Pipes
    "pipe into a fast stream": program(
        [R, W],
        [["pipe", "r", "w", True]],
        [["push", "r", 2]],
        [["push", "r", 2], ["eof", "r"]],
    ),
    "pipe into a slow stream": program(
        [stream("r", reads=[["sync", 3], ["sync", 3], ["sync", 3, None]]), SLOW],
        [["pipe", "r", "w", True]],
    ),
    "pipe into two streams, one of them slow": program(
        [
            stream("r", reads=[["later", 5], ["later", 5], ["later", None]]),
            stream("wa"),
            stream("wb", writes=["later"], hwm=4),
        ],
        [["pipe", "r", "wa", True], ["pipe", "r", "wb", True]],
    ),
    "pipe without ending the destination": program(
        [R, W], [["pipe", "r", "w", False], ["push", "r", 2], ["eof", "r"]]
    ),
    "pipe after the end": program(
        [R, W], [["resume", "r"], ["eof", "r"]], [["pipe", "r", "w", True]]
    ),
    "pipe twice into the same stream": program(
        [R, W],
        [["pipe", "r", "w", True], ["pipe", "r", "w", True], ["push", "r", 2]],
        [["unpipe", "r", "w"], ["push", "r", 1]],
    ),
    "pipe that was paused by hand": program(
        [R, W],
        [["pipe", "r", "w", True]],
        [["pause", "r"], ["push", "r", 2]],
        [["resume", "r"]],
    ),
    "unpipe in the middle": program(
        [R, W],
        [["pipe", "r", "w", True]],
        [["push", "r", 2]],
        [["unpipe", "r", "w"], ["push", "r", 2], ["state", "r"]],
        [["on", "r", "data"]],
        [["resume", "r"]],
    ),
    "unpipe everything": program(
        [R, stream("wa"), stream("wb")],
        [["pipe", "r", "wa", True], ["pipe", "r", "wb", True], ["push", "r", 2]],
        [["unpipe", "r", None], ["push", "r", 2]],
    ),
    "unpipe while the destination is full": program(
        [R, stream("w", writes=["hold"], hwm=2)],
        [["pipe", "r", "w", True], ["push", "r", 3], ["push", "r", 3]],
        [["unpipe", "r", "w"]],
        [["complete", "w", None], ["state", "r"]],
    ),
    "unpipe in a data listener": program(
        [R, W],
        [["on", "r", "data"], ["pipe", "r", "w", True]],
        [["push", "r", 2]],
        [["push", "r", 2]],
        r_data_1=[["unpipe", "r", "w"]],
    ),
    "a destination that fails": program(
        [R, stream("w", writes=["later", "laterr"])],
        [["pipe", "r", "w", True]],
        [["push", "r", 2]],
        [["push", "r", 2]],
        [["push", "r", 2]],
    ),
    "a destination that is destroyed": program(
        [R, W],
        [["pipe", "r", "w", True]],
        [["destroy", "w", None]],
        [["push", "r", 2]],
    ),
    "a destination that was ended by somebody else": program(
        [R, W],
        [["pipe", "r", "w", True]],
        [["end", "w", 0, None]],
        [["push", "r", 2]],
    ),
    "a source that is destroyed does not end its destination": program(
        [R, W],
        [["pipe", "r", "w", True]],
        [["push", "r", 2], ["destroy", "r", "gone"]],
    ),
    "pipe from a stream that only writes": program(
        [stream("wa"), stream("wb")], [["pipe", "wa", "wb", True]]
    ),
    # Duplex
    "a duplex is destroyed when both halves are done": program(
        [D],
        [["resume", "d"], ["eof", "d"]],
        [["write", "d", 1, 1], ["end", "d", 0, 2]],
    ),
    "a duplex that ends before it is read": program(
        [D], [["end", "d", 1, 1]], [["push", "d", 1], ["eof", "d"]], [["read", "d", None]]
    ),
    "a duplex that is not half open ends with its source": program(
        [stream("d", allowHalfOpen=False)],
        [["resume", "d"], ["eof", "d"], ["tick", "d", [["state", "d"]]]],
    ),
    "a duplex that is not half open, with a write under way": program(
        [stream("d", allowHalfOpen=False, writes=["later"])],
        [["write", "d", 1, 1], ["resume", "d"], ["eof", "d"]],
    ),
    "a duplex that is not half open, ended and not read": program(
        [stream("d", allowHalfOpen=False)],
        [["end", "d", 0, 1]],
        [["push", "d", 1]],
    ),
    "a socket's options: nothing is destroyed, no close": program(
        [stream("d", allowHalfOpen=False, autoDestroy=False, emitClose=False)],
        [["write", "d", 1, 1], ["resume", "d"], ["eof", "d"]],
        [["destroy", "d", "gone"]],
    ),
    "write after end on a socket's options": program(
        [stream("d", autoDestroy=False, emitClose=False)],
        [["end", "d", 0, 1], ["write", "d", 1, 2], ["state", "d"]],
        [["push", "d", 2], ["read", "d", None]],
    ),
    "writes queued on a destroyed duplex never call back": program(
        [stream("d", writes=["hold"])],
        [["write", "d", 1, 1], ["write", "d", 1, 2], ["destroy", "d", None]],
    ),
    "a duplex piped into itself": program(
        [D],
        [["pipe", "d", "d", True], ["push", "d", 2]],
        [["push", "d", 2], ["eof", "d"]],
    ),
    "two duplexes piped in a ring": program(
        [stream("da", writes=["later"]), stream("db", writes=["tick"])],
        [["pipe", "da", "db", True], ["pipe", "db", "da", True]],
        [["push", "da", 2], ["push", "db", 3]],
        [["eof", "da"]],
        [["eof", "db"]],
    ),
    "an error of the readable half": program(
        [D], [["eof", "d"], ["push", "d", 1], ["write", "d", 1, 1]]
    ),
    "an error of the writable half": program(
        [stream("d", writes=["laterr"])],
        [["push", "d", 2], ["write", "d", 1, 1]],
        [["read", "d", None]],
    ),
}
