"""Lifetime value on public data: the published figures, and no worse than what needs no model."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from tests.public_data import package_file
from tests.purchase_histories import Purchases, cdnow, complete_journey

from revenue import lifetime_value_holdout as holdout
from revenue import lifetime_value_purchases as purchases
from revenue import lifetime_value_spend as spend
from revenue.lifetime_value_holdout import Calibration

WEEK = 7
HALF = date(1997, 9, 30)  # of CDNOW's 78 weeks


@pytest.fixture(scope="module")
def sample() -> Purchases:
    return cdnow(sample=True)


def in_weeks(shop: Purchases) -> purchases.Histories:
    seen, _ = shop.seen(HALF, 90)
    days = purchases.collapse(seen.frequency, seen.last_day - seen.first_day, seen.age)
    return replace(days, recency=days.recency / WEEK, age=days.age / WEEK, pair_age=days.pair_age / WEEK)


def calibrated(shop: Purchases, until: date, window: int, *, ahead: int) -> Calibration:
    """As the job does: the method is chosen on the window before the day, and compared with what came after it."""
    earlier = until - timedelta(days=window)
    before, who = shop.seen(earlier, window)
    method = holdout.choose(before, shop.actual(who, earlier, window))
    assert method is not None
    seen, who = shop.seen(until, window)
    found = holdout.calibrate(seen, shop.actual(who, until, ahead), method, ahead=ahead)
    assert found is not None
    return found


def test_cdnow_has_the_published_parameters(sample: Purchases) -> None:
    """Fader, Hardie & Lee, 2005, table 2: .243, 4.414, .793, 2.426, and -9582.4."""
    model = purchases.fit(in_weeks(sample))
    assert (model.r, model.alpha, model.a, model.b) == pytest.approx((0.2426, 4.4135, 0.7929, 2.4258), abs=2e-4)
    assert model.log_likelihood == pytest.approx(-9582.43, abs=0.01)


def test_the_optimum_is_the_same_from_wherever_the_search_begins(sample: Purchases) -> None:
    at = in_weeks(sample)
    for start in ((3, 3, 3, 3), (0.05, 0.1, 5, 20), (1, 0.01, 0.1, 0.1), (0.1, 10, 0.5, 0.5)):
        model = purchases.fit(at, start)
        assert (model.r, model.alpha, model.a, model.b) == pytest.approx((0.2426, 4.4135, 0.7929, 2.4258), abs=3e-4)


def test_what_cdnows_purchases_bring_has_the_published_parameters() -> None:
    """Fader & Hardie, 2013: 6.25, 3.74, 15.44, on the summary that came with it."""
    name = "lifetimes/datasets/cdnow_customers_summary_with_transactions.csv"
    with package_file(name).open(encoding="ascii", newline="") as file:
        rows = [(int(row["x"]), float(row["zbar"])) for row in csv.DictReader(file) if int(row["x"])]
    days, mean = np.array([x for x, _ in rows]), np.array([value for _, value in rows])
    model = spend.fit(days, mean)
    assert (model.p, model.q, model.gamma) == pytest.approx((6.249, 3.745, 15.448), abs=1e-3)


def test_predictions_of_cdnow_are_better_than_what_needs_no_model(sample: Purchases) -> None:
    found = calibrated(sample, HALF, 91, ahead=273)
    assert found.method == "models"
    told, last, cohort = (found.accuracy[name] for name in ("models", "last_window", "cohort_mean"))
    for kind in ("purchases", "value"):
        for error in ("mean_absolute", "root_mean_square"):
            ours = getattr(getattr(told, kind), error)
            assert ours <= getattr(getattr(last, kind), error)
            assert ours <= getattr(getattr(cohort, kind), error)
    assert told.purchases.correlation == pytest.approx(0.626, abs=0.002)  # as published
    assert abs(found.coverage.inside - found.coverage.expected) < 0.03


def test_a_grocers_customers_are_told_better_with_their_own_last_quarter() -> None:
    found = calibrated(complete_journey(), date(2017, 9, 30), 91, ahead=91)
    assert found.method == "models_with_last_window"
    told, last, cohort = (found.accuracy[name] for name in (found.method, "last_window", "cohort_mean"))
    for kind in ("purchases", "value"):
        for error in ("mean_absolute", "root_mean_square"):
            ours = getattr(getattr(told, kind), error)
            assert ours <= 0.97 * getattr(getattr(last, kind), error)
            assert ours <= 0.97 * getattr(getattr(cohort, kind), error)
    assert abs(found.coverage.inside - found.coverage.expected) < 0.03


def test_expected_purchases_rank_who_buys_again_and_the_chance_of_being_active_does_not(sample: Purchases) -> None:
    seen, who = sample.seen(HALF, 91)
    models = holdout.models_of(seen)
    assert models is not None
    came = sample.actual(who, HALF, 273).days > 0
    active = purchases.still_active(models.purchases, models.histories)[models.histories.place]
    expected = holdout.outlooks(seen, models, 273)["models"].purchases
    by_active, by_expected = holdout.area_under_curve(active, came), holdout.area_under_curve(expected, came)
    by_recency = holdout.area_under_curve(seen.last_day.astype(float), came)
    assert by_active == pytest.approx(0.316, abs=0.002)
    assert by_expected == pytest.approx(0.773, abs=0.002)
    assert by_expected >= by_recency  # type: ignore[operator] - there are some of both kinds
