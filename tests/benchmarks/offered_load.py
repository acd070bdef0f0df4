"""Offers requests at a steady rate, whatever the answers do: a process of its own, on raw sockets that stay open.

Every request has the moment it was due. Its latency counts from there, so what waits behind a slow answer shows it
(a caller that only asks again after an answer would hide it). Reads one JSON document, answers one.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.latencies import percentile, spread

ROOT = Path(__file__).parents[2]
CONNECTIONS = 32  # more than are ever busy at 500 requests a second of some milliseconds each
_AHEAD_SECONDS = 0.5  # until the first request is due: connections are made meanwhile
_PATIENCE_SECONDS = 30.0  # for what is still unanswered when the last request was due


@dataclass(frozen=True)
class Offer:
    """What is asked, in turn, and how often."""

    port: int
    requests: list[list[str]]  # path, token, ETag held or empty
    rate: float  # requests a second
    seconds: float


@dataclass(frozen=True)
class Answered:
    """One request: its status (0 for none at all) and the milliseconds since it was due."""

    status: int
    milliseconds: float


def due_times(rate: float, seconds: float) -> list[float]:
    """Seconds from the start at which each request is due, evenly spaced."""
    return [number / rate for number in range(round(rate * seconds))]


def request_bytes(path: str, token: str, etag: str) -> bytes:
    """A GET as it goes over the wire."""
    held = f"If-None-Match: {etag}\r\n" if etag else ""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n{held}\r\n".encode()


async def offer(asked: Offer, clock: Callable[[], float] = time.perf_counter) -> list[Answered]:
    """Send every request when it is due, over the first connection that is free; answers what came of each."""
    waiting: asyncio.Queue[tuple[float, bytes] | None] = asyncio.Queue()
    answered: list[Answered] = []
    begin = clock() + _AHEAD_SECONDS
    workers = [asyncio.create_task(_work(asked.port, waiting, answered, clock)) for _ in range(CONNECTIONS)]
    sent = [request_bytes(*request) for request in asked.requests]
    for number, due in enumerate(due_times(asked.rate, asked.seconds)):
        early = begin + due - clock()
        if early > 0:
            await asyncio.sleep(early)
        waiting.put_nowait((begin + due, sent[number % len(sent)]))
    for _ in workers:
        waiting.put_nowait(None)
    await asyncio.wait_for(asyncio.gather(*workers), _PATIENCE_SECONDS)
    return answered


async def _work(
    port: int,
    waiting: asyncio.Queue[tuple[float, bytes] | None],
    answered: list[Answered],
    clock: Callable[[], float],
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while (task := await waiting.get()) is not None:
        due, content = task
        status = 0
        with suppress(OSError, asyncio.IncompleteReadError):
            writer.write(content)
            status = await _read(reader)
        answered.append(Answered(status, (clock() - due) * 1000))
        if status == 0:  # counted as unanswered; the next request needs a connection all the same
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()


async def _read(reader: asyncio.StreamReader) -> int:
    """Read one answer to its end; its status."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    status = int(head[9:12])
    _, _, length = head.partition(b"content-length:")
    if status != 304 and length:
        await reader.readexactly(int(length.partition(b"\r\n")[0]))
    return status


def summary(answered: Sequence[Answered], asked: Offer) -> dict[str, Any]:
    """Spreads by status, and how many were not answered as they should; raises ValueError without answers."""
    by_status: dict[str, Any] = {}
    for status in sorted({each.status for each in answered}):
        by_status[str(status)] = spread([each.milliseconds for each in answered if each.status == status]).document()
    unexpected = sum(each.status not in {200, 304} for each in answered)
    slowest = percentile([each.milliseconds for each in answered], 1)
    return {"rate": asked.rate, "by_status": by_status, "unexpected": unexpected, "slowest_ms": round(slowest, 3)}


def from_another_process(asked: Offer) -> dict[str, Any]:
    """Offer the load from a process of its own, on the same machine."""
    answer = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.offered_load"],
        input=json.dumps(asdict(asked)),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    document: dict[str, Any] = json.loads(answer.stdout)
    return document


if __name__ == "__main__":
    told = Offer(**json.load(sys.stdin))
    print(json.dumps(summary(asyncio.run(offer(told)), told)))
