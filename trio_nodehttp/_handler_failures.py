"""What the exception of a server's listener is told to, and what it ends.

One rule for all of them: it is logged with its traceback and ends nothing but its own connection.
What says only that this connection is gone is no news, and logged for debugging.
"""

from __future__ import annotations

import logging
import sys

import trio

from ._socket import Socket

if sys.version_info < (3, 11):  # pragma: no cover
    from exceptiongroup import BaseExceptionGroup

_log = logging.getLogger("trio_nodehttp")


def report(failure: Exception, is_gone: bool, what: str) -> None:
    """Log the exception of ``what``; ``is_gone``: whether the connection it worked for is."""
    if is_gone and _is_loss(failure):
        _log.debug("%s ended with its connection", what, exc_info=failure)
    else:
        _log.error("%s failed", what, exc_info=failure)


def listener_failed(socket: Socket, failure: Exception) -> bool:
    """A listener of ``'connect'`` or ``'upgrade'`` raised: end the connection.

    Returns:
        True: it has been dealt with.
    """
    report(failure, socket.destroyed, "listener of a connection that was handed over")
    socket.destroy()
    return True


def _is_loss(failure: BaseException) -> bool:
    """Whether an exception says nothing but that a connection is gone."""
    if isinstance(failure, BaseExceptionGroup):
        return all(_is_loss(inner) for inner in failure.exceptions)
    return isinstance(failure, (trio.BrokenResourceError, trio.ClosedResourceError))
