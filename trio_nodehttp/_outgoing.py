"""`OutgoingMessage`: what a server's response and a client's request have in common.

Data goes ``write()`` → framed bytes → `_outgoing_queue`, which puts the header block in front and
takes them to the socket. What a message says in its header block, and how that is written, is
`_header_block`'s. When a connection is reused, closed or given to the next message is decided by
those who own it (`_server_connection`, `_client`).

As in Node, a message is no `Writable`: it has no buffer of its own once it has a socket. Only what
one callback writes is gathered, so that it leaves in one piece.
"""

from __future__ import annotations

from typing import Any, Final, TypeVar

from trio.lowlevel import enable_ki_protection

from ._completion import Completion
from ._encoding import encode
from ._errors import error
from ._header_fields import Headers, render_trailers
from ._loop import call_unprotected
from ._outgoing_queue import HIGH_WATER_MARK, OutgoingQueue
from ._write_batch import Callback as Callback
from ._write_batch import WriteBatch

_Self = TypeVar("_Self", bound="OutgoingMessage")

# Node sends the header block and a text that follows it as one string: in the text's encoding.
_UTF8_TOGETHER: Final = (None, "", "utf8")


class OutgoingMessage(OutgoingQueue):
    """A message that is being sent; the base of `ServerResponse` and `ClientRequest` (Node's
    ``http.OutgoingMessage``).

    A ``trio.abc.SendStream`` as well: `send_all` is an awaited `write`, `aclose` is `end` and
    waiting for ``'finish'``.

    Emits ``'socket'`` (socket), ``'drain'``, ``'prefinish'``, ``'finish'``, ``'close'``,
    ``'pipe'`` (source), ``'unpipe'`` (source, and as in Node an object of its own), ``'timeout'``,
    ``'error'`` (exception).

    Attributes:
        socket: the stream it is sent on; None before it has one and after it was sent.
        finished: whether `end` was called.
        destroyed: whether `destroy` was called.
        send_date: whether a ``Date`` is added where the program set none (a response: True).
        should_keep_alive: whether the connection may serve another exchange after this one.
        use_chunked_encoding_by_default: whether a body of unknown length may be chunked.
    """

    _trailer: str = ""
    # What the program may ask

    @property
    def connection(self) -> Any:
        """The same as ``socket``."""
        return self.socket

    @connection.setter
    def connection(self, socket: Any) -> None:
        self.socket = socket

    @property
    def headers_sent(self) -> bool:
        """Whether the header block is settled: headers can no longer be changed."""
        return self._header is not None

    @property
    def writable(self) -> bool:
        """Whether `write` may be called."""
        return not self.finished and not self.destroyed

    @property
    def writable_ended(self) -> bool:
        """Whether `end` was called."""
        return self.finished

    @property
    def writable_finished(self) -> bool:
        """Whether everything was handed to the operating system; ``'finish'`` follows at once."""
        if self._finish_emitted:
            return True
        socket = self.socket
        return (
            self.finished
            and not self._output
            and socket is not None
            and not socket.destroyed
            and socket.writable_length == 0
        )

    @property
    def writable_length(self) -> int:
        """Bytes that wait here and in the socket."""
        socket = self.socket
        batched = 0 if self._batch is None else self._batch.size
        return self._output_size + batched + (0 if socket is None else int(socket.writable_length))

    @property
    def writable_high_water_mark(self) -> int:
        """From this many waiting bytes on, `write` answers False (the socket's own, 16384)."""
        socket = self.socket
        return HIGH_WATER_MARK if socket is None else int(socket.writable_high_water_mark)

    @property
    def writable_corked(self) -> int:
        """How often `cork` was called without `uncork`."""
        socket = self.socket
        if socket is None:
            return self._corked
        return int(socket.writable_corked) + (self._batch is not None)

    @property
    def writable_need_drain(self) -> bool:
        """Whether a `write` answered False and ``'drain'`` has not come since."""
        return self._need_drain and not self.finished and not self.destroyed

    # Writing

    @enable_ki_protection
    def write(
        self, chunk: str | bytes, encoding: str | None = None, callback: Callback | None = None
    ) -> Completion:
        """Send a piece of the body; the first sends the header block as well.

        Args:
            chunk: text or bytes; an empty one only flushes the header block.
            encoding: of text; ``utf8`` unless given.
            callback: called without arguments when the chunk was handed to the operating system,
                with the error if it cannot be. Never called where there is no body to send (HEAD,
                204, 304).

        Returns:
            True where more may be written at once, False where ``'drain'`` should be waited for;
            awaiting it waits for the callback moment. A write on a message that has no body ends
            at once.

        Raises:
            TypeError: the chunk is neither text nor bytes (``ERR_INVALID_ARG_TYPE``).

        After `end` it emits ``'error'`` (``ERR_STREAM_WRITE_AFTER_END``), which the callback and
        whoever awaits it get as well. Cancelling the await takes nothing back.
        """
        if self.finished:
            return self._write_after_end(callback)
        if self._header is None:
            self._implicit_header()
        if not self._has_body:
            return Completion.FLUSHED
        header_encoding = "latin-1"
        if type(chunk) is bytes:
            data = chunk
        elif type(chunk) is str and encoding in _UTF8_TOGETHER:
            try:
                data = chunk.encode()
            except UnicodeEncodeError:
                data = encode(chunk)
            header_encoding = "utf-8"
        else:
            data = _to_bytes("first argument", chunk, encoding)
        if self._chunked and data:
            data = b"%x\r\n%b\r\n" % (len(data), data)
            header_encoding = "latin-1"
        socket = self.socket
        loop = self._loop
        if (
            socket is None
            or socket._corked
            or socket._http_message is not self
            or not socket.writable
            or loop is None
            or not loop._stepping  # a plain task acts at once: waking the loop costs 12 µs
        ):
            written = self._send(data, callback, header_encoding)
            if not written:
                self._need_drain = True
            return self._answer_with(written)
        if not self._header_sent:
            self._header_sent = True
            assert self._header is not None
            data = self._header.encode(header_encoding) + data
        room = socket._write_high_water_mark - socket._write_length
        if self._batch is not None:
            written = self._batch.add(data, callback, room)
        else:
            tick = (self._send_batch, ())
            loop._ticks.append(tick)  # next_tick(), two calls shorter
            written = self._batch = WriteBatch(
                self._send_before_waiting, tick, data, callback, len(data) < room
            )
        if not written._accepted:  # bool(), one call shorter
            self._need_drain = True
        return written

    @enable_ki_protection
    def end(
        self: _Self,
        data: str | bytes | None = None,
        encoding: str | None = None,
        callback: Callback | None = None,
    ) -> _Self:
        """End the message; what was not sent is sent, and the end of the body marked.

        Args:
            data: the last, or only, piece of the body. Without an earlier `write` the message
                gets a ``Content-Length``.
            encoding: of text; ``utf8`` unless given.
            callback: called once at ``'finish'``; with ``ERR_STREAM_ALREADY_FINISHED`` if that
                is past.

        Raises:
            TypeError: ``data`` is neither text nor bytes (``ERR_INVALID_ARG_TYPE``).
        """
        if self.finished:
            self._end_again(data, callback)
            return self
        body = b""
        header_encoding = "latin-1"
        if data:
            if type(data) is bytes:
                body = data
            elif type(data) is str and encoding in _UTF8_TOGETHER:
                try:
                    body = data.encode()
                except UnicodeEncodeError:
                    body = encode(data)
                header_encoding = "utf-8"
            else:
                body = _to_bytes("chunk", data, encoding)
        if self._header is None:
            self._content_length = len(body)
            self._implicit_header()
        if not self._has_body:
            body = b""
            header_encoding = "latin-1"
        elif self._chunked:
            body = b"%x\r\n%b\r\n" % (len(body), body) if body else b""
            body += f"0\r\n{self._trailer}\r\n".encode("latin-1")
            header_encoding = "latin-1"
        if callback is not None:
            self.once("finish", callback)
        batch = self._batch
        if batch is None:
            if not self._header_sent:  # _send(), one call shorter
                self._header_sent = True
                body = self._header.encode(header_encoding) + body  # type: ignore[union-attr]
            if body:
                self._write_raw(body, self._flushed)
            else:
                self._flush_nothing()
        else:
            self._batch = None
            batch.chunks.append(body)
            self._write_batch(batch, self._batch_flushed)
        self.finished = True
        socket = self.socket
        if socket is None:
            if self._corked:
                self._corked = 0
        else:
            while socket._corked:
                socket.uncork()
            if not self._output and socket._http_message is self:
                self._finish()
        return self

    @enable_ki_protection
    def flush_headers(self) -> None:
        """Send the header block now, without waiting for the first piece of the body."""
        if self._header is None:
            self._implicit_header()
        if not self._header_sent:
            self._send_header()

    @enable_ki_protection
    def add_trailers(self, headers: Headers) -> None:
        """Set the fields that follow a chunked body; they are dropped where it is not chunked.

        Raises:
            TypeError: ``ERR_INVALID_HTTP_TOKEN``, ``ERR_INVALID_CHAR``,
                ``ERR_HTTP_INVALID_HEADER_VALUE``.
        """
        self._trailer = render_trailers(headers)

    @enable_ki_protection
    def cork(self) -> None:
        """Keep what is written until `uncork` was called as often, to send it in one piece."""
        if self.socket is not None:
            self.socket.cork()
            self._send_batch()  # into the socket's queue: it waits for the same uncork
        else:
            self._corked += 1

    @enable_ki_protection
    def uncork(self) -> None:
        """Undo one `cork`; the last one sends."""
        if self._batch is not None:
            self._send_batch()
        elif self.socket is not None:
            self.socket.uncork()
        elif self._corked:
            self._corked -= 1

    @enable_ki_protection
    def set_timeout(self: _Self, msecs: float, callback: Callback | None = None) -> _Self:
        """Set the socket's timeout, once there is one; ``callback`` listens for ``'timeout'``.

        Args:
            msecs: milliseconds without activity; 0 for no timeout.
        """
        if callback is not None:
            self.on("timeout", callback)
        if self.socket is not None:
            self.socket.set_timeout(msecs)
        else:
            self.once("socket", lambda socket: socket.set_timeout(msecs))
        return self

    @enable_ki_protection
    def destroy(self: _Self, error: BaseException | None = None) -> _Self:
        """Destroy the socket, at once or when the message gets it; with ``error`` if given."""
        if self.destroyed:
            return self
        self.destroyed = True
        self._error = error
        if self.socket is not None:
            self.socket.destroy(error)
        else:
            self.once("socket", lambda socket: socket.destroy(error))
        return self

    def pipe(self, destination: Any, **options: Any) -> Any:
        """Emits ``'error'`` (``ERR_STREAM_CANNOT_PIPE``): there is nothing to read here."""
        self.emit("error", error("ERR_STREAM_CANNOT_PIPE"))

    # What is left to the kinds of message

    def _answer_with(self, written: Completion) -> Completion:
        """Answer a `write` with this, which is what the socket has answered."""
        return written

    def _implicit_header(self) -> None:
        """Write the header block that the program did not ask for."""
        raise error("ERR_METHOD_NOT_IMPLEMENTED", "_implicit_header()")

    def _send_header(self) -> None:
        self._send(b"")

    # Too late

    def _write_after_end(self, callback: Callback | None) -> Completion:
        failure = error("ERR_STREAM_WRITE_AFTER_END")
        refused = Completion()
        self._tick(self._report_late_write, failure, refused, callback)
        return refused

    def _report_late_write(
        self, failure: BaseException, refused: Completion, callback: Callback | None
    ) -> None:
        waited = refused.is_awaited
        refused.fail(failure)
        if not waited or self.listener_count("error"):
            self.emit("error", failure)
        if callback is not None:
            call_unprotected(callback, failure)

    def _end_again(self, data: str | bytes | None, callback: Callback | None) -> None:
        if data:
            self._write_after_end(callback)
        elif callback is not None:
            if self.writable_finished:
                call_unprotected(callback, error("ERR_STREAM_ALREADY_FINISHED", "end"))
            else:
                self.on("finish", callback)


def _to_bytes(name: str, chunk: object, encoding: str | None) -> bytes:
    """The bytes of a chunk. As in Node, an encoding that nobody knows is taken for utf8 here."""
    if isinstance(chunk, str):
        if encoding is None:
            return encode(chunk)
        try:
            return encode(chunk, encoding)
        except TypeError:
            return encode(chunk)
    if isinstance(chunk, (bytes, bytearray, memoryview)):
        return bytes(chunk)
    raise error("ERR_INVALID_ARG_TYPE", name, "of type str or bytes", chunk)
