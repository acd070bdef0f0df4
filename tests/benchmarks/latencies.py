"""How long answers took: percentiles, and one caller on one connection that stays open."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from http.client import HTTPConnection

FEWEST = 40  # different moments of one question
_LONG_MS = 60_000.0


@dataclass(frozen=True)
class Spread:
    """Milliseconds: the middle, the slowest of a hundred, and of how many."""

    p50: float
    p99: float
    count: int

    def document(self) -> dict[str, float]:
        """As JSON has it."""
        return {name: round(value, 3) for name, value in asdict(self).items()}


def percentile(values: Sequence[float], share: float) -> float:
    """The least value that at least `share` of all do not exceed (nearest rank). Raises ValueError without values."""
    if not values:
        raise ValueError("there is no percentile of nothing")
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def spread(milliseconds: Sequence[float]) -> Spread:
    """The spread of some times. Raises ValueError without any."""
    return Spread(percentile(milliseconds, 0.5), percentile(milliseconds, 0.99), len(milliseconds))


def enough(milliseconds: Sequence[float]) -> bool:
    """Whether calls this slow need no more of their kind: 40 are the fewest that were promised, a minute is long."""
    return len(milliseconds) >= FEWEST and sum(milliseconds) > _LONG_MS


@dataclass(frozen=True)
class Timed:
    """One answer, and the milliseconds from sending the request to its last byte."""

    status: int
    body: bytes
    milliseconds: float
    etag: str


class Caller:
    """One signed-in caller on one connection that is kept open."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=300)  # 50 million rows unprepared take minutes
        self._headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str, **headers: str) -> Timed:
        """GET a path."""
        started = time.perf_counter()
        self._connection.request("GET", path, headers={**self._headers, **headers})
        response = self._connection.getresponse()
        body = response.read()
        taken = (time.perf_counter() - started) * 1000
        return Timed(
            response.status,
            body,
            _server_time(response.headers.get("Server-Timing")) or taken,
            response.headers.get("ETag", ""),
        )

    def close(self) -> None:
        self._connection.close()


def _server_time(header: str | None) -> float | None:
    """Milliseconds the server itself states (`total;dur=12.3`); None where it states none."""
    for part in (header or "").split(","):
        name, _, duration = part.strip().partition(";dur=")
        if name == "total" and duration:
            return float(duration)
    return None
