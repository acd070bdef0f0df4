"""How far slow work is, told by whoever does it to whoever watches, with nothing handed down in between.

A job tells; the command line, a page or nobody listens. In a child (`shared.child`) the parent does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Progress = Callable[[str, int, int], None]  # what is being done, how much is done, of how much

_listening: ContextVar[Progress | None] = ContextVar("listening", default=None)


def tell(what: str, done: int, of: int) -> None:
    """Say how far this work is; where nobody listens, nothing happens."""
    listener = _listening.get()
    if listener is not None:
        listener(what, done, of)


@contextmanager
def told_to(listener: Progress) -> Iterator[None]:
    """Have `listener` hear what this thread of work tells until the block ends."""
    token = _listening.set(listener)
    try:
        yield
    finally:
        _listening.reset(token)
