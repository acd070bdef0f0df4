"""Insights of the demo: what is planted is found on its day, and a quarter in which nothing happens stays quiet.

`make bench-insights` asks the same of more seeds and of 30 months.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.benchmarks.insights import planted, quiet


@pytest.mark.slow
def test_what_is_planted_is_found_on_its_day() -> None:
    wanted, missed, _ = planted(25, datetime(2026, 4, 15, 9, 30, tzinfo=UTC))
    assert len(wanted) == 5
    assert missed == []


@pytest.mark.slow
def test_a_quiet_quarter_has_at_most_one_false_finding_a_month() -> None:
    told = quiet(36, datetime(2026, 4, 15, 9, 30, tzinfo=UTC), 3)
    assert len(told.found) <= 3, [(row.day, row.kind, row.subject) for row in told.found]
    assert told.by_hand > 30, "by hand the same quarter gives many: it is not that nothing moves"
