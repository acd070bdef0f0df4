"""Who lives longer than a request is told at once that the process shall end."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

import pytest

from shared import ending


@pytest.fixture
def handled() -> Iterator[list[str]]:
    """What happened, with a handler of the signal that was there before."""
    happened: list[str] = []
    before = signal.signal(signal.SIGUSR1, lambda *_: happened.append("the handler of before"))
    yield happened
    signal.signal(signal.SIGUSR1, before)


def test_all_are_told_before_the_handler_that_was_there(handled: list[str]) -> None:
    ending.tell_at(signal.SIGUSR1)
    forgets = [ending.tell(lambda: handled.append("first")), ending.tell(lambda: handled.append("second"))]
    gone = ending.tell(lambda: handled.append("gone"))
    gone()
    gone()
    os.kill(os.getpid(), signal.SIGUSR1)
    deadline = time.monotonic() + 10
    while len(handled) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    for forget in forgets:
        forget()
    assert handled == ["first", "second", "the handler of before"]
