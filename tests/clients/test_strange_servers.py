"""Our client gets right answers from servers we did not write: Node v14, http.server, nginx."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import trio

import trio_nodehttp as http

from ..programs import PATIENCE, Program
from .strangers import nginx, node_server, python_server


@pytest.fixture
async def agent(parser: str) -> AsyncIterator[http.Agent]:
    """One socket, kept alive: whatever one exchange leaves behind, the next one meets."""
    with trio.fail_after(PATIENCE):
        async with http.Agent(keep_alive=True, max_sockets=1, parser=parser) as agent:
            yield agent


async def get(url: str, agent: http.Agent, **options: Any) -> tuple[http.IncomingMessage, bytes]:
    response = await http.request(url, agent=agent, **options).end()
    return response, await response.body()


async def digest_of(response: http.IncomingMessage) -> tuple[int, str]:
    """Length and SHA-256 of a body that is too large to hold."""
    digest, length = hashlib.sha256(), 0
    async for chunk in response:
        digest.update(chunk)
        length += len(chunk)
    return length, digest.hexdigest()


# Node v14


@pytest.fixture
async def node() -> AsyncIterator[Program]:
    async with node_server() as program:
        yield program


async def test_node_keeps_one_connection_through_every_kind_of_answer(
    node: Program, agent: http.Agent
) -> None:
    ports = set()
    for method, path, status, body in [
        ("GET", "hello", 200, b"hello"),
        ("HEAD", "counted", 200, b""),
        ("GET", "chunked", 200, b"one,two"),
        ("GET", "gzip", 200, None),
        ("GET", "unchanged", 304, b""),
        ("GET", "empty", 204, b""),
        ("GET", "processing", 200, b"processed"),
        ("GET", "cookies", 200, b""),
        ("GET", "trailers", 200, b"body"),
    ]:
        request = http.request(node.url + path, method=method, agent=agent)
        response = await request.end()
        ports.add(response.socket.local_port)
        content = await response.body()
        assert response.status_code == status, path
        assert body is None or content == body, path
        if path == "gzip":
            assert response.headers["content-encoding"] == "gzip"
            assert gzip.decompress(content) == b"unpacked"
        elif path == "cookies":
            assert response.headers["set-cookie"] == ["a=1", "b=2"]
        elif path == "trailers":
            assert response.trailers == {"checked": "yes"}
    assert len(ports) == 1


async def test_node_closes_and_a_new_connection_follows(node: Program, agent: http.Agent) -> None:
    for _ in range(3):
        response, body = await get(node.url + "close", agent)
        assert (response.headers["connection"], body) == ("close", b"bye")


async def test_node_sends_and_takes_what_is_large(node: Program, agent: http.Agent) -> None:
    response = await http.get(node.url + "big", agent=agent)
    length = 32 * 1024 * 1024
    expected = hashlib.sha256((b"Node v14.10.1 " * (length // 14 + 1))[:length]).hexdigest()
    assert await digest_of(response) == (length, expected)

    content = os.urandom(1024 * 1024)
    expected = hashlib.sha256(content * 16).hexdigest()
    request = http.request(node.url + "digest", method="PUT", agent=agent)
    for _ in range(16):
        await request.write(content)
    response = await request.end()
    assert await response.text() == expected


async def test_node_echoes_while_we_write(node: Program, agent: http.Agent) -> None:
    request = http.request(node.url + "echo", method="POST", agent=agent)
    await request.write("first")
    response = await request
    assert await response.receive_some() == b"first"
    await request.write("second")
    assert await response.receive_some() == b"second"
    request.end()
    assert await response.receive_some() == b""


async def test_node_answers_an_expectation(node: Program, agent: http.Agent) -> None:
    request = http.request(
        node.url + "echo", method="PUT", headers={"Expect": "100-continue"}, agent=agent
    )
    went_on = trio.Event()
    request.on("continue", went_on.set)
    with trio.fail_after(PATIENCE):
        await went_on.wait()
    response = await request.end("body")
    assert await response.text() == "body"


async def test_node_sees_the_headers_we_mean(node: Program, agent: http.Agent) -> None:
    headers = [("X-Twice", "1"), ("x-twice", "2"), ("Ünicode".encode().hex(), "ä")]
    _, body = await get(node.url + "headers", agent, headers=headers)
    raw = json.loads(body)
    assert raw[: 2 * len(headers)] == [part for pair in headers for part in pair]
    assert "Host" in raw and "Connection" in raw


async def test_node_cuts_us_off(node: Program, agent: http.Agent) -> None:
    response = await http.get(node.url + "cut", agent=agent)
    with pytest.raises(ConnectionResetError):
        await response.body()
    assert not response.complete
    with pytest.raises(ConnectionResetError, match="socket hang up"):
        await http.get(node.url + "hang-up", agent=agent)
    assert (await get(node.url + "hello", agent))[1] == b"hello"


async def test_node_leaves_http_with_us(node: Program, agent: http.Agent) -> None:
    upgrade = {"Connection": "Upgrade", "Upgrade": "echo"}
    response = await http.get(node.url + "hello", headers=upgrade, agent=agent)
    assert response.status_code == 101
    async with response.socket as stream:
        await stream.send_all(b"there")
        assert await collect(stream, 10) == b"head,there"
    request = http.request(node.url, method="CONNECT", path="far:80", agent=agent)
    response = await request.end()
    async with response.socket as stream:
        await stream.send_all(b"there")
        assert await collect(stream, 12) == b"far:80,there"


async def collect(stream: trio.abc.ReceiveStream, count: int) -> bytes:
    data = b""
    while len(data) < count:
        piece = await stream.receive_some()
        assert piece, data
        data += piece
    return data


async def test_node_serves_many_of_us_at_once(node: Program, parser: str) -> None:
    async with http.Agent(keep_alive=True, max_sockets=20, parser=parser) as agent:
        bodies: list[bytes] = []

        async def fetch() -> None:
            bodies.append((await get(node.url + "chunked", agent))[1])

        async with trio.open_nursery() as nursery:
            for _ in range(300):
                nursery.start_soon(fetch)
        assert bodies == [b"one,two"] * 300
        assert agent.total_socket_count <= 20


# Files, as http.server and nginx serve them


class Files:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.big = os.urandom(1024 * 1024) * 24
        (root / "hello.txt").write_text("hello\n" * 500)
        (root / "big").write_bytes(self.big)
        (root / "page.html").write_text("<p>page")


@pytest.fixture
def files(tmp_path: Path) -> Files:
    (tmp_path / "root").mkdir()
    return Files(tmp_path / "root")


async def check_files(files: Files, url: str, agent: http.Agent) -> None:
    """What every server of files has to be good for."""
    response, body = await get(url + "hello.txt", agent)
    assert (response.status_code, body) == (200, b"hello\n" * 500)
    modified = response.headers["last-modified"]

    head, nothing = await get(url + "hello.txt", agent, method="HEAD")
    assert (head.status_code, nothing) == (200, b"")
    assert head.headers["content-length"] == "3000"

    response, body = await get(
        url + "hello.txt", agent, headers={"If-Modified-Since": modified}
    )
    assert (response.status_code, body) == (304, b"")

    response, body = await get(url + "missing", agent)
    assert response.status_code == 404 and body

    response = await http.get(url + "big", agent=agent)
    assert await digest_of(response) == (len(files.big), hashlib.sha256(files.big).hexdigest())

    # An answer that is not read to its end is no harm to those after it.
    response = await http.get(url + "big", agent=agent)
    assert await response.receive_some(10)
    response.destroy()
    assert (await get(url + "page.html", agent))[1] == b"<p>page"


async def test_http_server_serves_us(files: Files, agent: http.Agent) -> None:
    async with python_server(files.root) as server:
        await check_files(files, server.url, agent)
        response, listing = await get(server.url, agent)
        assert response.http_version == "1.0"
        assert b"hello.txt" in listing


async def test_nginx_serves_us(files: Files, tmp_path: Path, agent: http.Agent) -> None:
    inside = f"root {files.root}; gzip on; gzip_types text/plain; gzip_min_length 1;"
    async with nginx(tmp_path, inside) as server:
        await check_files(files, server.url, agent)

        ports = set()
        for _ in range(5):
            response = await http.get(server.url + "page.html", agent=agent)
            ports.add(response.socket.local_port)
            assert await response.text() == "<p>page"
        assert len(ports) == 1

        packed = {"Accept-Encoding": "gzip"}
        response, body = await get(server.url + "hello.txt", agent, headers=packed)
        assert response.headers["content-encoding"] == "gzip"
        assert response.headers["transfer-encoding"] == "chunked"
        assert gzip.decompress(body) == b"hello\n" * 500

        response, body = await get(server.url + "big", agent, headers={"Range": "bytes=5-9"})
        assert (response.status_code, body) == (206, files.big[5:10])

        response, _ = await get(server.url + "hello.txt", agent, method="POST")
        assert response.status_code == 405
