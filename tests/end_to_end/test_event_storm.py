"""Orders as events, each delivered one to five times and shuffled, into a process that is killed three times."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.benchmarks import event_storm


@pytest.mark.slow
def test_a_process_that_is_killed_while_events_pour_in_ends_with_the_ledger_of_the_oracle(tmp_path: Path) -> None:
    storm = event_storm.run(tmp_path, orders=5_000, kills=3, seed=1)
    assert not storm.wrong, storm.told()
    assert (storm.orders, storm.kills) == (5_000, 3)
    assert storm.lines > storm.facts
