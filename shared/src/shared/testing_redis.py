"""Real Redis servers for tests: on 127.0.0.1, in memory only, ended by their own pid."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STARTS_WITHIN = 20.0  # seconds; it takes a fraction of one, unless the machine is busy


class NoRedisError(Exception):
    """There is no redis-server on this machine; `str()` says how to get it."""


def free_port() -> int:
    """A port nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        port: int = held.getsockname()[1]
    return port


@contextmanager
def running_redis(folder: Path, *options: str, port: int | None = None) -> Iterator[tuple[int, int]]:
    """A server's port and pid. Raises NoRedisError."""
    program = shutil.which("redis-server")
    if program is None:
        raise NoRedisError(
            "redis-server is not installed: bash infra/local/debian_packages.sh as root, or apt install redis-server"
        )
    port = port or free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    process = subprocess.Popen(  # noqa: S603 - a program of this machine, with arguments of ours
        [*command, "--dir", str(folder), *options], stdout=subprocess.DEVNULL
    )
    try:
        end = time.monotonic() + STARTS_WITHIN
        while not _answers(port):
            if process.poll() is not None:
                raise RuntimeError("redis-server ended at once")
            if time.monotonic() > end:
                raise RuntimeError("redis-server does not answer")
            time.sleep(0.01)
        yield port, process.pid
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGCONT)  # one that a test stopped does not hear anything else
            process.terminate()
        process.wait(STARTS_WITHIN)


def is_needed() -> bool:
    """Whether a test without a server has failed: in CI nothing is left out in silence."""
    return os.environ.get("CI") == "true"


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return bool(connection.recv(100))  # an error is an answer as well: it may want a password
    except OSError:
        return False
