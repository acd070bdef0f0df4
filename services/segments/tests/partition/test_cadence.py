"""When somebody is late depends on how they came themselves, and on the shop where that says little."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import t

from segments import cadence


def habits(*days: list[int]) -> cadence.Habits:
    purchases = [cadence.purchase(who, day, 0) for who, own in enumerate(days) for day in own]
    return cadence.habits_of(np.sort(np.array(purchases, np.int64)), len(days), 0, 1)


def late(*days: list[int], spread: float = 0.5) -> list[float]:
    return [float(limit) for limit in cadence.late_after(habits(*days), spread, 0.75, 90)]


def test_the_limit_is_that_of_the_next_draw() -> None:
    days = [0, 10, 22, 30, 44, 50]
    gaps = np.diff(days)
    freedom = len(gaps) - 1 + cadence.PRIOR_GAPS
    variance = ((len(gaps) - 1) * gaps.var(ddof=1) + cadence.PRIOR_GAPS * (0.5 * gaps.mean()) ** 2) / freedom
    limit = gaps.mean() + t.ppf(cadence.CERTAINTY, freedom) * np.sqrt(variance * (1 + 1 / len(gaps)))
    assert late(days) == [np.floor(limit)]


def test_the_weekly_are_late_before_the_monthly_and_one_gap_is_no_habit() -> None:
    weekly, monthly, twice = late([0, 7, 14, 21], [0, 30, 60, 90], [0, 30])
    assert weekly == 15
    assert monthly > 60
    assert np.isnan(twice)


def test_nobody_without_a_steady_cadence_is_waited_for_beyond_what_makes_inactive() -> None:
    assert late([0, 10, 400]) == [89]
    steady = late([0, 60, 120, 180, 240, 300])
    assert steady > [89]


def test_only_the_last_gaps_count() -> None:
    months, weeks = [30 * month for month in range(10)], [300 + 7 * week for week in range(14)]
    assert habits(months + weeks).mean_gap.tolist() == [7.0]
    assert habits(months + weeks).gaps.tolist() == [cadence.LAST_GAPS]


def test_the_shop_tells_its_own_spread_from_enough_of_those_who_come_again() -> None:
    found = habits(*([0, 10, 30, 40] for _ in range(cadence.LEAST_REPEATERS)))
    spread, customers = cadence.spread_of_shop(found)
    assert spread == pytest.approx(np.std([10, 20, 10], ddof=1) / (40 / 3))
    assert customers == 30
    few = habits(*([0, 10, 30, 40] for _ in range(cadence.LEAST_REPEATERS - 1)))
    assert cadence.spread_of_shop(few) == (cadence.USUAL_SPREAD, 29)
    assert cadence.spread_of_shop(replace(few, gaps=few.gaps * 0)) == (cadence.USUAL_SPREAD, 0)
