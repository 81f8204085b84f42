"""Downloads a file and shows how far it is.

    pip install 'trio-nodehttp[examples]'
    python examples/download.py http://127.0.0.1:8080/big.iso

The file appears under its name when it is whole: a body that was cut short raises.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

import trio
from tqdm import tqdm

import trio_nodehttp as http


async def download(url: str, target: Path) -> None:
    async with http.get(url) as response:
        if response.status_code != 200:
            raise OSError(f"{response.status_code} {response.status_message}")
        length = response.headers.get("content-length")
        part = trio.Path(f"{target}.part")
        try:
            with tqdm(
                total=int(length) if length else None,
                unit="B",
                unit_scale=True,
                desc=target.name,
                file=sys.stderr,
            ) as bar:
                async with await part.open("wb") as file:
                    async for chunk in response:
                        await file.write(chunk)
                        bar.update(len(chunk))
            await part.rename(target)
        finally:
            with trio.CancelScope(shield=True):
                await part.unlink(missing_ok=True)


def name_in(url: str) -> str:
    return unquote(PurePosixPath(urlsplit(url).path).name).replace("/", "_") or "index.html"


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description="Download a file.")
    arguments.add_argument("url")
    arguments.add_argument("target", nargs="?", type=Path, help="default: the URL's last part")
    options = arguments.parse_args()
    try:
        trio.run(download, options.url, options.target or Path(name_in(options.url)))
    except OSError as error:
        sys.exit(f"{options.url}: {error}")
