"""How far a shop should be on its way to a target, and how likely it gets there: the arithmetic."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from statistics import NormalDist

import pytest

from revenue.pace import Ahead, Spread, Standing, chance, pace

# A target of 1,000 whose day that runs weighs a tenth; four tenths are over. The shop sells from nine to seventeen.
HOURS = tuple(0.125 if 9 <= hour < 17 else 0.0 for hour in range(24))
SPREAD = Spread(before=0.4, today=0.1, hours=HOURS, has_season=True)
NOON = Standing(Decimal(1000), Decimal(450), 13.0, is_over=False, currency="GBP")
# What is left of the target's days, as the forecast made this morning has it: 600 +- 100.
QUANTILES = tuple(600 + 100 * NormalDist().inv_cdf(level) for level in (0.025, 0.1, 0.5, 0.9, 0.975))
AHEAD = Ahead(today=100.0, passed=0.0, mean=600.0, quantiles=QUANTILES, bias=0.02, made_on=date(2026, 3, 10))


def gbp(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "GBP"}


def test_what_was_due_by_now_follows_the_days_and_the_hours_of_the_day_that_runs() -> None:
    told = pace(NOON, SPREAD, AHEAD)
    assert told["share_elapsed"] == 0.45  # half of the day's hours are over
    assert told["expected_to_now"] == gbp("450.00")
    assert told["gap"] == gbp("0.00")
    assert told["run_rate"] == gbp("1000.00")


@pytest.mark.parametrize(
    ("hour", "share"), [(0.0, 0.4), (9.0, 0.4), (10.5, 0.41875), (17.0, 0.5), (23.99, 0.5), (24.0, 0.5)]
)
def test_before_opening_and_after_closing_nothing_more_is_due(hour: float, share: float) -> None:
    assert SPREAD.elapsed(hour) == pytest.approx(share)


def test_behind_and_ahead_show_in_gap_and_run_rate() -> None:
    behind = pace(replace(NOON, sold=Decimal("360.00")), SPREAD, AHEAD)
    assert (behind["gap"], behind["run_rate"]) == (gbp("-90.00"), gbp("800.00"))
    ahead = pace(replace(NOON, sold=Decimal("540.00")), SPREAD, AHEAD)
    assert (ahead["gap"], ahead["run_rate"]) == (gbp("90.00"), gbp("1200.00"))


def test_in_its_first_hundredth_no_run_rate_is_told() -> None:
    early = pace(replace(NOON, sold=Decimal(90), hour=9.5), Spread(0.0, 0.1, HOURS, has_season=True), AHEAD)
    assert early["run_rate"] is None
    assert early["reasons"]["run_rate"] == "too_early"
    assert early["expected_to_now"] == gbp("6.25")


def test_the_chance_is_that_of_what_is_left_reaching_what_is_missing() -> None:
    # 550 is missing; of the 600 the morning's half of today, 50, has gone: 550 is what is to be expected.
    told = pace(NOON, SPREAD, AHEAD)["probability_to_reach"]
    assert told["value"] == pytest.approx(0.5, abs=0.001)
    assert told["low"] < told["value"] < told["high"]
    assert told["low"] == pytest.approx(1 - NormalDist(550 - 11, 100 * (550 / 600) ** 0.5).cdf(550), abs=0.001)


def test_the_better_it_stands_the_likelier_it_gets_there() -> None:
    chances = [
        pace(replace(NOON, sold=Decimal(sold)), SPREAD, AHEAD)["probability_to_reach"]["value"]
        for sold in range(0, 1200, 50)
    ]
    assert chances == sorted(chances)
    assert chances[0] < 0.001
    assert chances[-1] == 1


def test_a_target_that_is_reached_is_reached() -> None:
    assert pace(replace(NOON, sold=Decimal(1000)), SPREAD, AHEAD)["probability_to_reach"]["value"] == 1


def test_at_its_end_all_of_it_was_due_and_it_was_reached_or_not() -> None:
    over = replace(NOON, is_over=True, sold=Decimal(990))
    told = pace(over, SPREAD, "beyond_forecast")
    assert (told["share_elapsed"], told["expected_to_now"], told["gap"]) == (1, gbp("1000.00"), gbp("-10.00"))
    assert told["probability_to_reach"] == {"value": 0, "low": 0, "high": 0}
    assert told["outlook"]["net_sales"] == gbp("990.00")
    assert pace(replace(over, sold=Decimal(1000)), SPREAD, "not_computed_yet")["probability_to_reach"]["value"] == 1


def test_the_last_hours_narrow_what_may_still_come() -> None:
    day = Ahead(100.0, 500.0, 600.0, QUANTILES, None, date(2026, 3, 9))
    widths = []
    for hour in (9.0, 13.0, 16.0, 17.0):
        outlook = pace(replace(NOON, hour=hour), SPREAD, day)["outlook"]
        widths.append(
            Decimal(outlook["interval_95"]["high"]["amount"]) - Decimal(outlook["interval_95"]["low"]["amount"])
        )
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] == 0


def test_without_a_forecast_what_was_due_is_told_all_the_same_and_the_other_way_round() -> None:
    told = pace(NOON, SPREAD, "not_computed_yet")
    assert told["expected_to_now"] == gbp("450.00")
    assert told["probability_to_reach"] is None
    assert told["reasons"] == {"probability_to_reach": "not_computed_yet", "outlook": "not_computed_yet"}
    told = pace(NOON, "beyond_profile", AHEAD)
    assert told["expected_to_now"] is None
    assert told["reasons"]["gap"] == "beyond_profile"
    assert told["probability_to_reach"] is not None


def test_without_a_track_record_the_chance_has_no_bounds() -> None:
    told = pace(NOON, SPREAD, replace(AHEAD, bias=None))["probability_to_reach"]
    assert (told["low"], told["high"]) == (None, None)


def test_a_target_of_nothing_is_reached() -> None:
    told = pace(replace(NOON, target=Decimal(0), sold=Decimal(0)), SPREAD, AHEAD)
    assert told["probability_to_reach"]["value"] == 1
    assert told["outlook"]["attainment"] is None


def test_chances_go_through_the_quantiles_and_beyond_them() -> None:
    for level, value in zip((0.025, 0.1, 0.5, 0.9, 0.975), QUANTILES, strict=True):
        assert chance(value, QUANTILES) == pytest.approx(1 - level)
    assert chance(QUANTILES[-1] + 100, QUANTILES) == pytest.approx(1 - NormalDist(600, 100).cdf(QUANTILES[-1] + 100))
    assert chance(1.0, (0.0,) * 5) == 0
    assert chance(0.0, (0.0,) * 5) == 1
