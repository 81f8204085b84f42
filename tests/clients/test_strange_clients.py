"""Clients that we did not write get right answers from the examples: curl, wrk, Node v14, nginx."""

from __future__ import annotations

import hashlib
import os
import re
from contextlib import AsyncExitStack
from pathlib import Path

import trio

from ..programs import run_command, serving
from .strangers import nginx, node14

HERE = Path(__file__).parent


async def curl(*arguments: object, stdin: bytes = b"", check: bool = True) -> tuple[str, str]:
    """Run curl, quietly, without its configuration; output and what `-v` said."""
    command = ["curl", "-q", "-sS", "--max-time", "25", *map(str, arguments)]
    return await run_command(command, stdin=stdin, check=check)


async def test_curl_gets(parser: str) -> None:
    async with serving("hello.py", parser=parser) as hello:
        shown, _ = await curl("-i", hello.url)
    head, _, body = shown.partition("\r\n\r\n")
    assert head.splitlines()[:2] == ["HTTP/1.1 200 OK", "Content-Type: text/plain"]
    assert re.search(r"\nDate: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r\n", head)
    assert body == "Hello from Trio!\n"


async def test_curl_asks_for_the_head_only(parser: str, tmp_path: Path) -> None:
    (tmp_path / "file.txt").write_text("text")
    async with serving("static_files.py", tmp_path, parser=parser) as server:
        shown, said = await curl("-v", "-I", server.url + "file.txt", server.url + "file.txt")
    assert shown.count("HTTP/1.1 200 OK\r\n") == 2
    assert shown.count("Content-Length: 4\r\n") == 2
    assert "left intact" in said


async def test_curl_uploads_chunks(parser: str) -> None:
    content = "all that comes in goes out\n" * 100_000
    async with serving("echo.py", parser=parser) as echo:
        shown, said = await curl("-v", "-T", "-", echo.url, stdin=content.encode())
    assert "> Transfer-Encoding: chunked" in said
    assert shown == content


async def test_curl_waits_for_100_before_it_uploads(parser: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("upload")
    async with serving("echo.py", parser=parser) as echo:
        arguments = ("-H", "Expect: 100-continue", "--expect100-timeout", 60)
        shown, said = await curl("-v", *arguments, "-T", tmp_path / "file", echo.url)
        assert "< HTTP/1.1 100 Continue" in said  # else it had waited for longer than its time
        assert shown == "upload"
        shown, _ = await curl("-i", "-H", "Expect: tea", "-T", tmp_path / "file", echo.url)
    assert shown.startswith("HTTP/1.1 417 Expectation Failed\r\n")


async def test_curl_speaks_http_1_0(parser: str) -> None:
    async with serving("echo.py", parser=parser) as echo:
        shown, _ = await curl("-i", "--http1.0", "-d", "body", echo.url)
    head, _, body = shown.partition("\r\n\r\n")
    assert head.startswith("HTTP/1.1 200 OK\r\n")
    assert "Connection: close" in head
    assert "Transfer-Encoding" not in head
    assert body == "body"


async def test_curl_gets_two_urls_on_one_connection(parser: str) -> None:
    async with serving("hello.py", parser=parser) as hello:
        shown, _ = await curl("-w", "%{num_connects}\n", hello.url, hello.url + "again")
    assert shown == "Hello from Trio!\n1\nHello from Trio!\n0\n"


async def test_curl_gets_files_whole_in_part_or_not_at_all(parser: str, tmp_path: Path) -> None:
    content = os.urandom(20_000_000)
    (tmp_path / "big").write_bytes(content)
    os.utime(tmp_path / "big", (1_000_000_000, 1_000_000_000))
    async with serving("static_files.py", tmp_path, parser=parser) as server:
        url, copy = server.url + "big", tmp_path / "copy"
        await curl(url, "-o", copy)
        assert copy.read_bytes() == content
        with copy.open("r+b") as part:
            part.truncate(12_345)
        await curl("-C", "-", url, "-o", copy)  # goes on where it was interrupted
        assert copy.read_bytes() == content
        answers = "%{http_code} %{size_download}"
        shown, _ = await curl("-w", answers, "-z", "1 Jan 2020 00:00:00 GMT", url, "-o", os.devnull)
        assert shown == "304 0"
        shown, _ = await curl("-w", answers, "--path-as-is", server.url + "../big")
        assert shown == "Not found\n404 10"


async def test_curl_sees_the_trailers(parser: str) -> None:
    async with serving("trailers.py", parser=parser) as server:
        shown, _ = await curl("--raw", "-d", "hello", server.url)
    digest = hashlib.sha256(b"hello").hexdigest()
    assert shown == f"5\r\nhello\r\n0\r\nContent-SHA256: {digest}\r\n\r\n"


async def test_curl_goes_through_the_proxies(parser: str) -> None:
    async with AsyncExitStack() as stack:
        echo = await stack.enter_async_context(serving("echo.py", parser=parser))
        front = await stack.enter_async_context(
            serving("reverse_proxy.py", echo.url, parser=parser)
        )
        proxy = await stack.enter_async_context(serving("connect_proxy.py", parser=parser))
        content = "through two proxies\n" * 50_000
        shown, _ = await curl(
            "--proxytunnel", "-x", proxy.url, "-T", "-", front.url, stdin=content.encode()
        )
        assert shown == content


async def test_wrk_gets_nothing_but_right_answers(parser: str) -> None:
    async with serving("hello.py", parser=parser) as hello:
        shown, _ = await run_command(["wrk", "-t1", "-c50", "-d2s", hello.url])
    requests = re.search(r"(\d+) requests in", shown)
    assert requests and int(requests[1]) > 100
    assert "Socket errors" not in shown
    assert "Non-2xx" not in shown


async def test_node_gets_right_answers(parser: str) -> None:
    names = ("hello.py", "echo.py", "trailers.py", "websocket.py", "connect_proxy.py")
    async with AsyncExitStack() as stack:
        urls = [
            (await stack.enter_async_context(serving(name, parser=parser))).url for name in names
        ]
        shown, said = await run_command([node14(), str(HERE / "node_client.js"), *urls])
    assert said == ""
    assert shown.splitlines() == [
        f"{part}: right"
        for part in ("keepAlive", "bodies", "trailing", "upgrading", "tunnelling", "leaving")
    ]


async def test_nginx_stands_before_us(parser: str, tmp_path: Path) -> None:
    async with serving("echo.py", parser=parser) as echo:
        upstream = f"upstream ours {{ server 127.0.0.1:{echo.port}; keepalive 4; }}"
        location = (
            "location / { proxy_pass http://ours; proxy_http_version 1.1; "
            'proxy_set_header Connection ""; proxy_request_buffering off; }'
        )
        async with nginx(tmp_path, location, upstream) as front, trio.open_nursery() as nursery:

            async def exchange(number: int) -> None:
                content = f"{number} " * 20_000
                shown, _ = await curl("-T", "-", front.url, stdin=content.encode())
                assert shown == content

            for number in range(8):
                nursery.start_soon(exchange, number)
