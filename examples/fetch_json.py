"""Fetches JSON, in Node's own style: listeners, no `await` (the reference's own `http.get`).

    python examples/fetch_json.py http://127.0.0.1:8080/index.json

Where Node's process would end, because nothing is left to wait for, the nursery closes here.
"""

from __future__ import annotations

import json
import sys

import trio

import trio_nodehttp as http


def fetch(url: str, agent: http.Agent) -> None:
    def on_response(response: http.IncomingMessage) -> None:
        content_type = response.headers.get("content-type", "")
        problem = None
        if response.status_code != 200:
            problem = f"Request failed. Status code: {response.status_code}"
        elif not content_type.startswith("application/json"):
            problem = f"Expected application/json but received {content_type!r}"
        if problem:
            print(problem, file=sys.stderr)
            response.resume()  # consume what comes, to free its memory
            return

        pieces: list[str] = []

        def on_end() -> None:
            try:
                print(json.dumps(json.loads("".join(pieces)), indent=2))
            except ValueError as error:
                print(f"That is no JSON: {error}", file=sys.stderr)

        response.set_encoding("utf8")
        response.on("data", pieces.append)
        response.on("end", on_end)

    request = http.get(url, on_response, agent=agent)
    request.on("error", lambda error: print(f"Got error: {error}", file=sys.stderr))


async def main(url: str) -> None:
    async with trio.open_nursery() as nursery:
        fetch(url, http.Agent(nursery=nursery))


if __name__ == "__main__":
    trio.run(main, sys.argv[1])
