"""Stream programs: small scripts that Node v14.10.1 and this package both run, printing one trace.

A program is data: some streams, what their hooks do, and steps, each a list of calls that run in
one callback of the event loop. `run` interprets it here, `streams_programs.js` on Node. What Node
printed is in `streams_recorded.jsonl`, beside the program; `test_streams_order.py` compares.

    python -m tests.streams_programs NODE            record again, with that binary
    python -m tests.streams_programs NODE 1000 [7]   compare 1000 new random programs (of seed 7)
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import trio

from trio_nodehttp._completion import Completion
from trio_nodehttp._loop import Loop
from trio_nodehttp._streams import Duplex, Readable, Writable
from trio_nodehttp._writable import WRITTEN

from .streams_named import PROGRAMS
from .streams_random import random_program

HERE = Path(__file__).parent
RECORDED = HERE / "streams_recorded.jsonl"

Program = dict[str, Any]
Calls = list[list[Any]]

_RANDOM = 100  # programs that are recorded beside the named ones

# A hook that never calls back would keep a flowing stream reading for ever.
_READS, _HEARD, _DEPTH, _TURNS = 40, 30, 6, 60

_PROPERTIES = (
    "readable",
    "readable_ended",
    "readable_flowing",
    "readable_length",
    "writable",
    "writable_ended",
    "writable_finished",
    "writable_length",
    "writable_corked",
    "destroyed",
)


class Failure(Exception):
    """An error that a program asks for."""


def shown(value: object) -> str:
    """A value as both interpreters print it."""
    if isinstance(value, Completion):
        value = bool(value)
    if value is None or isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, bytes):
        return "b:" + value.decode("latin-1")
    if isinstance(value, str):
        return "s:" + value
    if isinstance(value, BaseException):
        return "E:" + (getattr(value, "code", "") or str(value))
    if hasattr(value, "has_unpiped"):
        return "info"
    return str(getattr(value, "name", value))


class Scripted:
    """The hooks of a program's streams; `Readable`, `Writable` or `Duplex` is mixed in."""

    def __init__(self, interpreter: Interpreter, script: dict[str, Any], **options: Any) -> None:
        super().__init__(**options)
        self.interpreter = interpreter
        self.script = script
        self.name = script["name"]
        self.calls: Counter[str] = Counter()
        self.held: list[Any] = []

    def next_of(self, hook: str, what: str) -> Any:
        choices = self.script[what]
        self.calls[hook] += 1
        return choices[(self.calls[hook] - 1) % len(choices)]

    def _read(self, size: int) -> None:
        how, *chunks = self.next_of("read", "reads")
        self.interpreter.log(self.name, "_read", size)
        if self.calls["read"] > _READS:
            return
        if how == "err":
            self.destroy(Failure("readerr"))  # type: ignore[attr-defined]
        elif how != "none":
            self.interpreter.call(how, self.feed, chunks)

    def feed(self, chunks: list[int | str | None]) -> None:
        for chunk in chunks:
            self.push(self.interpreter.make(chunk))  # type: ignore[attr-defined]

    def _write(self, chunk: Any, encoding: str, callback: Any) -> object:
        how = self.next_of("write", "writes")
        self.interpreter.log(self.name, "_write", shown(chunk), encoding)
        return self.finish(how, callback)

    def finish(self, how: str, callback: Any) -> object:
        if how == "sync" and self.interpreter.returns_written:
            return WRITTEN
        if how == "hold":
            self.held.append(callback)
        elif how in ("err", "laterr"):
            self.interpreter.call("later" if how == "laterr" else "sync", callback, Failure("werr"))
        else:
            self.interpreter.call(how, callback)
        return None


class WithWritev:
    def _writev(self: Any, chunks: Any, callback: Any) -> object:
        how = self.next_of("writev", "writes")
        self.interpreter.log(self.name, "_writev", "+".join(shown(part.chunk) for part in chunks))
        return self.finish(how, callback)


class WithFinal:
    def _final(self: Any, callback: Any) -> None:
        self.interpreter.log(self.name, "_final")
        if self.finish(self.script["final"], callback) is WRITTEN:
            callback()


class WithDestroy:
    def _destroy(self: Any, failure: Any, callback: Any) -> None:
        how = self.script["destroy"]
        self.interpreter.log(self.name, "_destroy", shown(failure))
        if how == "err":
            callback(Failure("derr"))
        else:
            self.interpreter.call(how, callback, failure)


_BASES = {"r": Readable, "w": Writable, "d": Duplex}
_EXTRAS = {"writev": WithWritev, "final": WithFinal, "destroy": WithDestroy}
_OPTIONS = {
    "hwm": "high_water_mark",
    "autoDestroy": "auto_destroy",
    "emitClose": "emit_close",
    "allowHalfOpen": "allow_half_open",
}


class Interpreter:
    """Runs one program on one loop.

    A write hook that is done at once calls back, or with ``returns_written`` says so by its result.
    """

    def __init__(self, program: Program, loop: Loop, returns_written: bool = False) -> None:
        self.returns_written = returns_written
        self.program = program
        self.loop = loop
        self.trace: list[str] = []
        self.letters = 0
        self.pending = 0
        self.turns = 0
        self.depth = 0
        self.over = False
        self.handlers: dict[tuple[str, str], Any] = {}
        self.streams: dict[str, Any] = {}
        for script in program["streams"]:
            self.open(script)

    def log(self, *words: object) -> None:
        if self.over:
            return
        self.trace.append(" ".join(str(word) for word in words))

    def make(self, size: int | str | None) -> bytes | None:
        """A chunk of so many letters, each time the next ones; or the bytes given in hex."""
        if size is None:
            return None
        if isinstance(size, str):
            return bytes.fromhex(size)
        start, self.letters = self.letters, self.letters + size
        return bytes(97 + number % 26 for number in range(start, start + size))

    def call(self, how: str, callback: Any, *args: Any) -> None:
        if how == "sync":
            callback(*args)
        elif how == "tick":
            self.loop.next_tick(callback, *args)
        else:
            self.pending += 1
            self.loop.set_immediate(self.arrive, callback, args)

    def arrive(self, callback: Any, args: Any) -> None:
        self.pending -= 1
        callback(*args)

    def open(self, script: dict[str, Any]) -> None:
        extras = tuple(extra for name, extra in _EXTRAS.items() if script.get(name))
        kind = type("Stream", (*extras, Scripted, _BASES[script["kind"]]), {})
        options = {ours: script[name] for name, ours in _OPTIONS.items() if name in script}
        stream = kind(self, script, **options)
        stream._loop = self.loop
        self.streams[stream.name] = stream
        for event in script["watch"]:
            stream.on(event, self.watcher(stream.name, event))

    def watcher(self, name: str, event: str) -> Any:
        times = 0

        def watch(*args: object) -> None:
            nonlocal times
            times += 1
            self.log(name, f"'{event}'", ",".join(shown(argument) for argument in args))
            self.calls(self.program["at"].get(f"{name}:{event}:{times}", ()))

        return watch

    def handler(self, name: str, event: str, how: Any) -> Any:
        """The one listener that a program adds and removes."""
        if (name, event) in self.handlers:
            return self.handlers[name, event]
        stream = self.streams[name]
        times = 0

        def handle(chunk: Any = None) -> None:
            nonlocal times
            times += 1
            if times > _HEARD:
                return
            self.log(name, f"'{event}'", shown(chunk) if event == "data" else "")
            if event == "readable" and how == "all":
                for _ in range(20):
                    chunk = stream.read()
                    if chunk is None:
                        break
                    self.log(name, "got", shown(chunk))
            elif event == "readable" and how:
                self.log(name, "got", shown(stream.read(how)))
            self.calls(self.program["at"].get(f"{name}:{event}:{times}", ()))

        return self.handlers.setdefault((name, event), handle)

    def calls(self, calls: Any) -> None:
        self.depth += 1
        if self.depth <= _DEPTH:
            for call in calls:
                try:
                    self.one(*call)
                except Exception as failure:
                    self.log("throw", shown(failure)[2:])
        self.depth -= 1

    def tick(self, calls: Calls) -> None:
        self.log("tick")
        self.calls(calls)

    def reporter(self, name: str, kind: str, number: int | None) -> Any:
        if not number:
            return None

        def report(failure: object = None) -> None:
            self.log(name, f"{kind}{number}", shown(failure))
            self.calls(self.program["at"].get(f"cb{number}", ()))

        return report

    def one(self, call: str, name: str, *args: Any) -> None:
        stream = self.streams[name]
        argument: Any = args[0] if args else None
        number = args[1] if len(args) > 1 else None
        if call == "push":
            self.log(name, call, shown(stream.push(self.make(argument))))
        elif call == "eof":
            self.log(name, call, shown(stream.push(None)))
        elif call == "read":
            result = stream.read() if argument is None else stream.read(argument)
            self.log(name, call, "-" if argument is None else argument, shown(result))
        elif call == "unshift":
            self.log(name, call, shown(stream.unshift(self.make(argument))))
        elif call == "pause":
            stream.pause()
            self.log(name, "paused")
        elif call == "resume":
            stream.resume()
            self.log(name, "resumed")
        elif call == "on":
            stream.on(argument, self.handler(name, argument, number))
            self.log(name, call, argument)
        elif call == "off":
            stream.remove_listener(argument, self.handler(name, argument, number))
            self.log(name, call, argument)
        elif call == "offall":
            stream.remove_all_listeners(argument)
            self.log(name, call, argument)
        elif call == "enc":
            stream.set_encoding(argument)
            self.log(name, call, argument)
        elif call == "pipe":
            stream.pipe(self.streams[argument], end=number)
            self.log(name, call, argument)
        elif call == "unpipe":
            stream.unpipe(self.streams[argument] if argument else None)
            self.log(name, call, argument or "")
        elif call == "destroy":
            stream.destroy(Failure(argument) if argument else None)
            self.log(name, call)
        elif call == "write":
            done = self.reporter(name, "wcb", number)
            self.log(name, call, shown(stream.write(self.make(argument), callback=done)))
        elif call == "writes":
            text = (self.make(argument) or b"").decode("latin-1")
            self.log(name, call, shown(stream.write(text, "latin1")))
        elif call == "end":
            data = self.make(argument) if argument else None
            stream.end(data, callback=self.reporter(name, "ecb", number))
            self.log(name, call)
        elif call in ("cork", "uncork"):
            getattr(stream, call)()
            self.log(name, call)
        elif call == "complete":
            if stream.held:
                done = stream.held.pop(0)
                self.log(name, call)
                done(*([Failure(argument)] if argument else []))
        elif call == "tick":
            self.loop.next_tick(self.tick, argument)
        elif call == "state":
            values = [
                shown(getattr(stream, key)) if hasattr(stream, key) else "u" for key in _PROPERTIES
            ]
            if hasattr(stream, "is_paused"):
                values.append("p=" + shown(stream.is_paused()))
            self.log(name, call, " ".join(values))

    def step(self, number: int = 0) -> None:
        steps = self.program["steps"]
        if number < len(steps):
            self.log("#", number)
            self.calls(steps[number])
            self.loop.set_immediate(self.step, number + 1)
        elif self.pending and self.turns < _TURNS:
            self.turns += 1
            self.loop.set_immediate(self.step, number)
        else:
            self.loop.set_immediate(self.end)

    def end(self) -> None:
        """Nothing counts from here on: some programs never end by themselves."""
        self.over = True


async def run(program: Program, returns_written: bool = False) -> list[str]:
    """The trace of a program here."""
    async with trio.open_nursery() as nursery:
        loop = Loop.of(nursery)
        interpreter = Interpreter(program, loop, returns_written)
        loop.set_immediate(interpreter.step)
    return interpreter.trace


def run_on_node(node: str, programs: list[Program]) -> list[list[str]]:
    """The traces of programs on Node."""
    lines = "\n".join(json.dumps(program) for program in programs)
    done = subprocess.run(
        [node, str(HERE / "streams_programs.js")],
        input=lines,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return [json.loads(line) for line in done.stdout.split("\n") if line]


# The command line


def record(node: str) -> None:
    """Run every program on Node again and write down what it prints."""
    recorded = map(json.loads, RECORDED.read_text().splitlines() if RECORDED.exists() else ())
    programs = {**PROGRAMS}
    programs.update(
        (entry["name"], entry["program"])
        for entry in recorded
        if entry["name"].startswith("random")
    )
    for number in range(_RANDOM):
        # Kept as they once were: a newer Python may draw others from the same seed.
        programs.setdefault(f"random {number}", random_program(random.Random(number)))
    traces = run_on_node(node, list(programs.values()))
    with RECORDED.open("w") as file:
        for (name, program), trace in zip(programs.items(), traces, strict=True):
            print(json.dumps({"name": name, "program": program, "trace": trace}), file=file)
    print(f"{len(programs)} programs recorded")


def compare(node: str, count: int, seed: int) -> int:
    """Run new random programs on both sides. Returns how many differ."""
    programs = [random_program(random.Random(seed * 1_000_000 + n)) for n in range(count)]
    different = 0
    for program, theirs in zip(programs, run_on_node(node, programs), strict=True):
        if any("UNCAUGHT" in line for line in theirs):
            continue  # what is left of a callback after an uncaught error is the engine's business
        ours = trio.run(run, program)
        if ours != theirs:
            different += 1
            print(json.dumps(program))
            at = next(
                (n for n, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b),
                min(len(ours), len(theirs)),
            )
            print("\n".join(f"        {line}" for line in ours[max(0, at - 8) : at]))
            print(f"  node  {theirs[at : at + 4]}\n  ours  {ours[at : at + 4]}\n")
    print(f"{different} of {count} differ")
    return different


if __name__ == "__main__":
    if len(sys.argv) > 2:
        seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
        sys.exit(bool(compare(sys.argv[1], int(sys.argv[2]), seed)))
    record(sys.argv[1])
