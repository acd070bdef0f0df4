"""Live figures over the wire: what viewers hear, and what an end and a kill leave of it. A small `make bench-live`."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.benchmarks import live

pytestmark = pytest.mark.slow

VIEWERS = 30


def test_many_hear_everything_once_and_are_told_of_the_end(tmp_path: Path) -> None:
    heard = live.measure(tmp_path, VIEWERS, seconds=6)
    assert heard.wrong == []
    assert heard.deltas >= VIEWERS  # a tick in six seconds, at the least
    assert heard.closed == {"1001": VIEWERS}
    assert heard.end_seconds < live.PROMISED["end_seconds"]
    assert heard.get_unexpected == 0


def test_after_a_kill_the_client_goes_on_with_the_right_total(tmp_path: Path) -> None:
    assert live.kills(tmp_path, 2) == []
