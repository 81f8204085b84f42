"""PARITY's rows, used the way a newcomer would: what the tests of the rooms do not show yet."""

from __future__ import annotations

import socket as system
from collections.abc import Mapping
from typing import Any

import attrs
import pytest
import trio
import trio.testing

import trio_nodehttp as http
from trio_nodehttp import events, net

from .request_trace import answering, settled
from .request_trace import serving as scripted
from .serving import GET, dial, port_of, request, serving


def a_request() -> http.IncomingMessage:
    made = http.IncomingMessage()
    made.method = "GET"
    made.http_version = "1.1"
    return made


def url_of(server: http.Server) -> str:
    return f"http://127.0.0.1:{port_of(server)}/"


# Agent


async def test_a_net_connect_in_create_connection_belongs_to_its_agent(parser: str) -> None:
    class Own(http.Agent):
        made: net.Socket | None = None

        def create_connection(self, options: Mapping[str, Any], callback: Any = None) -> net.Socket:
            self.made = net.create_connection(options)  # as in Node: the options as they came
            return self.made

    agent = Own(parser=parser)
    async with agent, serving(lambda req, res: res.end("x")) as server:
        response = await http.get(url_of(server), agent=agent)  # the server was opened last
        assert await response.text() == "x"
        assert agent.made is not None and agent.made._loop is agent._loop


async def test_create_socket_can_be_overridden(parser: str) -> None:
    seen: list[Any] = []

    class Own(http.Agent):
        def create_socket(self, request: Any, options: Any, callback: Any) -> None:
            seen.append((request, options["port"]))

            def created(error: BaseException | None, socket: Any) -> None:
                seen.append((error, type(socket)))
                callback(error, socket)

            super().create_socket(request, options, created)

    async with serving(lambda req, res: res.end("x")) as server, Own(parser=parser) as agent:
        made = http.get(url_of(server), agent=agent)
        assert await (await made).text() == "x"
        assert seen == [(made, port_of(server)), (None, net.Socket)]


async def test_limits_assigned_later_hold_for_the_next_request(parser: str) -> None:
    script = answering(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    async with scripted(script) as port, http.Agent(keep_alive=True, parser=parser) as agent:
        agent.max_sockets = 1
        first, second = (http.get(f"http://127.0.0.1:{port}/", agent=agent) for _ in range(2))
        name = agent.get_name({"host": "127.0.0.1", "port": port})
        assert (agent.requests[name], agent.total_socket_count) == ([second], 1)
        for made in (first, second):
            (await made).resume()
            await events.once(made, "close")
        (idle,) = agent.free_sockets[name]
        assert (second.reused_socket, first.reused_socket) == (True, False)
        assert idle.local_port and not agent.sockets and not agent.requests


# ClientRequest


async def test_the_settings_of_a_request_reach_its_socket(parser: str) -> None:
    async with serving(lambda req, res: res.end()) as server, http.Agent(parser=parser) as agent:
        made = http.request(url_of(server), agent=agent)
        made.set_no_delay(False)
        made.set_socket_keep_alive(True, 3000)
        assert made.set_timeout(5000) is made
        (socket,) = await events.once(made, "socket")
        await socket
        sock = socket._handle.socket
        assert not sock.getsockopt(system.IPPROTO_TCP, system.TCP_NODELAY)
        assert sock.getsockopt(system.SOL_SOCKET, system.SO_KEEPALIVE)
        assert socket.timeout == 5000
        made.clear_timeout()
        assert socket.timeout == 0
        assert (made.socket, made.connection) == (socket, socket)
        response = await made.end()
        assert made.res is response
        await response.body()


async def test_information_is_a_frozen_value(parser: str) -> None:
    early = b"HTTP/1.1 103 Early Hints\r\nLink: a\r\nLink: b\r\n\r\n"
    answer = early + b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    found: list[http.Information] = []
    async with scripted(answering(answer)) as port, http.Agent(parser=parser) as agent:
        made = http.get(f"http://127.0.0.1:{port}/", agent=agent).on("information", found.append)
        await (await made).body()
    assert attrs.asdict(found[0]) == {
        "status_code": 103,
        "status_message": "Early Hints",
        "http_version": "1.1",
        "http_version_major": 1,
        "http_version_minor": 1,
        "headers": {"link": "a, b"},
        "raw_headers": ["Link", "a", "Link", "b"],
    }
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        found[0].status_code = 200  # type: ignore[misc]


async def test_none_is_no_absent_timeout(parser: str) -> None:
    async with http.Agent(parser=parser) as agent:
        with pytest.raises(TypeError) as refused:
            http.get(port=1, agent=agent, timeout=None)
        assert str(refused.value) == (
            'The "timeout" argument must be of type int or float. Received None'
        )


async def test_a_timeout_that_no_timer_holds_is_a_warning(nursery: trio.Nursery) -> None:
    with pytest.warns(http.TimeoutOverflowWarning, match=r"4294967296 does not fit into a 32-bit"):
        assert net.Socket(nursery=nursery).set_timeout(2**32).timeout == 2**31 - 1


async def test_headers_are_pairs_or_a_mapping_everywhere(parser: str) -> None:
    pairs = [("A", 1.0), ("B", True), ("C", ["x", "y"])]

    def answer(req: http.IncomingMessage, res: http.ServerResponse) -> None:
        # A list is the whole header block of a request; what is needed is added.
        assert req.raw_headers[:8] == ["A", "1", "B", "true", "C", "x", "C", "y"]
        form: Any = pairs if req.url == "/pairs" else dict(pairs)
        res.write_head(200, form)
        res.write("body")
        res.add_trailers([("T", 1), ("U", 2.5)] if req.url == "/pairs" else {"T": 1, "U": 2.5})
        res.end()

    async with serving(answer, parser=parser) as server, http.Agent(parser=parser) as agent:
        for path, form in (("pairs", pairs), ("mapping", dict(pairs))):
            async with http.get(url_of(server) + path, headers=form, agent=agent) as response:
                assert response.raw_headers[:8] == ["A", "1", "B", "true", "C", "x", "C", "y"]
                assert await response.text() == "body"
                assert response.raw_trailers == ["T", "1", "U", "2.5"]


async def test_header_pairs_are_checked_everywhere(parser: str) -> None:
    async with http.Agent(parser=parser) as agent:
        response = http.ServerResponse(a_request())
        for refused in (
            lambda: response.write_head(200, [("A", None)]),
            lambda: response.add_trailers([("A", None)]),
            lambda: http.get(port=1, agent=agent, headers=[("A", None)]),
        ):
            with pytest.raises(TypeError) as caught:
                refused()
            assert getattr(caught.value, "code", "") == "ERR_HTTP_INVALID_HEADER_VALUE"


@pytest.mark.parametrize(
    ("encoding", "text", "expected"),
    [
        ("utf8", "é", b"\xc3\xa9"),
        ("UTF-8", "é", b"\xc3\xa9"),
        ("utf16le", "é", b"\xe9\0"),
        ("UCS2", "é", b"\xe9\0"),
        ("Latin1", "é", b"\xe9"),
        ("BINARY", "é", b"\xe9"),
        ("Ascii", "é", b"\xe9"),
        ("HEX", "C3a9", b"\xc3\xa9"),
        ("Base64", "w6k=", b"\xc3\xa9"),
        ("buffer", b"\xff", b"\xff"),
    ],
)
async def test_encodings_of_what_is_written(
    parser: str, encoding: str, text: Any, expected: bytes
) -> None:
    def answer(req: http.IncomingMessage, res: http.ServerResponse) -> None:
        res.write(text, encoding)
        res.end(text, encoding)

    async with serving(answer, parser=parser) as server, http.Agent(parser=parser) as agent:
        response = await http.get(url_of(server), agent=agent)
        assert await response.body() == expected * 2


# Server


async def test_listening_without_a_port_and_all_that_address_says(parser: str) -> None:
    async with http.create_server(parser=parser) as server:
        assert server.address() is None
        await server.listen()
        address = server.address()
        assert isinstance(address, net.Address)
        assert address.port and (address.address, address.family) in (
            ("::", "IPv6"),
            ("0.0.0.0", "IPv4"),
        )
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            address.port = 1  # type: ignore[misc]
        await server.close()
        assert server.address() is None and not server.listening


async def test_a_second_close_emits_close_again_and_tells_its_callback(parser: str) -> None:
    told: list[Any] = []
    async with serving(parser=parser) as server:
        server.on("close", lambda: told.append("close"))
        await server.close(told.append)
        assert told == ["close", None]
        server.close(lambda error: told.append(getattr(error, "code", None)))
        await settled()
        assert told[2:] == ["close", "ERR_SERVER_NOT_RUNNING"]


async def test_the_server_s_timeout_names_the_socket(parser: str) -> None:
    found: list[Any] = []
    heard = trio.Event()
    async with serving(parser=parser) as server:
        assert server.set_timeout(1, found.append) is server
        server.on("timeout", lambda socket: heard.set())
        async with await dial(server):
            await heard.wait()
            assert server.get_connections() == 1
            socket = found[0]
            assert isinstance(socket, net.Socket) and socket.server is server
            socket.destroy()


# ServerResponse


async def test_pipe_and_unpipe_are_emitted_on_the_response(parser: str) -> None:
    log: list[Any] = []

    def answer(req: http.IncomingMessage, res: http.ServerResponse) -> None:
        res.on("pipe", lambda source: log.append(("pipe", source is req)))
        res.on("unpipe", lambda source, _: log.append(("unpipe", source is req)))
        assert req.pipe(res) is res

    async with serving(answer, parser=parser) as server, http.Agent(parser=parser) as agent:
        made = http.request(url_of(server), method="POST", agent=agent)
        response = await made.end("there and back")
        assert await response.text() == "there and back"
    assert log == [("pipe", True), ("unpipe", True)]


async def test_a_response_of_ones_own_is_sent_on_any_trio_stream() -> None:
    ours, theirs = trio.testing.memory_stream_pair()
    log: list[str] = []
    async with http.Agent():  # somebody has to own the stream
        response = http.ServerResponse(a_request())
        response.send_date = False
        response.write("hel")
        response.assign_socket(ours)
        for name in ("prefinish", "finish"):
            response.on(name, lambda name=name: log.append(name))
        await response.end("lo")
        assert (await theirs.receive_some()).endswith(b"\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n")
        assert log == ["prefinish", "finish"]
        response.detach_socket(ours)
        assert response.socket is response.connection is None


async def test_a_response_of_ones_own_ends_with_its_socket() -> None:
    ours, _ = trio.testing.memory_stream_pair()
    async with http.Agent(), trio.open_nursery() as nursery:
        response = http.ServerResponse(a_request())
        response.assign_socket(ours)
        nursery.start_soon(events.once, response, "close")
        await trio.testing.wait_all_tasks_blocked()
        response.socket.destroy()
        with pytest.raises(trio.BrokenResourceError):
            await response


async def test_awaiting_a_corked_write_uncorks_the_message(parser: str) -> None:
    async def answer(req: http.IncomingMessage, res: http.ServerResponse) -> None:
        res.cork()
        await res.write("a")
        before = res.write("b")
        res.cork()
        res.cork()
        await before
        assert res.writable_corked == 0
        res.end(await req.body())

    async with serving(answer, parser=parser) as server, http.Agent(parser=parser) as agent:
        made = http.request(url_of(server), method="POST", agent=agent)
        made.cork()  # before there is a socket
        written = made.write("c")
        assert made.writable_corked == 1
        await written
        assert made.writable_corked == 0
        made.cork()
        await made.write("d")
        response = await made.end()
        assert await response.text() == "abcd"


async def test_waiting_for_drain_uncorks_the_message(parser: str) -> None:
    async def answer(req: http.IncomingMessage, res: http.ServerResponse) -> None:
        res.cork()
        while res.write(b"x" * 5000):
            pass
        await res.drained()
        req.socket.cork()
        while req.socket.write(b"x" * 5000):
            pass
        await req.socket.drained()
        res.destroy()

    async with serving(answer, parser=parser) as server, await dial(server) as peer:
        await peer.send(GET)
        assert len(await peer.receive_all()) > 2 * 16384


# IncomingMessage


async def test_a_request_is_read_like_any_readable(parser: str) -> None:
    log: list[Any] = []

    def answer(req: http.IncomingMessage, res: http.ServerResponse) -> None:
        for name in ("pause", "resume", "end", "close"):
            req.on(name, lambda name=name: log.append(name))
        assert req.readable_flowing is None and req.pause() is req and req.is_paused()
        assert req.set_encoding("utf8") is req

        def on_readable() -> None:
            first = req.read(1)
            if first is None:
                return
            log.append(first)
            assert req.readable_length == 4
            req.unshift("H")
            log.append(req.read())
            req.remove_listener("readable", on_readable)
            req.on("end", lambda: res.end("x"))
            req.resume()

        req.on("readable", on_readable)

    async with serving(answer, parser=parser) as server, await dial(server) as peer:
        await peer.send(request("POST", "/", "Connection: close", body=b"hello"))
        await peer.receive_all()
        await settled()
    assert log == ["pause", "h", "Hello", "resume", "end", "close"]


async def test_a_message_without_a_body_is_complete_and_has_no_trailers(parser: str) -> None:
    async with serving(lambda req, res: res.end(repr(said(req))), parser=parser) as server:
        async with await dial(server) as peer:
            await peer.send(GET)
            head = await peer.receive_head()
            assert b"200 OK" in head
            body = await peer.receive_exactly(int(head.split(b"Content-Length: ")[1][:2]))
    assert body == b"('GET', '/', '1.1', 1, 1, {}, [])"


def said(req: http.IncomingMessage) -> tuple[object, ...]:
    versions = (req.http_version, req.http_version_major, req.http_version_minor)
    return (req.method, req.url, *versions, req.trailers, req.raw_trailers)


# net, and owners in sync style


async def test_everything_in_sync_style_with_one_nursery(parser: str) -> None:
    log: list[Any] = []
    async with trio.open_nursery() as nursery:
        server = http.create_server(nursery=nursery, parser=parser)
        plain = net.create_server(lambda socket: socket.end("plain"), nursery=nursery)

        @server.on("request")
        def _(req: http.IncomingMessage, res: http.ServerResponse) -> None:
            res.end(req.headers["x"])

        def ask() -> None:
            port = port_of(server)
            http.get(port=port, host="127.0.0.1", nursery=nursery, headers={"x": "a"}).on(
                "response", answered
            )
            http.request(
                f"http://127.0.0.1:{port}/",
                answered,
                agent=False,
                headers={"x": "b"},
                nursery=nursery,
            ).end()
            http.get(
                port=port,
                create_connection=lambda options, callback: net.connect(port, "127.0.0.1"),
                headers={"x": "c"},
                nursery=nursery,
            ).once("response", answered)

        def answered(response: http.IncomingMessage) -> None:
            response.on("data", log.append)
            response.on("end", lambda: len(log) == 3 and server.close())

        def dialled() -> None:
            address: Any = plain.address()
            net.connect(address.port, "127.0.0.1", nursery=nursery).on("data", said_plain)
            socket = net.Socket(nursery=nursery)
            socket.connect(address.port, "127.0.0.1").on("data", said_plain)

        heard: list[bytes] = []

        def said_plain(data: bytes) -> None:
            heard.append(data)
            if len(heard) == 2:
                plain.close()

        server.listen(0, "127.0.0.1", callback=ask)
        plain.listen(0, "127.0.0.1", callback=dialled, exclusive=True)
    # The nursery has closed by itself: nothing is left to do.
    assert sorted(log) == [b"a", b"b", b"c"] and heard == [b"plain", b"plain"]


async def test_users_ticks_and_our_own_share_one_queue(parser: str) -> None:
    log: list[str] = []

    def answer(req: http.IncomingMessage, res: http.ServerResponse) -> None:
        events.next_tick(log.append, "before")
        res.write("x", callback=lambda: log.append("written"))
        events.next_tick(log.append, "after")
        res.on("close", lambda: log.append("close"))
        res.end()
        events.set_immediate(log.append, "immediate")

    async with serving(answer, parser=parser) as server, await dial(server) as peer:
        await peer.send(GET)
        await peer.receive_until(b"0\r\n\r\n")
        await settled()
    assert log == ["before", "after", "written", "close", "immediate"]


async def test_ipv6_only_leaves_ipv4_to_others() -> None:
    async with trio.open_nursery() as nursery:
        try:
            system.socket(system.AF_INET6).close()
        except OSError:
            pytest.skip("this machine has no IPv6")
        ours = net.create_server(nursery=nursery)
        try:
            await ours.listen(0, "::", ipv6_only=True)
        except OSError as refused:
            pytest.skip(f"no IPv6 here: {refused}")
        address: Any = ours.address()
        others = net.create_server(nursery=nursery)
        await others.listen(address.port, "127.0.0.1")
        assert port_number(others) == address.port
        ours.close()
        others.close()


def port_number(server: net.Server) -> int:
    address = server.address()
    assert isinstance(address, net.Address)
    return address.port


async def test_a_socket_says_where_it_is_and_what_went_through(parser: str) -> None:
    async with serving(lambda req, res: res.end("x"), parser=parser) as server:
        connection = events.once(server, "connection")
        async with trio.open_nursery() as nursery:
            found: list[net.Socket] = []

            async def accepted() -> None:
                found.extend(await connection)

            nursery.start_soon(accepted)
            async with await dial(server) as peer:
                await peer.send(GET)
                await peer.receive_head()
                (socket,) = found
                assert (socket.local_address, socket.local_port) == ("127.0.0.1", port_of(server))
                assert (socket.remote_address, socket.remote_port, socket.remote_family) == (
                    "127.0.0.1",
                    peer.local_port,
                    "IPv4",
                )
                assert socket.address() == net.Address("127.0.0.1", "IPv4", port_of(server))
                assert socket.bytes_read == len(GET) and socket.bytes_written > 100
                assert not socket.connecting and not socket.destroyed
                assert socket.readable and socket.writable and socket.timeout == 5000
