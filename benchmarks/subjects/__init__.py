"""The programs that are compared: each runs on its own and is written as its users would write it.

A server subject is given its port as the last argument and answers

    GET  /          13 bytes of text          GET  /download   100 MiB in 64 KiB chunks
    GET  /1k        1,024 bytes of text       POST /upload     the number of bytes received
    POST /echo      the body that it got

with a Content-Length where the size is known beforehand and its body is at hand. Idle connections
are kept for ten minutes by all of them (the usual five seconds would end them while their memory is
being measured). A client subject talks to the harness as `_rounds.py` says.
"""
