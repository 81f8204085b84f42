"""Every program in examples/, run as a program: a process of its own, spoken to over loopback."""

from __future__ import annotations

import hashlib
import json
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import trio
from trio_websocket import open_websocket_url

import trio_nodehttp as http

from . import wire
from .programs import EXAMPLES, PATIENCE, run, serving


@asynccontextmanager
async def origin(listener: object) -> AsyncIterator[str]:
    """A server of ours for the client examples; its URL."""
    async with http.create_server(listener) as server:  # type: ignore[arg-type]
        await server.listen(0, "127.0.0.1")
        address = server.address()
        assert isinstance(address, http.net.Address)
        yield f"http://127.0.0.1:{address.port}/"


# Servers


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
async def test_hello_ends_on_a_signal(stop: signal.Signals) -> None:
    async with serving("hello.py") as hello, await wire.dial(hello.port) as idle:
        await idle.send(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert b"Hello from Trio!" in await idle.receive_until(b"Trio!\n")
        hello.stop(stop)
        assert await hello.line() == "Finishing what is in flight"
        assert await idle.receive_all() == b""


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
async def test_what_is_in_flight_is_finished_after_the_signal(stop: signal.Signals) -> None:
    async with serving("echo.py") as echo, await wire.dial(echo.port) as client:
        await client.send(b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello,")
        await client.receive_until(b"hello,\r\n")
        async with await wire.dial(echo.port) as idle:
            await idle.send(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            await idle.receive_until(b"0\r\n\r\n")
            echo.stop(stop)
            assert await idle.receive_all() == b""  # the signal has arrived, and been understood
        await client.send(b"world")
        assert await client.receive_all() == b"5\r\nworld\r\n0\r\n\r\n"


async def test_echo_streams_both_ways_at_once() -> None:
    async with serving("echo.py") as echo, await wire.dial(echo.port) as client:
        await client.send(b"PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        for word in (b"one", b"two", b"three"):
            chunk = b"%x\r\n%s\r\n" % (len(word), word)
            await client.send(chunk)
            assert (await client.receive_until(chunk)).endswith(chunk)
        await client.send(b"0\r\n\r\n")
        assert await client.receive_until(b"0\r\n\r\n") == b"0\r\n\r\n"


class Site:
    """A directory to serve, with what must not be served beside it."""

    def __init__(self, directory: Path) -> None:
        self.root = directory / "public"
        (self.root / "sub").mkdir(parents=True)
        (self.root / "digits.txt").write_bytes(b"0123456789")
        (self.root / "empty").touch()
        (self.root / "sub" / "index.html").write_text("<p>index")
        (self.root / "archive.tar.gz").write_bytes(b"\x1f\x8b")
        (directory / "secret.txt").write_text("secret")
        (directory / "public-too").mkdir()
        (directory / "public-too" / "secret.txt").write_text("secret")
        (self.root / "way-out").symlink_to(directory / "secret.txt")
        os.mkfifo(self.root / "fifo")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


async def ask(port: int, target: str, *lines: str, method: str = "GET") -> tuple[str, str, bytes]:
    """One request on a connection of its own: status line, header block, body."""
    async with await wire.dial(port) as client:
        request = [f"{method} {target} HTTP/1.1", "Host: a", "Connection: close", *lines, "", ""]
        await client.send("\r\n".join(request).encode("latin-1"))
        with trio.fail_after(PATIENCE):
            head, _, body = (await client.receive_all()).partition(b"\r\n\r\n")
    status, _, headers = head.decode("latin-1").partition("\r\n")
    if "\r\nTransfer-Encoding: chunked" in headers:
        body = wire.unchunk(body)
    return status, headers, body


async def test_static_files_are_served_whole_in_part_and_as_head(site: Site) -> None:
    async with serving("static_files.py", site.root) as server:
        status, headers, body = await ask(server.port, "/digits.txt?query")
        assert (status, body) == ("HTTP/1.1 200 OK", b"0123456789")
        assert "Content-Type: text/plain\r\n" in headers
        assert "Content-Length: 10\r\n" in headers
        modified = headers.partition("Last-Modified: ")[2].partition("\r\n")[0]

        assert (await ask(server.port, "/digits.txt", method="HEAD"))[2] == b""
        assert "Content-Length: 10\r\n" in (await ask(server.port, "/digits.txt", method="HEAD"))[1]

        for wanted, got, content_range in [
            ("bytes=2-4", b"234", "bytes 2-4/10"),
            ("bytes=7-", b"789", "bytes 7-9/10"),
            ("bytes=7-99", b"789", "bytes 7-9/10"),
            ("bytes=-3", b"789", "bytes 7-9/10"),
            ("bytes=-99", b"0123456789", "bytes 0-9/10"),
        ]:
            status, headers, body = await ask(server.port, "/digits.txt", f"Range: {wanted}")
            assert (status, body) == ("HTTP/1.1 206 Partial Content", got), wanted
            assert f"Content-Range: {content_range}\r\n" in headers
            assert f"Content-Length: {len(got)}\r\n" in headers
        for wanted in ("bytes=10-", "bytes=-0"):
            status, headers, body = await ask(server.port, "/digits.txt", f"Range: {wanted}")
            assert (status, body) == ("HTTP/1.1 416 Range Not Satisfiable", b"")
            assert "Content-Range: bytes */10\r\n" in headers
        for ignored in ("bytes=4-2", "bytes=0-1,3-4", "lines=1-2", "bytes=-", "bytes=x-"):
            status, _, body = await ask(server.port, "/digits.txt", f"Range: {ignored}")
            assert (status, body) == ("HTTP/1.1 200 OK", b"0123456789"), ignored
        status, _, body = await ask(
            server.port,
            "/digits.txt",
            "Range: bytes=0-0",
            "If-Range: Mon, 01 Jan 2001 00:00:00 GMT",
        )
        assert (status, body) == ("HTTP/1.1 200 OK", b"0123456789")

        status, headers, body = await ask(
            server.port, "/digits.txt", f"If-Modified-Since: {modified}"
        )
        assert (status, body) == ("HTTP/1.1 304 Not Modified", b"")
        for since in ("Mon, 01 Jan 2001 00:00:00 GMT", "yesterday"):
            status, _, _ = await ask(server.port, "/digits.txt", f"If-Modified-Since: {since}")
            assert status == "HTTP/1.1 200 OK"

        assert (await ask(server.port, "/empty"))[::2] == ("HTTP/1.1 200 OK", b"")
        assert (await ask(server.port, "/sub/"))[2] == b"<p>index"
        assert "Content-Type: application/octet-stream" in (
            await ask(server.port, "/archive.tar.gz")
        )[1]
        status, headers, _ = await ask(server.port, "/digits.txt", method="DELETE")
        assert status == "HTTP/1.1 405 Method Not Allowed"
        assert "Allow: GET, HEAD\r\n" in headers


@pytest.mark.parametrize(
    "target",
    [
        "/missing",
        "/",  # a directory without an index
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/sub/..%2f..%2fsecret.txt",
        "/../public-too/secret.txt",
        "//../secret.txt",
        "http://a/../secret.txt",
        "/way-out",
        "/fifo",
        "/digits.txt%00.html",
        "/digits.txt/",
        "/%ff%fe",
        "/" + "x" * 5000,
    ],
)
async def test_static_files_end_at_the_root(site: Site, target: str) -> None:
    async with serving("static_files.py", site.root) as server:
        if target == "/digits.txt/":
            assert (await ask(server.port, target))[0] in (
                "HTTP/1.1 404 Not Found",
                "HTTP/1.1 200 OK",  # resolving drops the slash
            )
            return
        status, _, body = await ask(server.port, target)
        assert (status, body) == ("HTTP/1.1 404 Not Found", b"Not found\n")


async def test_connect_proxy_tunnels_both_ways_and_passes_each_end_on() -> None:
    async with (
        serving("connect_proxy.py") as proxy,
        wire.listening() as listener,
        await wire.dial(proxy.port) as client,
    ):
        await client.send(
            b"CONNECT 127.0.0.1:%d HTTP/1.1\r\nHost: a\r\n\r\nearly" % listener.port
        )
        async with await listener.accept() as far:
            assert await client.receive_head() == b"HTTP/1.1 200 Connection Established\r\n\r\n"
            assert await far.receive_exactly(5) == b"early"
            await far.send(b"from afar")
            assert await client.receive_exactly(9) == b"from afar"
            await client.send(b"last words")
            await client.send_eof()
            assert await far.receive_all() == b"last words"
            await far.send(b"still open this way")
            assert await client.receive_exactly(19) == b"still open this way"
        assert await client.receive_all() == b""


async def test_connect_proxy_says_when_there_is_no_way() -> None:
    async with wire.listening() as listener:
        port = listener.port
    async with serving("connect_proxy.py") as proxy:
        for target in (f"127.0.0.1:{port}", "127.0.0.1:99999999"):
            async with await wire.dial(proxy.port) as client:
                await client.send(f"CONNECT {target} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
                assert (await client.receive_all()).startswith(b"HTTP/1.1 502 Bad Gateway\r\n\r\n")
        assert (await ask(proxy.port, "/"))[0] == "HTTP/1.1 405 Method Not Allowed"


async def test_websocket_echoes_to_a_client_that_is_not_ours() -> None:
    async with serving("websocket.py") as server:
        async with open_websocket_url(server.url.replace("http:", "ws:")) as websocket:
            for message in ("hello", "grüß dich", b"\x00\xff", "x" * 200_000):
                await websocket.send_message(message)
                assert await websocket.get_message() == message
            await websocket.ping(b"are you there?")
        assert websocket.closed is not None and websocket.closed.code == 1000
        assert (await ask(server.port, "/"))[2].startswith(b"<!doctype html>")
        status, _, _ = await ask(server.port, "/", "Upgrade: websocket", "Connection: Upgrade")
        assert status == "HTTP/1.1 400 Bad Request"


async def test_trailers_carry_the_digest_of_the_body() -> None:
    digest = hashlib.sha256(b"hello, world").hexdigest()
    async with serving("trailers.py") as server, await wire.dial(server.port) as client:
        for claimed, verified in ((digest, b"yes"), ("0" * 64, b"no"), (None, None)):
            await client.send(
                b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                b"7\r\nhello, \r\n5\r\nworld\r\n0\r\n"
            )
            if claimed:
                await client.send(b"Content-SHA256: %s\r\n" % claimed.encode())
            await client.send(b"\r\n")
            await client.receive_head()
            end = await client.receive_until(b"\r\n\r\n")
            assert end.partition(b"\r\n0\r\n")[2].startswith(
                b"Content-SHA256: %s\r\n" % digest.encode()
            )
            assert (b"Content-Verified: %s\r\n" % (verified or b"")) in end or verified is None


# Clients


async def test_fetch_json_shows_what_it_got_or_why_not() -> None:
    def on_request(request: http.IncomingMessage, response: http.ServerResponse) -> None:
        if request.url == "/json":
            response.write_head(200, {"Content-Type": "application/json"}).end('{"a": "ä"}')
        elif request.url == "/broken":
            response.write_head(200, {"Content-Type": "application/json"}).end("{")
        elif request.url == "/text":
            response.write_head(200, {"Content-Type": "text/plain"}).end("text")
        else:
            response.write_head(404).end()

    async with origin(on_request) as url:
        assert json.loads((await run("fetch_json.py", url + "json"))[0]) == {"a": "ä"}
        assert "That is no JSON" in (await run("fetch_json.py", url + "broken"))[1]
        assert "Expected application/json" in (await run("fetch_json.py", url + "text"))[1]
        assert "Status code: 404" in (await run("fetch_json.py", url))[1]
    assert "Got error: connect ECONNREFUSED" in (await run("fetch_json.py", url))[1]


async def test_post_sends_a_form_and_shows_the_answer() -> None:
    async def on_request(request: http.IncomingMessage, response: http.ServerResponse) -> None:
        assert request.headers["content-type"] == "application/x-www-form-urlencoded"
        assert "transfer-encoding" not in request.headers
        response.end(f"{request.method} {await request.text()}")

    async with origin(on_request) as url:
        shown, _ = await run("post.py", url, "msg=Hello World!", "lang=en")
    assert "STATUS: 200\n" in shown
    assert "BODY: POST msg=Hello+World%21&lang=en\n" in shown


async def test_tunnel_fetches_through_its_proxy_and_ends() -> None:
    async with origin(lambda request, response: response.end(f"you asked {request.url}")) as url:
        shown, complaints = await run("tunnel.py", url + "here")
    assert shown.startswith("got connected: 200\nHTTP/1.1 200 OK\r\n")
    assert "you asked /here" in shown
    assert complaints == ""


async def test_upgrade_hears_its_own_words_and_ends() -> None:
    shown, complaints = await run("upgrade.py")
    assert shown == "got upgraded: echo\nheard 'is anybody there?'\n"
    assert complaints == ""


async def test_information_shows_what_comes_before_the_response() -> None:
    async with wire.listening() as listener, trio.open_nursery() as nursery:

        async def answer() -> None:
            async with await listener.accept() as server:
                await server.receive_head()
                await server.send(b"HTTP/1.1 102 Processing\r\n\r\n")
                await server.send(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n")
                await server.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                assert await server.receive_all() == b""

        nursery.start_soon(answer)
        shown, _ = await run("information.py", f"http://127.0.0.1:{listener.port}/")
    assert shown.splitlines() == [
        "Got information prior to main response: 102",
        "Got information prior to main response: 103",
        "  link: </a.css>",
        "Got response: 200, 2 bytes",
    ]


async def test_retry_asks_again_on_a_reset_of_a_reused_socket_only() -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    async with wire.listening() as listener, trio.open_nursery() as nursery:

        async def reset_the_second_request() -> None:
            async with await listener.accept() as first:
                await first.receive_head()
                await first.send(answer)
                await first.receive_head()
                first.reset()
            async with await listener.accept() as second:
                await second.receive_head()
                await second.send(answer)
                assert await second.receive_all() == b""
            async with await listener.accept() as third:
                await third.receive_head()
                third.reset()

        nursery.start_soon(reset_the_second_request)
        url = f"http://127.0.0.1:{listener.port}/"
        shown, _ = await run("retry.py", url, "--pause", 0)
        assert shown.splitlines()[0] == "200 ok"
        assert shown.splitlines()[1].endswith("on a reused socket: once more")
        assert shown.splitlines()[2] == "200 ok"
        assert "ECONNRESET" in (await run("retry.py", url, check=False))[1]


async def test_download_shows_its_progress_and_keeps_only_what_is_whole(tmp_path: Path) -> None:
    content = os.urandom(300_000)

    def on_request(request: http.IncomingMessage, response: http.ServerResponse) -> None:
        response.write_head(200, {"Content-Length": len(content)})
        if request.url == "/cut":
            response.write(content[:1000], callback=lambda *_: response.destroy())
        else:
            response.end(content)

    async with origin(on_request) as url:
        _, progress = await run("download.py", url + "file.bin", tmp_path / "file.bin")
        assert "file.bin: 100%" in progress
        assert (tmp_path / "file.bin").read_bytes() == content
        _, complaints = await run("download.py", url + "cut", tmp_path / "cut", check=False)
    assert complaints.splitlines()[-1].startswith(f"{url}cut: ")
    assert [path.name for path in tmp_path.iterdir()] == ["file.bin"]


async def test_crawl_visits_every_page_once_through_few_sockets() -> None:
    visits: list[str] = []
    sockets: set[int | None] = set()

    def on_request(request: http.IncomingMessage, response: http.ServerResponse) -> None:
        visits.append(request.url)
        sockets.add(request.socket.remote_port)
        if request.url == "/old":
            response.write_head(301, {"Location": "/10"}).end()
            return
        links = "".join(f"<a href='/{n}#part'>{n}</a>" for n in range(50))
        response.write_head(200, {"Content-Type": "text/html"})
        response.end(f"{links}<a href=old>old</a><a href='http://elsewhere.invalid/'>away</a>")

    async with origin(on_request) as url:
        shown, _ = await run("crawl.py", url, "--sockets", 3)
        assert shown.endswith("52 pages\n")
        assert sorted(visits) == sorted(["/", "/old", *(f"/{n}" for n in range(50))])
        assert len(sockets) == 3
        assert (await run("crawl.py", url, "--pages", 7))[0].endswith("\n7 pages\n")


async def test_reverse_proxy_streams_both_ways() -> None:
    seen: list[http.IncomingMessage] = []

    async def on_request(request: http.IncomingMessage, response: http.ServerResponse) -> None:
        seen.append(request)
        response.write_head(
            201,
            [("X-Url", request.url), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"),
             ("Connection", "X-Hop"), ("X-Hop", "secret"), ("Trailer", "Checked")],
        )  # fmt: skip
        async for chunk in request:
            await response.write(chunk)
        response.add_trailers({"Checked": "yes"})
        response.end()

    async with origin(on_request) as url, serving("reverse_proxy.py", url) as proxy:
        async with await wire.dial(proxy.port) as client:
            await client.send(
                b"POST /path?q HTTP/1.1\r\nHost: front\r\nTransfer-Encoding: chunked\r\n"
                b"Connection: X-Mine\r\nX-Mine: hidden\r\nX-Kept: kept\r\n\r\n3\r\none\r\n"
            )
            head = await client.receive_head()
            assert head.startswith(b"HTTP/1.1 201 Created\r\n")
            assert b"X-Url: /path?q\r\n" in head
            assert b"Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n" in head
            assert b"secret" not in head
            assert await client.receive_until(b"one\r\n") == b"3\r\none\r\n"
            await client.send(b"3\r\ntwo\r\n0\r\n\r\n")  # the answer to the first part has come
            rest = await client.receive_until(b"0\r\nChecked: yes\r\n\r\n")
            assert rest.startswith(b"3\r\ntwo\r\n")
        (request,) = seen
        assert request.headers["host"] == urlsplit(url).netloc
        assert request.headers["x-forwarded-host"] == "front"
        assert request.headers["x-forwarded-for"] == "127.0.0.1"
        assert request.headers["x-kept"] == "kept"
        assert "x-mine" not in request.headers


async def test_reverse_proxy_tells_each_side_when_the_other_has_gone() -> None:
    async with wire.listening() as listener, serving(
        "reverse_proxy.py", f"http://127.0.0.1:{listener.port}/"
    ) as proxy:
        async with await wire.dial(proxy.port) as client:  # the client leaves
            await client.send(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            far = await listener.accept()
            await far.receive_head()
        async with far:
            with trio.fail_after(PATIENCE):
                assert await far.receive_all() == b""
        async with await wire.dial(proxy.port) as client:  # the origin leaves, without a word
            await client.send(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            async with await listener.accept() as far:
                await far.receive_head()
            with trio.fail_after(PATIENCE):
                assert (await client.receive_all()).startswith(b"HTTP/1.1 502 Bad Gateway\r\n")
        async with await wire.dial(proxy.port) as client:  # the origin leaves in mid-body
            await client.send(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            async with await listener.accept() as far:
                await far.receive_head()
                await far.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345")
                await client.receive_until(b"12345")
            with trio.fail_after(PATIENCE):
                assert await client.receive_all() == b""


def test_every_example_is_run() -> None:
    source = Path(__file__).read_text()
    examples = {path.name for path in EXAMPLES.glob("*.py")} - {"serving.py"}
    assert {name for name in examples if f'"{name}"' not in source} == set()
