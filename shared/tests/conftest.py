"""What the tests of the plugs share: the stores, races between threads, and patience with other processes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from shared.store import Store, StoreConflictError, connect
from shared.testing import MemoryStore

RACERS = 20
PATIENCE_SECONDS = 20  # for another thread or process to come to the point; it takes a fraction of one, unless busy


@pytest.fixture(params=["folder", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """Every store there is, one after the other: a later adapter joins here."""
    if request.param == "folder":
        return connect((tmp_path / "a store").as_uri())
    return MemoryStore()


@pytest.fixture
def shared_url(tmp_path: Path) -> str:
    """A store that other processes reach as well."""
    return (tmp_path / "shared").as_uri()


@pytest.fixture
def at_once() -> Callable[[Callable[[int], object]], list[object]]:
    """Runs a task on 20 threads that start together; answers what each returned, or the conflict it met."""

    def race(task: Callable[[int], object]) -> list[object]:
        start = threading.Barrier(RACERS)

        def run(number: int) -> object:
            start.wait()
            try:
                return task(number)
            except StoreConflictError as conflict:
                return conflict

        with ThreadPoolExecutor(RACERS) as pool:
            return list(pool.map(run, range(RACERS)))

    return race


@pytest.fixture
def eventually() -> Callable[[Callable[[], bool]], bool]:
    """Waits until something holds; answers whether it did in time."""

    def wait(condition: Callable[[], bool]) -> bool:
        end = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            if time.monotonic() > end:
                return False
            time.sleep(0.01)
        return True

    return wait
