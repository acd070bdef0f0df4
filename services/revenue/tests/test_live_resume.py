"""Whoever resumes may say every number that a viewer was ever told."""

from __future__ import annotations

from revenue.live_feed import _FIRST
from shared.contracts.generated.revenue import LiveParametersQuery
from shared.contracts.parameters import read_parameters

TEN_YEARS_OF_TICKS = 10 * 366 * 24 * 3600


def test_since_takes_every_number_there_can_be() -> None:
    for seq in (0, _FIRST - 1, _FIRST + TEN_YEARS_OF_TICKS):
        asked = read_parameters(LiveParametersQuery, f"ticket={'a' * 43}&since={seq}".encode())
        assert asked.since == seq
