"""Starts the suite as a person does, and measures it from outside."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

SHOPSIGHT = str(Path(sys.executable).parent / "shopsight")
_PATIENCE_SECONDS = 30  # a start that takes longer is a failure, not a slow one


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def get(port: int, path: str, token: str | None = None) -> tuple[int, bytes]:
    """One GET on a connection of its own."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={"Authorization": f"Bearer {token}"} if token else {})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


@contextmanager
def running(data_dir: Path) -> Iterator[tuple[int, int, float]]:
    """A suite on a free port: (port, process id, seconds to its first answer). Ended by its own process id."""
    port = free_port()
    started = time.perf_counter()
    process = subprocess.Popen(
        [SHOPSIGHT, "up", "--port", str(port), "--data-dir", str(data_dir)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while True:
            try:
                if get(port, "/api/revenue/health/ready")[0] == 200:
                    break
            except OSError:
                if time.perf_counter() - started > _PATIENCE_SECONDS:
                    raise
                time.sleep(0.01)
        yield port, process.pid, time.perf_counter() - started
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(15)


def token(data_dir: Path) -> str:
    """A token of the shop's owner."""
    answer = subprocess.run(
        [SHOPSIGHT, "token", "--role", "owner", "--data-dir", str(data_dir)], capture_output=True, text=True, check=True
    )
    return answer.stdout.strip()


def load(data_dir: Path, *arguments: str) -> tuple[float, dict[str, object]]:
    """`shopsight load`; answers the seconds it took as a whole process, and its report."""
    started = time.perf_counter()
    answer = subprocess.run(
        [SHOPSIGHT, "load", *arguments, "--json", "--data-dir", str(data_dir)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "SHOP_TIMEZONE": "Europe/London"},
    )
    return time.perf_counter() - started, json.loads(answer.stdout)


def resident_megabytes(process_id: int) -> float:
    """Memory of a process and all below it, shared pages counted once (proportional set size)."""
    total = 0
    waiting = [process_id]
    while waiting:
        current = waiting.pop()
        for line in Path(f"/proc/{current}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
        for task in Path(f"/proc/{current}/task").iterdir():
            waiting += [int(child) for child in (task / "children").read_text().split()]
    return total / 1024
