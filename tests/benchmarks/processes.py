"""Starts the suite as a person does, and measures it from outside."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from tests.benchmarks.memory import Memory, watched

LONDON = {"SHOP_TIMEZONE": "Europe/London", "SHOP_CURRENCY": "GBP", "SHOP_COUNTRY": "GB"}
SHOPSIGHT = str(Path(sys.executable).parent / "shopsight")
CLIENT_SECONDS = 0.4  # from the start of `shopsight load` until its request is sent
_JOBS_SECONDS = 1800.0  # forecasts, values and alerts of fifty million rows, one after another on a busy machine
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


@dataclass(frozen=True)
class Server:
    """A suite that answers: the process that minds it, its port, and how long it took to its first answer."""

    pid: int
    port: int
    seconds: float


@contextmanager
def serving(data_dir: Path, environment: Mapping[str, str] | None = None) -> Iterator[Server]:
    """A suite on a free port, leader of a process group of its own. Ended by its own process id."""
    port = free_port()
    started = time.perf_counter()
    process = subprocess.Popen(
        [SHOPSIGHT, "up", "--empty", "--port", str(port), "--data-dir", str(data_dir)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **(LONDON if environment is None else environment)},
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
        yield Server(process.pid, port, time.perf_counter() - started)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(15)


def token(data_dir: Path, role: str = "owner") -> str:
    """A token of somebody with this role."""
    answer = subprocess.run(
        [SHOPSIGHT, "token", "--role", role, "--data-dir", str(data_dir)], capture_output=True, text=True, check=True
    )
    return answer.stdout.strip()


def settle(data_dir: Path, port: int) -> float:
    """Wait until every job that was due at the start has been done; answers the seconds it took.

    Raises TimeoutError after half an hour.
    """
    began, signed = time.monotonic(), token(data_dir, "admin")
    ended: dict[str, str] = {}
    while time.monotonic() - began < _JOBS_SECONDS:
        time.sleep(2)
        status, body = get(port, "/api/jobs", signed)
        if status == HTTPStatus.UNAUTHORIZED:  # a token lasts a quarter of an hour
            signed = token(data_dir, "admin")
        elif settled(json.loads(body)["items"], ended):
            return time.monotonic() - began
    raise TimeoutError("the jobs of the start did not come to their end")


def settled(jobs: list[dict[str, Any]], ended: dict[str, str]) -> bool:
    """Whether each job was done once, or had nothing to work with even after all the others had been done.

    `ended` keeps when each was first seen to have been done, from one look to the next.
    """
    for job in jobs:
        if job["outcome"] in ("done", "failed"):
            ended.setdefault(f"{job['service']} {job['job']}", job["ended_at"])
    last = max(map(datetime.fromisoformat, ended.values()), default=datetime.min.replace(tzinfo=UTC))
    return all(
        f"{job['service']} {job['job']}" in ended
        or (job["outcome"] == "not_yet" and datetime.fromisoformat(job["began_at"]) >= last)
        for job in jobs
    )


@dataclass(frozen=True)
class Loaded:
    """A load as a whole process: the seconds it took, its report, and the most memory it held."""

    seconds: float
    report: dict[str, Any]
    most: Memory


def load(data_dir: Path, *arguments: str) -> Loaded:
    """`shopsight load`, of all its processes together. Raises RuntimeError with its words when it fails."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [SHOPSIGHT, "load", *arguments, "--json", "--data-dir", str(data_dir)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **LONDON},
    )
    with watched(process.pid) as most:
        said, talk = process.communicate()
    seconds = time.perf_counter() - started
    if process.returncode:
        raise RuntimeError(f"shopsight load ended with {process.returncode}: {talk[-2000:]}")
    return Loaded(seconds, json.loads(said), most)
