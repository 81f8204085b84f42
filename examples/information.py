"""Shows what a server says before its answer: 100, 102, 103 (the reference's `'information'`).

    python examples/information.py http://127.0.0.1:8080/length_request
"""

from __future__ import annotations

import sys

import trio

import trio_nodehttp as http


async def main(url: str) -> None:
    async with http.Agent() as agent:
        request = http.request(url, agent=agent)

        @request.on("information")
        def _(info: http.Information) -> None:
            print(f"Got information prior to main response: {info.status_code}")
            for name, value in info.headers.items():
                print(f"  {name}: {value}")

        response = await request.end()
        print(f"Got response: {response.status_code}, {len(await response.body())} bytes")


if __name__ == "__main__":
    trio.run(main, sys.argv[1])
