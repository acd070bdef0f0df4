"""Real Redis servers for the tests of the cache: on 127.0.0.1, in memory only, ended by their own pid."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

STARTS_WITHIN = 20.0  # seconds; it takes a fraction of one, unless the machine is busy


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port: int = held.getsockname()[1]
    return port


def answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return bool(connection.recv(100))  # an error is an answer as well: it may want a password
    except OSError:
        return False


@contextmanager
def running_redis(folder: Path, *options: str, port: int | None = None) -> Iterator[tuple[int, int]]:
    """A server's port and pid."""
    program = shutil.which("redis-server")
    if program is None:
        missing = (
            "redis-server is not installed: bash infra/local/debian_packages.sh as root, or apt install redis-server"
        )
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    port = port or free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    process = subprocess.Popen([*command, "--dir", str(folder), *options], stdout=subprocess.DEVNULL)
    try:
        end = time.monotonic() + STARTS_WITHIN
        while not answers(port):
            assert process.poll() is None, "redis-server ended at once"
            assert time.monotonic() < end, "redis-server does not answer"
            time.sleep(0.01)
        yield port, process.pid
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGCONT)  # one that a test stopped does not hear anything else
            process.terminate()
        process.wait(STARTS_WITHIN)


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
