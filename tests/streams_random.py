"""Stream programs that nobody thought of: drawn at random, as `streams_programs` describes them."""

from __future__ import annotations

import json
import random
from typing import Any

Program = dict[str, Any]
Calls = list[list[Any]]


def random_program(rng: random.Random) -> Program:
    kinds = rng.choice(["r", "r", "w", "w", "d", "rw", "rww", "dw", "rd"])
    streams = [_random_stream(rng, f"{kind.upper()}{n}", kind) for n, kind in enumerate(kinds)]
    names = [(stream["name"], stream["kind"]) for stream in streams]
    numbers = iter(range(1, 1000))
    steps = [
        [_random_call(rng, names, numbers) for _ in range(rng.randint(1, 5))]
        for _ in range(rng.randint(1, 7))
    ]
    steps.append([["state", name] for name, _ in names])
    at = {}
    for _ in range(rng.randint(0, 4)):
        name, kind = rng.choice(names)
        events = ["error", "close"]
        if kind != "w":
            events += ["end", "pause", "resume", "data", "readable", "data"]
        if kind != "r":
            events += ["drain", "finish", "prefinish", "pipe", "unpipe"]
        at[f"{name}:{rng.choice(events)}:{rng.randint(1, 2)}"] = [
            _random_call(rng, names, numbers, depth=1) for _ in range(rng.randint(1, 2))
        ]
    for number in range(1, next(numbers)):
        if rng.random() < 0.03:
            at[f"cb{number}"] = [_random_call(rng, names, numbers, depth=1)]
    text = json.dumps([steps, at])
    if '"enc"' in text and '"unshift"' in text:
        # Bytes put back into a stream of text: Node hands them out as they are, we decode them.
        return random_program(rng)
    return {"streams": streams, "steps": steps, "at": at}


def _random_stream(rng: random.Random, name: str, kind: str) -> dict[str, Any]:
    watch = ["end", "close", "pause", "resume", "drain", "finish", "prefinish", "pipe", "unpipe"]
    script: dict[str, Any] = {
        "name": name,
        "kind": kind,
        "hwm": rng.choice([1, 3, 5, 8, 16]),
        "watch": ["error", *(event for event in watch if rng.random() < 0.9)],
    }
    if rng.random() < 0.3:
        script["autoDestroy"] = False
    if rng.random() < 0.15:
        script["emitClose"] = False
    if kind == "d" and rng.random() < 0.5:
        script["allowHalfOpen"] = False
    if kind != "w":
        script["reads"] = [["none"]]
        if rng.random() < 0.6:
            script["reads"] = [
                [how, *(rng.randint(0, 6) for _ in range(rng.randint(1, 3)))]
                for how in rng.choices(["sync", "tick", "later", "none"], k=rng.randint(1, 4))
            ]
            if rng.random() < 0.5:
                script["reads"].append([rng.choice(["sync", "tick", "later"]), 2, None])
            elif rng.random() < 0.1:
                script["reads"].append(["err"])
    if kind != "r":
        script["writes"] = rng.choices(["sync", "tick", "later", "hold"], k=rng.randint(1, 3))
        if rng.random() < 0.1:
            script["writes"].append(rng.choice(["err", "laterr"]))
        if rng.random() < 0.4:
            script["writev"] = True
        if rng.random() < 0.3:
            script["final"] = rng.choice(["sync", "tick", "later", "err", "laterr", "hold"])
    if rng.random() < 0.2:
        script["destroy"] = rng.choice(["sync", "tick", "later", "err"])
    return script


def _random_call(
    rng: random.Random, names: list[tuple[str, str]], numbers: Any, depth: int = 0
) -> list[Any]:
    name, kind = rng.choice(names)
    some: Calls = [["state", name]]
    if kind != "w":
        some += [["push", name, rng.randint(0, 6)]] * 4
        some += [["read", name, rng.choice([None, None, 0, 1, 2, 4, 9, 30, -1])]] * 3
        some += [["eof", name], ["unshift", name, rng.randint(0, 3)], ["pause", name]]
        some += [["resume", name], ["resume", name], ["off", name, "readable"]]
        some += [["on", name, "data"], ["on", name, "data"], ["off", name, "data"]]
        some += [["on", name, "readable", rng.choice(["all", "all", 1, 3, 0])]]
        some += [["offall", name, rng.choice(["data", "readable"])]]
        if rng.random() < 0.3:
            some.append(["enc", name, rng.choice(["utf8", "latin1", "utf16le"])])
        targets = [target for target, target_kind in names if target_kind != "r"]
        if targets:
            some += [["pipe", name, rng.choice(targets), rng.random() < 0.8]] * 3
            some += [["unpipe", name, rng.choice([*targets, None])]]
    if kind != "r":
        some += [["write", name, rng.randint(0, 6), rng.choice([next(numbers), None])]] * 4
        some += [["end", name, rng.choice([0, 0, 2]), rng.choice([next(numbers), None])]]
        some += [["cork", name], ["uncork", name], ["uncork", name], ["writes", name, 3]]
        some += [["complete", name, None]] * 3
        some += [["complete", name, "cerr" if rng.random() < 0.2 else None]]
    if rng.random() < 0.25:
        some.append(["destroy", name, rng.choice([None, "derr1"])])
    if depth < 2 and rng.random() < 0.3:
        nested = [_random_call(rng, names, numbers, depth + 1) for _ in range(rng.randint(1, 2))]
        some += [["tick", name, nested]] * 2
    return rng.choice(some)
