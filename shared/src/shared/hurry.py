"""Answers that need no waiting are given at once, in the thread that reads the sockets; the rest goes to other threads.

That thread runs a request under `hurried()`. Whatever would wait (a query, a call over the network, another thread's
work) calls `about_to_wait()` first: in a hurry that ends the attempt, and the request begins anew elsewhere, where the
same call does nothing. So it stands before anything that may not happen twice.

An answer of a few milliseconds' arithmetic is made no sooner by another thread, only at the price of handing it over
and of sharing the interpreter. Who makes one says `patiently()`: within it, what is waited for `briefly` may be.
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


@contextmanager
def patiently() -> Iterator[None]:
    """Run the block so that what waits briefly is waited for, in a hurry too."""
    _attempt.patient = True
    try:
        yield
    finally:
        _attempt.patient = False


def about_to_wait(*, briefly: bool = False) -> None:
    """Say that what comes next waits for something, `briefly` for a millisecond, and seldom for more. Raises
    WouldWaitError in a hurry, unless it is brief and whoever asks is patient.
    """
    if getattr(_attempt, "hurried", False) and not (briefly and getattr(_attempt, "patient", False)):
        raise WouldWaitError
