"""Node's ``http`` module on Trio.

    import trio_nodehttp as http

The names, what is emitted and in which order, and every byte on the wire are those of Node v14;
functions, methods, properties and options are spelled in snake_case. Every task and every socket
has an owner: a `Server` or an `Agent`, entered with ``async with``, or a nursery given as
``nursery=``.

How the house is laid out, each room importing only from those below it::

    __init__                                    this face
    _server  _server_connection                 _client  _client_connection  _agent
    _incoming  _outgoing  _response             the two directions of a message
    _parser                                     bytes to events, by h11 or by llhttp
    net  (_socket  _listener  _connect)         sockets and servers of bytes
    _streams  (_readable  _writable  _pipe)     buffering, flow, back-pressure
    _handle  _stream_handle  _owner             descriptors, Trio streams, nurseries
    events  (_emitter  _bridge)                 emitter, ticks, bridge
    _loop  (_queues  _runners  _ticker …)       the owner's event loop
    _completion  _errors  _options  _headers …  values, tables, validators
"""

from __future__ import annotations

from . import events as events
from . import net as net
from ._agent import Agent as Agent
from ._client import ClientRequest as ClientRequest
from ._client import get as get
from ._client import request as request
from ._client_response import Information as Information
from ._completion import Completion as Completion
from ._errors import ConnectionLostError as ConnectionLostError
from ._errors import NodeError as NodeError
from ._errors import NodeRangeError as NodeRangeError
from ._errors import NodeTypeError as NodeTypeError
from ._headers import validate_header_name as validate_header_name
from ._headers import validate_header_value as validate_header_value
from ._incoming import IncomingMessage as IncomingMessage
from ._options import TimeoutOverflowWarning as TimeoutOverflowWarning
from ._outgoing import OutgoingMessage as OutgoingMessage
from ._response import ServerResponse as ServerResponse
from ._server import MAX_HEADER_SIZE
from ._server import Server as Server
from ._server import create_server as create_server
from ._status import METHODS as METHODS
from ._status import STATUS_CODES as STATUS_CODES

__all__ = [
    "METHODS",
    "STATUS_CODES",
    "Agent",
    "ClientRequest",
    "Completion",
    "ConnectionLostError",
    "IncomingMessage",
    "Information",
    "NodeError",
    "NodeRangeError",
    "NodeTypeError",
    "OutgoingMessage",
    "Server",
    "ServerResponse",
    "TimeoutOverflowWarning",
    "create_server",
    "events",
    "get",
    "global_agent",
    "max_header_size",
    "net",
    "request",
    "validate_header_name",
    "validate_header_value",
]

__version__ = "0.1.0"

#: Bytes of one message's header block that are accepted unless ``max_header_size=`` says otherwise.
max_header_size: int = MAX_HEADER_SIZE

#: The agent of requests that name none. It has to be open: ``async with http.global_agent:``. It
#: may be opened again in each ``trio.run``, and replaced by assignment: requests look here.
global_agent: Agent = Agent()
