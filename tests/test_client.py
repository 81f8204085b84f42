"""Making a request: options and their errors, header block and framing, byte for byte."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
import trio

import trio_nodehttp as http
from trio_nodehttp import net

from .request_trace import OK, Trace, answering, serving, settled, silent
from .wire import Wire, listening


@pytest.fixture
async def agent() -> Any:
    async with http.Agent() as agent:
        yield agent


# Options


WRONG = [
    ({"path": "/a b"}, "ERR_UNESCAPED_CHARACTERS", TypeError),
    ({"path": "/a\tb"}, "ERR_UNESCAPED_CHARACTERS", TypeError),
    ({"path": "/a\x7f"}, "ERR_UNESCAPED_CHARACTERS", TypeError),
    ({"path": "/Ā"}, "ERR_UNESCAPED_CHARACTERS", TypeError),
    ({"protocol": "https:"}, "ERR_INVALID_PROTOCOL", TypeError),
    ({"protocol": 5}, "ERR_INVALID_PROTOCOL", TypeError),
    ({"method": "G T"}, "ERR_INVALID_HTTP_TOKEN", TypeError),
    ({"method": "é"}, "ERR_INVALID_HTTP_TOKEN", TypeError),
    ({"method": 5}, "ERR_INVALID_ARG_TYPE", TypeError),
    ({"host": 5}, "ERR_INVALID_ARG_TYPE", TypeError),
    ({"hostname": False}, "ERR_INVALID_ARG_TYPE", TypeError),
    ({"port": 65536}, "ERR_SOCKET_BAD_PORT", ValueError),
    ({"port": "abc"}, "ERR_SOCKET_BAD_PORT", ValueError),
    ({"port": True}, "ERR_INVALID_ARG_TYPE", TypeError),
    ({"timeout": None}, "ERR_INVALID_ARG_TYPE", TypeError),
    ({"timeout": "0"}, "ERR_INVALID_ARG_TYPE", TypeError),
    ({"timeout": -1}, "ERR_OUT_OF_RANGE", ValueError),
    ({"timeout": math.nan}, "ERR_OUT_OF_RANGE", ValueError),
    ({"agent": 0}, "ERR_INVALID_ARG_TYPE", TypeError),
    ({"agent": {}}, "ERR_INVALID_ARG_TYPE", TypeError),
    ({"auth": 5}, "ERR_INVALID_ARG_TYPE", TypeError),
    ({"max_header_size": -1}, "ERR_OUT_OF_RANGE", ValueError),
    ({"max_header_size": None}, "ERR_INVALID_ARG_TYPE", TypeError),
    ({"insecure_http_parser": 1}, "ERR_INVALID_ARG_TYPE", TypeError),
    ({"headers": {"a": None}}, "ERR_HTTP_INVALID_HEADER_VALUE", TypeError),
    ({"headers": {"a b": "c"}}, "ERR_INVALID_HTTP_TOKEN", TypeError),
    ({"headers": {"a": "\n"}}, "ERR_INVALID_CHAR", TypeError),
    ({"headers": [("a", "\n")]}, "ERR_INVALID_CHAR", TypeError),
    ({"headers": [("a",)]}, "ERR_HTTP_INVALID_HEADER_VALUE", TypeError),
    ({"headers": "abc"}, "ERR_INVALID_ARG_TYPE", TypeError),
    ({"local_address": "abc"}, "ERR_INVALID_IP_ADDRESS", TypeError),
    ({"lookup": 5}, "ERR_INVALID_ARG_TYPE", TypeError),
    ({"socket_path": 5}, "ERR_INVALID_ARG_TYPE", TypeError),
]


@pytest.mark.parametrize(("options", "code", "kind"), WRONG)
async def test_a_wrong_option_is_refused_at_once(
    agent: http.Agent, options: dict[str, Any], code: str, kind: type[Exception]
) -> None:
    with pytest.raises(kind) as caught:
        http.request({"host": "127.0.0.1", "port": 1, "agent": agent, **options})
    assert caught.value.code == code  # type: ignore[attr-defined]
    assert agent.sockets == agent.requests == {}


async def test_texts_of_the_errors(agent: http.Agent) -> None:
    def text(**options: Any) -> str:
        with pytest.raises((TypeError, ValueError)) as caught:
            http.request(host="127.0.0.1", agent=agent, **options)
        return str(caught.value)

    assert text(path="/ ") == "Request path contains unescaped characters"
    assert text(protocol="ftp:") == 'Protocol "ftp:" not supported. Expected "http:"'
    assert text(method="a,b") == 'Method must be a valid HTTP token ["a,b"]'
    assert text(port=-1) == "Port should be >= 0 and < 65536. Received -1."
    assert text(method=5) == (
        'The "options.method" property must be of type str. Received type int (5)'
    )


@pytest.mark.parametrize(
    ("options", "host", "port", "path", "method"),
    [
        ({}, "localhost", 80, "/", "GET"),
        ({"host": "h"}, "h", 80, "/", "GET"),
        ({"host": "h", "hostname": "n"}, "n", 80, "/", "GET"),
        ({"hostname": "", "host": "h"}, "h", 80, "/", "GET"),
        ({"port": 0}, "localhost", 80, "/", "GET"),
        ({"port": "0x50"}, "localhost", 80, "/", "GET"),
        ({"default_port": 5}, "localhost", 5, "/", "GET"),
        ({"path": ""}, "localhost", 80, "/", "GET"),
        ({"path": "?q"}, "localhost", 80, "?q", "GET"),
        ({"method": "post"}, "localhost", 80, "/", "POST"),
        ({"method": ""}, "localhost", 80, "/", "GET"),
        ({"method": "foo"}, "localhost", 80, "/", "FOO"),
    ],
)
async def test_defaults(
    options: dict[str, Any], host: str, port: int, path: str, method: str
) -> None:
    agent = Noting()
    request = http.request(**options, agent=agent)
    assert (request.host, request.path, request.method) == (host, path, method)
    assert (agent.options["host"], agent.options["port"]) == (host, port)
    assert request.protocol == "http:"


class Noting:
    """An agent-like object that finds no socket."""

    default_port = 80
    _loop = object()

    def __init__(self) -> None:
        self.options: dict[str, Any] = {}

    def add_request(self, request: http.ClientRequest, options: dict[str, Any]) -> None:
        self.options = options


async def test_options_win_over_the_url() -> None:
    agent = Noting()
    request = http.request(
        "http://a:1/b", path="/c", headers={"Host": "d"}, port=2, method="put", agent=agent
    )
    assert (request.host, request.path, request.method) == ("a", "/c", "PUT")
    assert agent.options["port"] == 2
    assert request.get_header("host") == "d"


async def test_a_mapping_of_options_is_accepted_and_left_alone() -> None:
    agent = Noting()
    options = {"host": "a", "port": 1, "agent": agent}
    request = http.request(options, path="/c")
    assert (request.host, request.path) == ("a", "/c")
    assert options == {"host": "a", "port": 1, "agent": agent}


async def test_get_is_always_get() -> None:
    request = http.get({"method": "POST"}, agent=Noting())
    assert request.method == "GET"
    assert request.finished


async def test_the_callback_is_a_one_time_response_listener() -> None:
    request = http.request({}, lambda response: None, agent=Noting())
    assert request.listener_count("response") == 1


# Bytes


async def sent(parser: str, make: Callable[..., object], **options: Any) -> str:
    """What a request sends, up to the end that its script sees."""
    async with listening() as listener, http.Agent(parser=parser) as agent:
        request = http.request(
            **{"host": "127.0.0.1", "port": listener.port, "agent": agent, **options}
        )
        request.on("error", lambda error: None)
        make(request)
        wire = await listener.accept()
        await settled()
        request.destroy()
        data = await wire.receive_all()
        await trio.aclose_forcefully(wire.stream)
        return data.decode("latin-1").replace(f":{listener.port}", ":PORT")


def end(request: http.ClientRequest) -> object:
    return request.end()


async def head(**options: Any) -> str:
    """The header block of a request with no body."""
    request = http.request(**{"agent": Noting(), **options})
    request.end()
    assert request._header is not None
    return request._header


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE", "OPTIONS", "TRACE", "CONNECT"])
async def test_without_a_body_these_methods_have_no_framing(method: str) -> None:
    assert await head(method=method, host="a", port=1) == (
        f"{method} / HTTP/1.1\r\nHost: a:1\r\nConnection: close\r\n\r\n"
    )


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "FOO"])
async def test_without_a_body_the_others_have_a_length_of_0(method: str) -> None:
    assert await head(method=method, host="a", port=1) == (
        f"{method} / HTTP/1.1\r\nHost: a:1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
    )


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE", "OPTIONS", "TRACE", "POST"])
async def test_a_body_is_framed_whatever_the_method(parser: str, method: str) -> None:
    """Node sends it unframed on the first five: the server would take it for the next request."""
    start = f"{method} / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nConnection: close\r\n"
    assert await sent(parser, lambda request: request.end("abc"), method=method) == (
        start + "Content-Length: 3\r\n\r\nabc"
    )

    def write(request: http.ClientRequest) -> None:
        request.write("abc")
        request.end("d")

    assert await sent(parser, write, method=method) == (
        start + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n"
    )


async def test_headers_sent_before_the_body_is_known_leave_no_room_for_one(parser: str) -> None:
    def flush(request: http.ClientRequest) -> None:
        request.flush_headers()
        request.write("GET /smuggled HTTP/1.1\r\n\r\n")
        request.end()

    assert await sent(parser, flush) == (
        "GET / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nConnection: close\r\n\r\n"
    )


HEADERS = [
    ({"Connection": "close"}, "Connection: close\r\nHost: a\r\n"),
    ({"connection": "keep-alive"}, "connection: keep-alive\r\nHost: a\r\n"),
    ({"a": 1, "b": True, "c": 1.0}, "a: 1\r\nb: true\r\nc: 1\r\nHost: a\r\nConnection: close\r\n"),
    ({"d": ["x", "y"]}, "d: x\r\nd: y\r\nHost: a\r\nConnection: close\r\n"),
    ({"Cookie": ["x", "y"]}, "Cookie: x; y\r\nHost: a\r\nConnection: close\r\n"),
    ({"hOSt": "b"}, "hOSt: b\r\nConnection: close\r\n"),
    ([("a", "b"), ("a", "c")], "a: b\r\na: c\r\nHost: a\r\nConnection: close\r\n"),
    ([("Host", "b")], "Host: b\r\nConnection: close\r\n"),
]


@pytest.mark.parametrize(("headers", "lines"), HEADERS)
async def test_headers_are_sent_in_order_and_case(headers: Any, lines: str) -> None:
    assert await head(host="a", headers=headers) == f"GET / HTTP/1.1\r\n{lines}\r\n"


@pytest.mark.parametrize(
    ("host", "port", "value"),
    [
        ("a", 80, "a"),
        ("a", 81, "a:81"),
        ("::1", 80, "[::1]"),
        ("[::1]", 81, "[::1]:81"),
        ("a:b", 81, "a:b:81"),
        ("1.2.3.4", 80, "1.2.3.4"),
    ],
)
async def test_host(host: str, port: int, value: str) -> None:
    assert http.request(host=host, port=port, agent=Noting()).get_header("host") == value


async def test_set_host_false_leaves_it_out() -> None:
    assert not http.request(set_host=False, agent=Noting()).has_header("host")


async def test_auth() -> None:
    request = http.request(auth="é:ü", agent=Noting())
    assert request.get_header("authorization") == "Basic w6k6w7w="
    request = http.request("http://abc:xyz@example.com", agent=Noting())
    assert request.get_header("authorization") == "Basic YWJjOnh5eg=="
    request = http.request(auth="a:b", headers={"authorization": "c"}, agent=Noting())
    assert request.get_header("authorization") == "c"
    assert "Authorization: Basic YTpi\r\n" in await head(auth="a:b", headers=[("a", "b")])


async def test_a_list_of_headers_settles_the_header_block() -> None:
    request = http.request(headers=[("a", "b")], agent=Noting())
    assert request.headers_sent
    with pytest.raises(http.NodeError) as caught:
        request.set_header("c", "d")
    assert caught.value.code == "ERR_HTTP_HEADERS_SENT"


async def test_expect_sends_the_header_block_at_once(parser: str) -> None:
    assert await sent(
        parser, lambda request: None, method="POST", headers={"Expect": "100-continue"}
    ) == (
        "POST / HTTP/1.1\r\nExpect: 100-continue\r\nHost: 127.0.0.1:PORT\r\n"
        "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    )


async def test_header_and_body_leave_in_one_piece(parser: str) -> None:
    async with listening() as listener, http.Agent(parser=parser) as agent:
        request = http.request(port=listener.port, host="127.0.0.1", agent=agent, method="POST")
        request.on("error", lambda error: None)
        request.write("a")
        request.write("b")
        request.end("c")
        wire = await listener.accept()
        await settled()
        first = await wire.stream.receive_some(65536)
        assert first.endswith(b"\r\n\r\n1\r\na\r\n1\r\nb\r\n1\r\nc\r\n0\r\n\r\n")
        request.destroy()
        await trio.aclose_forcefully(wire.stream)


# Ways to a connection


async def test_socket_path(parser: str, tmp_path: Any) -> None:
    path = str(tmp_path / "socket")
    async with trio.open_nursery() as nursery:
        server = http.create_server(
            lambda request, response: response.end(request.headers["host"]),
            nursery=nursery,
            parser=parser,
        )
        await server.listen(path=path)
        async with http.Agent(parser=parser) as agent:
            response = await http.get(socket_path=path, path="/a", agent=agent)
            assert await response.text() == "localhost"
        server.close()


async def test_create_connection_without_an_agent(parser: str) -> None:
    async with serving(answering(OK)) as port, trio.open_nursery() as nursery:

        def connect(options: dict[str, Any], callback: Callable[..., object]) -> net.Socket:
            return net.connect(options["port"], options["host"], nursery=nursery)

        request = http.get(
            host="127.0.0.1", port=port, create_connection=connect, nursery=nursery, parser=parser
        )
        trace = await Trace(request).ended()
        assert request.agent is None
        assert trace == [
            "socket",
            "finish",
            "response",
            "res data",
            "res end",
            "close",
            "res close",
        ]


async def test_create_connection_may_give_any_trio_stream(parser: str) -> None:
    async with serving(answering(OK)) as port, trio.open_nursery() as nursery:

        async def connect(options: dict[str, Any], callback: object) -> trio.abc.Stream:
            return await trio.open_tcp_stream(options["host"], options["port"])

        response = await http.get(
            host="127.0.0.1", port=port, create_connection=connect, nursery=nursery, parser=parser
        )
        assert await response.body() == b"hi"


async def test_an_error_called_back_is_followed_by_close(parser: str) -> None:
    async with trio.open_nursery() as nursery:
        request = http.get(
            create_connection=lambda options, callback: callback(OSError("no")), nursery=nursery
        )
        trace = await Trace(request).ended()
    assert trace == ["error", "close"]


async def test_lookup_and_family(parser: str) -> None:
    asked: list[Any] = []

    def lookup(host: str, options: dict[str, Any], callback: Callable[..., object]) -> None:
        asked.append((host, options["family"]))
        callback(None, "127.0.0.1", 4)

    async with serving(answering(OK)) as port, http.Agent(parser=parser) as agent:
        response = await http.get(host="some.name", port=port, lookup=lookup, family=4, agent=agent)
        assert await response.body() == b"hi"
    assert asked == [("some.name", 4)]


async def test_local_address(parser: str) -> None:
    async with serving(answering(OK)) as port, http.Agent(parser=parser) as agent:
        request = http.get(f"http://127.0.0.1:{port}/", local_address="127.0.0.5", agent=agent)
        response = await request
        assert request.socket.local_address == "127.0.0.5"
        await response.body()


async def test_properties_along_the_way(parser: str) -> None:
    async with serving(answering(OK)) as port, http.Agent(parser=parser) as agent:
        request = http.request(f"http://127.0.0.1:{port}/q", method="post", agent=agent)
        assert not (request.headers_sent or request.finished or request.destroyed)
        request.end("abc")
        assert request.headers_sent and request.finished and request.writable_ended
        assert not request.writable_finished
        finished = trio.Event()
        request.on("finish", finished.set)
        await finished.wait()
        assert request.writable_finished
        response = await request
        assert response.req is request
        assert request.res is response
        assert response.socket is request.socket is request.connection
        assert await response.text() == "hi"
        await settled()
        assert request.destroyed
        assert not request.reused_socket


async def test_silent_server_and_destroyed_request_leave_nothing(parser: str) -> None:
    async with serving(silent) as port, http.Agent(parser=parser) as agent:
        request = http.get(f"http://127.0.0.1:{port}/", agent=agent)
        trace = Trace(request)
        request.on("finish", lambda: request.destroy() and None)
        await trace.ended()
        assert trace == ["socket", "finish", "error", "close"]
        assert agent.sockets == agent.free_sockets == agent.requests == {}


async def test_a_kind_of_request_may_end_its_connection(parser: str) -> None:
    class Last(http.ClientRequest):
        should_keep_alive = False

    heads: list[bytes] = []

    async def script(wire: Wire) -> None:
        heads.append(await wire.receive_head())
        await wire.send(OK)

    async with serving(script) as port, http.Agent(keep_alive=True, parser=parser) as agent:
        sent = Last(f"http://127.0.0.1:{port}/", agent=agent)
        sent.end()
        assert await (await sent).body() == b"hi"
    assert b"\r\nConnection: close\r\n" in heads[0]
