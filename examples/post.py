"""Posts a form and shows the answer.

    python examples/post.py http://127.0.0.1:8080/ msg='Hello World!' lang=en

A request that is entered needs no agent: it brings one of its own, which ends with the block.
"""

from __future__ import annotations

import sys
from urllib.parse import urlencode

import trio

import trio_nodehttp as http


async def main(url: str, fields: list[str]) -> None:
    parts = [field.partition("=") for field in fields]
    body = urlencode([(name, value) for name, _, value in parts]).encode()
    request = http.request(
        url,
        method="POST",
        headers={
            "Content-Type": "application/x-www-form-urlencoded",
            "Content-Length": len(body),
        },
    )
    request.end(body)
    async with request as response:
        print(f"STATUS: {response.status_code}")
        print(f"HEADERS: {dict(response.headers)}")
        print(f"BODY: {await response.text()}")


if __name__ == "__main__":
    trio.run(main, sys.argv[1], sys.argv[2:])
