"""Our half of the oracle: runs one scenario on trio_nodehttp and gives back its trace.

A trace is one line per fact, in order, grouped by section: the part of a label before '/'
('client/req' is a fact about `req` in section 'client'). Facts of different sections do not cause
one another directly, so their relative order is nobody's contract. Ports, dates and addresses are
replaced. recorder.js is the same thing for Node and must format every value alike; nothing here
judges what it sees.

Everything that a scenario makes through its `Oracle` belongs to one nursery, and so to one loop: it
ends where Node's process would exit. Peers are plain non-blocking sockets on that loop: none of our
streams, so that what they log is what went over the wire.
"""

from __future__ import annotations

import importlib.util
import math
import re
import socket
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import attrs
import pytest
import trio

import trio_nodehttp as http
from trio_nodehttp import events, net
from trio_nodehttp._loop import READ, WRITE, Loop
from trio_nodehttp._outgoing import OutgoingMessage
from trio_nodehttp._pipe import Unpiped

LIMIT = 10  # seconds; a scenario that has not ended by then is cut, and its trace says so
HERE = Path(__file__).parent

Callback = Callable[..., Any]


class _Unset:
    """A property that does not exist."""


def _snake(name: str) -> str:
    return re.sub(r"[A-Z]", lambda match: "_" + match[0].lower(), name)


def _camel(name: str) -> str:
    return re.sub(r"_([a-z])", lambda match: match[1].upper(), name)


def _quote(text: str) -> str:
    out = []
    for char in text:
        code = ord(char)
        if char in '\\"':
            out.append("\\" + char)
        elif char in "\r\n\t":
            out.append({"\r": "\\r", "\n": "\\n", "\t": "\\t"}[char])
        elif code < 32 or 126 < code < 256:
            out.append(f"\\x{code:02x}")
        elif code > 255:
            out.append(f"\\u{{{code:x}}}")
        else:
            out.append(char)
    return '"' + "".join(out) + '"'


class Peer:
    """One end of a plain TCP connection. It logs what it received when it ends, or at `flush()`.

    A handle of the scenario's loop, as Node's peers are: what is ready first is called first.
    """

    referenced = True

    def __init__(
        self, oracle: Oracle, sock: socket.socket, label: str | None, connecting: bool = False
    ) -> None:
        self.socket = sock
        self.label = label
        self._oracle = oracle
        self._received = ""
        self._unlogged = ""
        self._pending = b""
        self._ending = False
        self._waiting: list[tuple[str, Callback]] = []
        self._finished: list[Callback] = []
        self._over = False
        self._connecting = connecting
        self._mask = 0
        sock.setblocking(False)
        if label is not None or connecting:
            oracle.loop.attach(self)
        self._watch()

    def hear(self, label: str) -> None:
        """Begins to read, which a deaf one does not."""
        self.label = label
        self._oracle.loop.attach(self)
        self._watch()

    def _watch(self) -> None:
        """Says to the loop what this peer waits for."""
        mask = 0 if self.label is None or self._connecting or self._over else READ
        if self._connecting or self._pending:
            mask |= WRITE
        loop, descriptor = self._oracle.loop, self.socket.fileno()
        if descriptor < 0 or mask == self._mask:
            return
        if not mask:
            loop.unregister(descriptor)
        elif self._mask:
            loop.modify(descriptor, mask, self)
        else:
            loop.register(descriptor, mask, self)
        self._mask = mask

    def step(self, mask: int) -> None:
        if self._connecting:
            self._connecting = False
            self._send()
            if self.label is None:
                self._oracle.loop.detach(self)
        elif mask & WRITE:
            self._send()
        elif mask & READ:
            self._read()

    def abandon(self) -> None:
        self._close()

    def _read(self) -> None:
        try:
            data = self.socket.recv(65536)
        except BlockingIOError:
            return
        except OSError as error:
            self._finish(_errno_name(error))
            return
        if not data:
            self._oracle.loop.unregister(self.socket.fileno())
            self._mask = 0
            self._oracle.next_tick(self._finish, "EOF")
            return
        self._received += data.decode("latin-1")
        self._unlogged += data.decode("latin-1")
        self._look()

    def _look(self) -> None:
        while self._waiting and self._waiting[0][0] in self._received:
            text, then = self._waiting.pop(0)
            self._received = self._received.partition(text)[2]
            then()

    def _finish(self, how: str) -> None:
        if self._over:
            return
        self._over = True
        assert self.label is not None
        self.flush()
        self._oracle.fact(self.label, how)
        for then in self._finished:
            then()
        self._close()

    def _close(self) -> None:
        if self.socket.fileno() >= 0:
            if self._mask:
                self._oracle.loop.unregister(self.socket.fileno())
            self.socket.close()
            self._oracle.loop.detach(self)

    def write(self, data: str) -> Peer:
        self._pending += data.encode("latin-1")
        self._send()
        return self

    def _send(self) -> None:
        if self._connecting:
            return
        try:
            while self._pending:
                self._pending = self._pending[self.socket.send(self._pending) :]
        except BlockingIOError:
            pass
        except OSError:
            self._pending = b""
        self._watch()
        if self._ending and not self._pending and self.socket.fileno() >= 0:
            try:
                self.socket.shutdown(socket.SHUT_WR)
            except OSError:
                pass

    def end(self) -> Peer:
        self._ending = True
        if not self._pending:
            self._send()
        return self

    def destroy(self) -> None:
        if self.label is not None:
            self._finish("closed by peer")
        self._close()

    def expect(self, text: str, then: Callback) -> Peer:
        """Calls once the text has been received (each text after the one before it)."""
        self._waiting.append((text, then))
        self._look()
        return self

    def on_end(self, then: Callback) -> Peer:
        """Calls when the other side has ended or reset the connection."""
        self._finished.append(then)
        return self

    def flush(self) -> None:
        if self._unlogged:
            assert self.label is not None
            self._oracle._bytes(self.label, "<", self._unlogged)
        self._unlogged = ""


def _errno_name(error: OSError) -> str:
    import errno

    return errno.errorcode.get(error.errno or 0, "closed")


class RawServer:
    """A plain TCP server: `on_peer(peer, index)` for each connection."""

    referenced = True

    def __init__(
        self,
        oracle: Oracle,
        label: str,
        on_peer: Callback,
        ready: Callback,
        accept: int,
        deaf: bool,
        unix: bool,
    ) -> None:
        where: Any
        if unix:
            where = tempfile.mktemp(".sock", "oracle-")
            oracle.paths.append(where)
            self._sock = socket.socket(socket.AF_UNIX)
            self._sock.bind(where)
            self._sock.listen(64)
        else:
            self._sock = socket.create_server(("127.0.0.1", 0), backlog=64)
            where = oracle.known(self._sock.getsockname()[1])
        self._sock.setblocking(False)
        self._args = (oracle, label, on_peer, accept, deaf)
        self._count = 0
        oracle.loop.attach(self)
        oracle.loop.register(self._sock.fileno(), READ, self)
        oracle.next_tick(ready, where)  # as a tick of listen()

    def step(self, mask: int) -> None:
        oracle, label, on_peer, accept, deaf = self._args
        while self._sock.fileno() >= 0:
            try:
                sock, _ = self._sock.accept()
            except OSError:
                return
            index, self._count = self._count, self._count + 1
            if self._count == accept:
                self.close()
            name = None if deaf else label if accept == 1 or not label else f"{label}{index}"
            on_peer(Peer(oracle, sock, name), index)
            oracle.loop.drain_ticks()

    def abandon(self) -> None:
        self.close()

    def close(self) -> None:
        if self._sock.fileno() >= 0:
            loop = self._args[0].loop
            loop.unregister(self._sock.fileno())
            where = self._sock.getsockname()
            self._sock.close()
            loop.detach(self)
            if isinstance(where, str):
                Path(where).unlink()  # as Node does


class Oracle:
    """What a scenario uses; its methods are recorder.js's, in Python's spelling."""

    http = http
    net = net
    events = events
    EventEmitter = events.EventEmitter

    def __init__(self, nursery: trio.Nursery, parser: str) -> None:
        self.nursery = nursery
        self.parser = parser
        self.loop = Loop.of(nursery)
        self._labels: dict[int, str] = {}
        self._alive: list[Any] = []  # labelled objects, so that no id is used twice
        self._ports: dict[int, str] = {}
        self.paths: list[str] = []  # of Unix sockets
        self._sections: dict[str, list[str]] = {}
        self._exchanges: list[Peer] = []
        self._agent: Any = None
        self.frozen = False
        self.failure: BaseException | None = None

    # ---- values -----------------------------------------------------------------------------

    def _clean(self, text: str) -> str:
        text = re.sub(
            r"(Date|Last-Modified): [A-Z][a-z]{2}, \d\d [^\r\n]*? GMT", r"\1: <date>", text
        )
        for path in self.paths:
            text = text.replace(path, "PATH")
        for port, name in self._ports.items():
            text = text.replace(str(port), name)
        return text

    def _shorten(self, text: str) -> str:
        if len(text) > 400:
            return _quote(self._clean(text[:40])) + f"...({len(text)})"
        return _quote(self._clean(text))

    def _show_error(self, error: BaseException) -> str:
        code = getattr(error, "code", None)
        kind = (
            "TypeError"
            if isinstance(error, TypeError)
            else "RangeError"
            if isinstance(error, ValueError)
            else "Error"
        )
        text = str(error)
        if isinstance(error, OSError) and hasattr(error, "message"):
            text = str(error.message)
        if code == "ERR_INVALID_ARG_TYPE":
            text = re.sub(r" (must be|property must be).*", " must be …", text, flags=re.S)
        text = self._clean(text).replace("\r", "\\r").replace("\n", "\\n")
        return f"{kind}({'' if code is None else code + ': '}{text})"

    def show(self, value: Any) -> str:
        if value is None or isinstance(value, _Unset):
            return "none"
        if isinstance(value, http.Completion):
            value = bool(value)
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, (int, float)):
            if value in self._ports:
                return self._ports[int(value)]
            if value == math.inf:
                return "inf"
            return str(int(value)) if value == int(value) else str(value)
        if isinstance(value, str):
            return self._shorten(value)
        if id(value) in self._labels:
            return self._labels[id(value)].partition("/")[2] or self._labels[id(value)]
        if isinstance(value, (bytes, bytearray, memoryview)):
            return "b" + self._shorten(bytes(value).decode("latin-1"))
        if isinstance(value, BaseException):
            return self._show_error(value)
        if isinstance(value, (list, tuple)):
            return "[" + ", ".join(map(self.show, value)) + "]"
        if isinstance(value, Mapping):
            return "{" + ", ".join(f"{k}: {self.show(v)}" for k, v in value.items()) + "}"
        if attrs.has(type(value)) and not callable(value):  # a plain object in JavaScript
            fields = ((f.name, getattr(value, f.name)) for f in attrs.fields(type(value)))
            return "{" + ", ".join(f"{_camel(k)}: {self.show(v)}" for k, v in fields) + "}"
        if isinstance(value, Unpiped):
            return self.show({"hasUnpiped": value.has_unpiped})
        for kind, name in (
            (http.ClientRequest, "<request>"),
            (OutgoingMessage, "<response>"),
            (http.IncomingMessage, "<message>"),
            (http.Server, "<server>"),
            (net.Socket, "<socket>"),
            (events.EventEmitter, "<emitter>"),
        ):
            if isinstance(value, kind):
                return name
        if callable(value):
            return "<function>"
        return "<symbol>" if type(value) is object else repr(value)

    # ---- facts ------------------------------------------------------------------------------

    def fact(self, label: str, text: str) -> None:
        if self.frozen or not label or self.nursery.cancel_scope.cancel_called:
            return  # after an uncaught error Node's process is gone
        section, slash, name = label.partition("/")
        if not slash:
            section, name = "", label
        self._sections.setdefault(section, []).append(f"{name} {text}")

    def _bytes(self, label: str, mark: str, data: str) -> None:
        if not data:
            self.fact(label, f"{mark} (nothing)")
        elif len(data) > 4000:
            self.fact(label, f"{mark} {self._shorten(data)}")
        else:
            for line in re.findall(r"[^\n]*\n|[^\n]+$", self._clean(data)):
                self.fact(label, f"{mark} {_quote(line)[1:-1]}")
                if mark == "write":
                    mark = "  ..."  # the lines of one write

    def log(self, label: str, text: str, *values: Any) -> None:
        """A fact: what happened, and with which values."""
        self.fact(label, " ".join([text, *map(self.show, values)]).strip())

    def watch(self, thing: Any, label: str, names: str = "") -> Any:
        """Names an object in the trace, and logs each of the named events with its arguments."""
        self._labels[id(thing)] = label
        self._alive.append(thing)
        for name in names.split():
            thing.on(name, self.logs(label, f"'{name}'"))
        return thing

    def props(self, thing: Any, label: str, names: str) -> None:
        """Logs the values of properties, named as Node names them."""
        values = (
            f"{name}={self.show(getattr(thing, _snake(name), _Unset()))}" for name in names.split()
        )
        self.log(label, " ".join(values))

    def call(self, label: str, text: str, callback: Callable[[], Any]) -> Any:
        """Calls, and logs what came back, or what was raised."""
        try:
            result = callback()
        except Exception as error:
            self.fact(label, f"{text} !! {self._show_error(error)}")
            return None
        self.fact(label, f"{text} -> {self.show(result)}")
        return result

    def logs(self, label: str, text: str, then: Callback | None = None) -> Callback:
        """A callback that logs its call."""

        def callback(*args: Any) -> None:
            given = list(args)  # absent and None are one thing here
            while given and given[-1] is None:
                given.pop()
            self.fact(label, " ".join([text, *map(self.show, given)]))
            if then is not None:
                then(*args)

        return callback

    def trace(self, ending: str | None = None) -> str:
        out = [f"!! {ending}"] if ending else []
        for section in sorted(self._sections):
            out.append(f"== {section}".strip())
            out += self._sections[section]
        return "\n".join(out) + "\n"

    # ---- peers ------------------------------------------------------------------------------

    def connect(self, port: int, label: str | None) -> Peer:
        """A plain TCP client; label None: one that never reads (destroy() then resets)."""
        sock = socket.socket()
        sock.setblocking(False)
        sock.connect_ex(("127.0.0.1", port))
        return Peer(self, sock, label, connecting=True)

    def raw_server(
        self,
        label: str,
        on_peer: Callback,
        ready: Callback,
        *,
        accept: int = 1,
        deaf: bool = False,
        unix: bool = False,
    ) -> RawServer:
        """A plain TCP server (`unix`: at a path) that closes itself after `accept` connections."""
        return RawServer(self, label, on_peer, ready, accept, deaf, unix)

    def exchange(
        self,
        port: int,
        label: str,
        data: str,
        then: Callback = lambda: None,
        until: str | None = None,
    ) -> Peer:
        """One request sent as bytes, the answer logged as bytes.

        The peer ends once the answer's 'finish' has come (the server then has written everything),
        or, with `until`, once that text has come.
        """
        peer = self.connect(port, label).write(data)
        peer.on_end(lambda: self.set_immediate(then))
        if until is not None:
            peer.expect(until, peer.end)
        else:
            self._exchanges.append(peer)
            peer.on_end(lambda: self._exchange_finished(peer))
        return peer

    # ---- what a scenario uses besides -------------------------------------------------------

    def known(self, port: int) -> int:
        count = len(self._ports)
        self._ports.setdefault(port, f"PORT{count + 1}" if count else "PORT")
        return port

    def create_server(self, listener: Callback | None, **options: Any) -> Any:
        def on_request(req: Any, res: Any) -> Any:
            res.on("finish", self._exchange_finished)
            if listener is not None:
                return listener(req, res)
            return None

        options.setdefault("handler_errors", "raise")
        return http.create_server(on_request, nursery=self.nursery, parser=self.parser, **options)

    def _exchange_finished(self, peer: Peer | None = None) -> None:
        if peer is None and self._exchanges:
            self._exchanges.pop(0).end()
        elif peer in self._exchanges:
            self._exchanges.remove(peer)

    def listen(self, server: Any, then: Callback) -> Any:
        """Listens on a free port of 127.0.0.1, then calls with the port."""
        server.listen(0, "127.0.0.1", callback=lambda: then(self.known(server.address().port)))
        return server

    def request(self, callback: Callback | None = None, **options: Any) -> Any:
        return http.request(callback=callback, **self._request_options(options))

    def get(self, callback: Callback | None = None, **options: Any) -> Any:
        return http.get(callback=callback, **self._request_options(options))

    def _request_options(self, options: dict[str, Any]) -> dict[str, Any]:
        if "agent" not in options and "create_connection" not in options:
            self._agent = self._agent or self.agent()
            options["agent"] = self._agent
        return {"host": "127.0.0.1", "nursery": self.nursery, "parser": self.parser, **options}

    def agent(self, **options: Any) -> Any:
        return http.Agent(nursery=self.nursery, **options)

    def timer(self, ms: float, callback: Callback) -> Any:
        return self.loop.timer(ms, callback)

    def after(self, ms: float, callback: Callback) -> None:
        """Later, and not before what the connections had to say by then has been heard.

        A slow machine may find a timer and a lot of I/O due at once.
        """
        self.timer(ms, lambda: self._turns(10, callback))

    def _turns(self, number: int, callback: Callback) -> None:
        if number:
            self.set_immediate(self._turns, number - 1, callback)
        else:
            callback()

    def next_tick(self, callback: Callback, *args: Any) -> None:
        self.loop.next_tick(callback, *args)

    def set_immediate(self, callback: Callback, *args: Any) -> None:
        self.loop.set_immediate(callback, *args)

    def use(self, name: str) -> Callable[..., None]:
        """The `scenario` of a file that several scenarios share (its name begins with '_')."""
        return load(name)

    def tick(self, label: str, text: str) -> None:
        self.next_tick(self.fact, label, f"tick {text}")

    def immediate(self, label: str, text: str) -> None:
        self.set_immediate(self.fact, label, f"immediate {text}")

    def writes(self, sock: Any, label: str) -> None:
        """Logs each write that reaches the system for this socket."""
        ends = (sock.local_port, sock.remote_port)
        _logged_writes[ends] = lambda data: self._bytes(label, "write", data.decode("latin-1"))


# A C method cannot be watched on one object: the class is patched while a scenario runs, and the
# two ports tell which socket it was.
_logged_writes: dict[tuple[int, int], Callable[[bytes], None]] = {}
_send, _sendmsg = socket.socket.send, socket.socket.sendmsg


def _log_write(sock: socket.socket, data: bytes) -> None:
    try:
        log = _logged_writes.get((sock.getsockname()[1], sock.getpeername()[1]))
    except (OSError, IndexError):
        return
    if log is not None:
        log(data)


def _watched_send(self: socket.socket, data: Any, *args: Any) -> int:
    if _logged_writes:
        _log_write(self, bytes(data))
    return _send(self, data, *args)


def _watched_sendmsg(self: socket.socket, buffers: Any, *args: Any) -> int:
    buffers = list(buffers)
    if _logged_writes:
        _log_write(self, b"".join(map(bytes, buffers)))
    return _sendmsg(self, buffers, *args)


def load(name: str) -> Callable[..., None]:
    """The `scenario` function of tests/oracle/NAME.py."""
    spec = importlib.util.spec_from_file_location(
        "oracle_" + re.sub(r"\W", "_", name), HERE / f"{name}.py"
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    scenario: Callable[..., None] = module.scenario
    return scenario


def run(name: str, parser: str) -> str:
    """The trace of a scenario on our side."""
    scenario = load(name)
    oracle: Oracle | None = None
    ending: str | None = None

    async def main() -> None:
        nonlocal oracle, ending
        with trio.move_on_after(LIMIT) as scope:
            async with trio.open_nursery() as nursery:
                oracle = Oracle(nursery, parser)
                scenario(oracle)
        if scope.cancelled_caught:
            ending = "still running"

    patched = pytest.MonkeyPatch()
    patched.setattr(socket.socket, "send", _watched_send)
    patched.setattr(socket.socket, "sendmsg", _watched_sendmsg)
    try:
        trio.run(main)
    except Exception as raised:
        if oracle is None:
            raise
        error: BaseException = raised
        while len(getattr(error, "exceptions", ())) == 1:
            error = error.exceptions[0]  # type: ignore[attr-defined]
        ending = f"uncaught {oracle.show(error)}"
        oracle.failure = error
    finally:
        patched.undo()
        _logged_writes.clear()
    assert oracle is not None
    return oracle.trace(ending)
