"""Serves the files below a directory, and nothing else.

    python examples/static_files.py ~/public
    curl -r 0-99 http://127.0.0.1:8080/notes.txt

GET and HEAD, one byte range (RFC 9110 section 14), `If-Modified-Since`, 404 for whatever is not a
file below the root: `..`, encoded or not, and symbolic links lead nowhere outside.
"""

from __future__ import annotations

import mimetypes
import os
import re
import stat
from datetime import datetime, timezone
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

import trio
from serving import command_line, serve

import trio_nodehttp as http

PIECE = 64 * 1024  # bytes read from a file at a time


class Unsatisfiable(Exception):
    """A range that lies wholly beyond the end."""


class StaticFiles:
    def __init__(self, root: Path) -> None:
        self.root = root.resolve()

    def find(self, url: str) -> Path | None:
        """The path that a request's URL names, or None where it leads out of the root."""
        target = urlsplit(url).path if url.startswith("http://") else url.partition("?")[0]
        relative = unquote(target).lstrip("/")
        if "\0" in relative:
            return None
        path = (self.root / relative).resolve()  # follows `..` and symbolic links
        if path.is_dir():
            path = (path / "index.html").resolve()
        return path if path.is_relative_to(self.root) else None

    def open(self, url: str) -> tuple[int, os.stat_result, str] | None:
        """A descriptor of the regular file that a URL names, what it is, and its name."""
        try:
            path = self.find(url)
            if path is None:
                return None
            descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a FIFO must not block us
        except OSError:  # no such file, no right to it, no name that the system takes
            return None
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            os.close(descriptor)
            return None
        return descriptor, status, path.name

    async def on_request(
        self, request: http.IncomingMessage, response: http.ServerResponse
    ) -> None:
        if request.method not in ("GET", "HEAD"):
            response.write_head(405, {"Allow": "GET, HEAD"}).end()
            return
        opened = await trio.to_thread.run_sync(self.open, request.url)
        if opened is None:
            response.write_head(404, {"Content-Type": "text/plain"}).end("Not found\n")
            return
        descriptor, status, name = opened
        async with trio.wrap_file(os.fdopen(descriptor, "rb")) as file:
            start, stop = self.answer(request, response, status, name)
            if request.method == "HEAD":
                stop = start
            await file.seek(start)
            while start < stop:
                piece = await file.read(min(PIECE, stop - start))
                if not piece:  # the file has shrunk: what was promised cannot be sent
                    response.destroy()
                    return
                await response.write(piece)
                start += len(piece)
        response.end()

    def answer(
        self,
        request: http.IncomingMessage,
        response: http.ServerResponse,
        status: os.stat_result,
        name: str,
    ) -> tuple[int, int]:
        """Choose status and headers; say which bytes follow."""
        size = status.st_size
        modified = formatdate(int(status.st_mtime), usegmt=True)
        response.set_header("Last-Modified", modified)
        response.set_header("Accept-Ranges", "bytes")
        if not_modified(request.headers.get("if-modified-since"), status.st_mtime):
            response.write_head(304)
            return 0, 0
        wanted = request.headers.get("range")
        if request.headers.get("if-range", modified) != modified:
            wanted = None  # the client's part is of an older version: it gets the whole
        try:
            part = byte_range(wanted, size)
        except Unsatisfiable:
            response.write_head(416, {"Content-Range": f"bytes */{size}", "Content-Length": 0})
            return 0, 0
        kind, encoding = mimetypes.guess_type(name)
        response.set_header(
            "Content-Type", "application/octet-stream" if encoding or not kind else kind
        )
        if part is None:
            response.write_head(200, {"Content-Length": size})
            return 0, size
        start, stop = part
        response.write_head(
            206,
            {"Content-Range": f"bytes {start}-{stop - 1}/{size}", "Content-Length": stop - start},
        )
        return part


def not_modified(since: str | None, modified: float) -> bool:
    """Whether nothing has changed after an `If-Modified-Since`; a date that is none never holds."""
    try:
        date = parsedate_to_datetime(since or "")
    except (TypeError, ValueError):
        return False
    if date.tzinfo is None:
        date = date.replace(tzinfo=timezone.utc)
    return datetime.fromtimestamp(int(modified), timezone.utc) <= date


def byte_range(header: str | None, size: int) -> tuple[int, int] | None:
    """First byte and the one after the last; None for the whole (a range we do not serve, too)."""
    match = re.fullmatch(r"bytes=(\d*)-(\d*)", header or "", re.ASCII)
    if match is None or match[0] == "bytes=-":
        return None
    first, last = match.groups()
    if not first:  # the last so many bytes
        start, stop = max(0, size - int(last)), size
    else:
        start, stop = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < int(first):
            return None
    if start >= size or start >= stop:
        raise Unsatisfiable
    return start, stop


if __name__ == "__main__":
    arguments = command_line(__doc__)
    arguments.add_argument("root", type=Path, nargs="?", default=Path(), help="what to serve")
    options = arguments.parse_args()
    files = StaticFiles(options.root)
    trio.run(serve, http.create_server(files.on_request), options.host, options.port)
