"""PARITY's names as tables: what each class and function has, and how it is set up.

`test_parity` walks them. A name that is added to the package's face is added here.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from typing import Any

import trio_nodehttp as http
from trio_nodehttp import events, net

_NONE = inspect.Parameter.empty

# Methods: class → name → its parameters as the row spells them (`name`, `name=default`, `*` before
# those that are keywords only).
METHODS: dict[type, dict[str, str]] = {
    http.Agent: {
        "create_connection": "options callback=None",
        "create_socket": "request options callback",
        "keep_socket_alive": "socket",
        "reuse_socket": "socket request",
        "destroy": "",
        "get_name": "options=None",
    },
    http.ClientRequest: {
        "abort": "",
        "destroy": "error=None",
        "end": "data=None encoding=None callback=None",
        "write": "chunk encoding=None callback=None",
        "cork": "",
        "uncork": "",
        "flush_headers": "",
        "get_header": "name",
        "set_header": "name value",
        "remove_header": "name",
        "has_header": "name",
        "get_headers": "",
        "get_header_names": "",
        "set_no_delay": "no_delay=True",
        "set_socket_keep_alive": "enable=False initial_delay=0",
        "set_timeout": "timeout callback=None",
        "clear_timeout": "callback=None",
        "drained": "",
        "send_all": "data",
        "wait_send_all_might_not_block": "",
        "aclose": "",
    },
    http.Server: {
        "listen": "port=0 host=None * path=None fd=None backlog=511 reuse_port=False"
        " ipv6_only=False exclusive=False callback=None",
        "close": "callback=None",
        "address": "",
        "serve": "port=0 host=None * task_status **options",
        "set_timeout": "msecs=0 callback=None",
        "get_connections": "",
        "ref": "",
        "unref": "",
    },
    http.ServerResponse: {
        "add_trailers": "headers",
        "cork": "",
        "uncork": "",
        "end": "data=None encoding=None callback=None",
        "write": "chunk encoding=None callback=None",
        "flush_headers": "",
        "get_header": "name",
        "get_header_names": "",
        "get_headers": "",
        "has_header": "name",
        "set_header": "name value",
        "remove_header": "name",
        "write_head": "status_code status_message=None headers=None",
        "write_continue": "callback=None",
        "write_processing": "callback=None",
        "set_timeout": "msecs callback=None",
        "destroy": "error=None",
        "assign_socket": "socket",
        "detach_socket": "socket",
        "drained": "",
    },
    http.IncomingMessage: {
        "destroy": "error=None callback=None",
        "set_timeout": "msecs callback=None",
        "read": "n=None",
        "pause": "",
        "resume": "",
        "is_paused": "",
        "set_encoding": "encoding=None",
        "pipe": "destination * end=True",
        "unpipe": "destination=None",
        "unshift": "chunk encoding=None",
        "receive_some": "max_bytes=None",
        "aclose": "",
        "body": "limit=None",
        "text": "limit=None",
        "json": "limit=None",
    },
    net.Socket: {
        "write": "chunk encoding=None callback=None",
        "end": "data=None encoding=None callback=None",
        "destroy": "error=None callback=None",
        "pause": "",
        "resume": "",
        "set_timeout": "msecs callback=None",
        "set_no_delay": "no_delay=True",
        "set_keep_alive": "enable=False initial_delay=0",
        "set_encoding": "encoding=None",
        "ref": "",
        "unref": "",
        "pipe": "destination * end=True",
        "unpipe": "destination=None",
        "unshift": "chunk encoding=None",
        "cork": "",
        "uncork": "",
        "address": "",
        "send_eof": "",
    },
    events.EventEmitter: {
        "on": "name listener=None",
        "once": "name listener=None",
        "off": "name listener",
        "add_listener": "name listener=None",
        "remove_listener": "name listener",
        "remove_all_listeners": "*names",
        "prepend_listener": "name listener=None",
        "prepend_once_listener": "name listener=None",
        "emit": "name *args",
        "listeners": "name",
        "raw_listeners": "name",
        "listener_count": "name",
        "event_names": "",
        "set_max_listeners": "n",
        "get_max_listeners": "",
    },
}
METHODS[net.Server] = {k: v for k, v in METHODS[http.Server].items() if k != "set_timeout"}
METHODS[http.OutgoingMessage] = {
    name: METHODS[http.ServerResponse][name]
    for name in METHODS[http.ServerResponse]
    if name not in ("write_head", "write_continue", "write_processing")
    and not name.endswith("_socket")
}

FUNCTIONS: dict[Callable[..., Any], str] = {
    http.create_server: "request_listener=None * nursery=None **options",
    http.request: "url_or_options=None callback=None **options",
    http.get: "url_or_options=None callback=None **options",
    http.validate_header_name: "name",
    http.validate_header_value: "name value",
    http.Agent: "* nursery=None keep_alive=False keep_alive_msecs=1000 max_sockets=inf"
    " max_total_sockets=inf max_free_sockets=256 scheduling='fifo' timeout=None parser=None"
    " **options",
    http.IncomingMessage: "socket=None",
    http.OutgoingMessage: "* nursery=None",
    events.EventEmitter: "* nursery=None",
    events.EventBridge: "* max_buffer=inf",
    events.EventBridge.watch: "self source *names follow=None",
    events.on: "emitter *names max_buffer=inf",
    events.once: "emitter name",
    events.next_tick: "callback *args",
    events.set_immediate: "callback *args",
    net.create_server: "connection_listener=None * allow_half_open=False pause_on_connect=False"
    " nursery=None",
    net.connect: "port=None host=None * path=None allow_half_open=False nursery=None callback=None"
    " **options",
    net.Socket: "* fd=None allow_half_open=False nursery=None",
}

# Values: class → name → what a new object says. `…` stands for "is there".
VALUES: dict[type, dict[str, Any]] = {
    http.Agent: {
        "free_sockets": {},
        "sockets": {},
        "requests": {},
        "max_free_sockets": 256,
        "max_sockets": math.inf,
        "max_total_sockets": math.inf,
        "default_port": 80,
        "protocol": "http:",
        "total_socket_count": 0,
        "keep_alive": False,
        "keep_alive_msecs": 1000,
        "scheduling": "fifo",
        "options": {},
    },
    http.ClientRequest: {
        "aborted": False,
        "destroyed": False,
        "max_headers_count": 2000,
        "path": "/p?q",
        "method": "POST",
        "host": "127.0.0.1",
        "protocol": "http:",
        "reused_socket": False,
        "socket": None,
        "connection": None,
        "finished": False,
        "writable_ended": False,
        "writable_finished": False,
        "headers_sent": False,
        "agent": ...,
        "res": None,
        "should_keep_alive": ...,
        "writable": True,
        "writable_length": 0,
        "writable_high_water_mark": 16384,
        "writable_corked": 0,
        "writable_need_drain": False,
    },
    http.Server: {
        "listening": False,
        "headers_timeout": 60000,
        "keep_alive_timeout": 5000,
        "timeout": 0,
        "max_headers_count": 2000,
        "max_connections": None,
        "allow_half_open": False,
    },
    http.ServerResponse: {
        "status_code": 200,
        "status_message": None,
        "send_date": True,
        "headers_sent": False,
        "socket": None,
        "connection": None,
        "finished": False,
        "writable_ended": False,
        "writable_finished": False,
        "destroyed": False,
        "writable_need_drain": False,
        "should_keep_alive": True,
        "writable_length": 0,
        "writable_high_water_mark": 16384,
        "writable_corked": 0,
        "req": ...,
    },
    http.IncomingMessage: {
        "aborted": False,
        "complete": False,
        "headers": {},
        "raw_headers": [],
        "trailers": {},
        "raw_trailers": [],
        "http_version": None,
        "http_version_major": None,
        "http_version_minor": None,
        "method": None,
        "url": "",
        "status_code": None,
        "status_message": None,
        "socket": None,
        "connection": None,
        "readable": True,
        "readable_ended": False,
        "readable_flowing": None,
        "readable_length": 0,
        "readable_high_water_mark": 16384,
        "destroyed": False,
        "req": None,
    },
    net.Socket: {
        "local_address": None,
        "local_port": None,
        "remote_address": None,
        "remote_port": None,
        "remote_family": None,
        "bytes_read": 0,
        "bytes_written": 0,
        "connecting": False,
        "destroyed": False,
        "readable": True,
        "writable": True,
        "timeout": 0,
        "allow_half_open": False,
    },
    net.Server: {"listening": False, "max_connections": None, "allow_half_open": False},
}

# Values that can only be looked at: nothing would happen if one could assign them.
READ_ONLY: dict[type, str] = {
    http.Agent: "free_sockets sockets requests total_socket_count",
    http.OutgoingMessage: "headers_sent writable_ended writable_finished writable_length"
    " writable_high_water_mark writable_corked writable_need_drain",
    http.IncomingMessage: "readable_ended readable_flowing readable_length"
    " readable_high_water_mark",
    net.Socket: "local_address local_port remote_address remote_port remote_family bytes_read"
    " bytes_written",
    net.Server: "listening",
}

# Values that programs assign.
SETTABLE: dict[type, dict[str, Any]] = {
    http.Agent: {"max_sockets": 1, "max_free_sockets": 2, "max_total_sockets": 3},
    http.Server: {
        "headers_timeout": 1,
        "keep_alive_timeout": 2,
        "timeout": 3,
        "max_headers_count": 4,
        "max_connections": 5,
    },
    http.ServerResponse: {
        "status_code": 404,
        "status_message": "x",
        "send_date": False,
        "socket": None,
        "connection": None,
        "should_keep_alive": False,
    },
    http.IncomingMessage: {
        "socket": None,
        "connection": None,
        "url": "/x",
        "method": "X",
        "headers": {"a": "b"},
        "raw_headers": ["a", "b"],
        "trailers": {"a": "b"},
        "http_version": "1.0",
        "status_code": 204,
    },
    http.ClientRequest: {"max_headers_count": 5, "should_keep_alive": False, "socket": None},
}


def spelled(function: Callable[..., Any]) -> str:
    """Its parameters, in the spelling of the tables."""
    words = []
    only_keywords = False
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is parameter.VAR_POSITIONAL:
            words.append(f"*{parameter.name}")
            only_keywords = True
        elif parameter.kind is parameter.VAR_KEYWORD:
            words.append(f"**{parameter.name}")
        else:
            if parameter.kind is parameter.KEYWORD_ONLY and not only_keywords:
                words.append("*")
                only_keywords = True
            if parameter.default is _NONE or parameter.name == "task_status":
                words.append(parameter.name)
            else:
                words.append(f"{parameter.name}={parameter.default!r}")
    return " ".join(words)
