"""Asks again when a reused connection turns out to be dead (the reference's `reusedSocket`).

    python examples/retry.py http://127.0.0.1:8080/ --times 3 --pause 6

A server closes connections that idle (Node's after 5 s). A request that is sent in that very moment
gets a reset, though nothing is wrong: on a new connection it would have succeeded. Only such a one,
on a socket that had been used before, is tried again; a reset on a new connection is an error.
"""

from __future__ import annotations

import argparse

import trio

import trio_nodehttp as http


async def get(url: str, agent: http.Agent) -> http.IncomingMessage:
    while True:
        request = http.get(url, agent=agent)
        try:
            return await request
        except ConnectionResetError as error:
            if not request.reused_socket:
                raise
            print(f"{error} on a reused socket: once more")


async def main(url: str, times: int, pause: float) -> None:
    async with http.Agent(keep_alive=True) as agent:
        for number in range(times):
            if number:
                await trio.sleep(pause)
            response = await get(url, agent)
            print(response.status_code, await response.text(), flush=True)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description="Ask again after a reset.")
    arguments.add_argument("url")
    arguments.add_argument("--times", type=int, default=2, help="how many requests")
    arguments.add_argument("--pause", type=float, default=5.0, help="seconds between them")
    options = arguments.parse_args()
    trio.run(main, options.url, options.times, options.pause)
