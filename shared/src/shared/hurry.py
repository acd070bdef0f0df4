"""Answers that need no waiting are given at once, in the thread that reads the sockets; the rest goes to other threads.

That thread runs a request under `hurried()`. Whatever would wait (a query, a call over the network, another thread's
work) calls `about_to_wait()` first: in a hurry that ends the attempt, and the request begins anew elsewhere, where the
same call does nothing. So it stands before anything that may not happen twice.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class WouldWaitError(BaseException):
    """Ends an attempt to answer at once. Nobody's error, so nobody who handles errors may take it for one."""


_attempt = threading.local()


@contextmanager
def hurried() -> Iterator[None]:
    """Run the block in a hurry: it raises WouldWaitError where it would have to wait."""
    _attempt.hurried = True
    try:
        yield
    finally:
        _attempt.hurried = False


def about_to_wait() -> None:
    """Say that what comes next waits for something. Raises WouldWaitError in a hurry."""
    if getattr(_attempt, "hurried", False):
        raise WouldWaitError
