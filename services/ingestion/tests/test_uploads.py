"""The body of an upload is read as long as it comes, and no longer."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from ingestion.routes_files import Watched
from shared.contracts.problems import ProblemError


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


def test_a_body_that_trickles_is_broken_off_after_its_grace(tmp_path: Path) -> None:
    clock = Clock()
    body = Watched(io.BytesIO(b"x" * 100_000), tmp_path, clock)
    clock.time += 59  # a slow start
    assert body.read(1) == b"x"
    clock.time += 2

    with pytest.raises(ProblemError) as refused:
        body.read(1)
    assert (refused.value.status, refused.value.name) == (408, "request-timeout")


def test_a_slow_line_that_keeps_coming_is_waited_for(tmp_path: Path) -> None:
    clock = Clock()
    body = Watched(io.BytesIO(b"x" * 20_000_000), tmp_path, clock)
    for _ in range(20):
        clock.time += 60
        assert body.read(1_000_000)
