"""Real Redis servers for the tests of the cache: on 127.0.0.1, in memory only, ended by their own pid."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from shared.testing_redis import NoRedisError, is_needed
from shared.testing_redis import running_redis as running


@contextmanager
def running_redis(folder: Path, *options: str, port: int | None = None) -> Iterator[tuple[int, int]]:
    """A server's port and pid; without the program the test is skipped, in CI failed."""
    with ExitStack() as stack:
        try:
            found = stack.enter_context(running(folder, *options, port=port))
        except NoRedisError as missing:
            if is_needed():
                pytest.fail(str(missing))
            pytest.skip(str(missing))
        yield found


@pytest.fixture(scope="session")
def redis_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a server that all tests share and no test disturbs."""
    with running_redis(tmp_path_factory.mktemp("redis")) as (port, _):
        yield port


@pytest.fixture
def redis_url(redis_port: int, tmp_path: Path) -> str:
    """An address on the shared server whose keys are this test's own."""
    return f"redis://127.0.0.1:{redis_port}/0?prefix={tmp_path.name[-40:]}:"


@pytest.fixture
def start_redis(tmp_path: Path) -> Iterator[Callable[..., tuple[int, int]]]:
    """Starts a server of the test's own with more options; answers its port and pid."""
    with ExitStack() as running:

        def start(*options: str, port: int | None = None) -> tuple[int, int]:
            return running.enter_context(running_redis(tmp_path, *options, port=port))

        yield start
