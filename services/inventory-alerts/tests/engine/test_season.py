"""The time of the year."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from inventory_alerts import season
from inventory_alerts.engine import Inputs, SeasonHistory, evaluate

Shop = Callable[..., Inputs]
Busy = Callable[..., Any]
TODAY = date(2026, 6, 1)
WEEKS = 104


def history(items: int, level: float = 70.0) -> Any:
    return np.full((items, WEEKS), level, np.float32)


def peaks(outcome: Any) -> Any:
    return outcome.candidates.item[outcome.candidates.kind == "seasonal_peak"].tolist()


def test_a_year_of_sales_is_not_enough_and_the_answer_says_what_is_missing(shop: Shop, busy: Busy) -> None:
    outcome = evaluate(shop(busy(10.0), season=SeasonHistory(history(1)[:, :60])))
    assert outcome.season_note == "60 weeks of sales; a yearly profile needs 104: 44 more"


def test_a_products_own_peak_of_both_years_is_foreseen(shop: Shop, busy: Busy) -> None:
    units = busy(10.0, items=3, days=365)
    weekly = history(3)
    weekly[0, [2, 3, 4, 54, 55, 56]] = 350  # the third to the fifth week from today, in both years
    outcome = evaluate(shop(units, season=SeasonHistory(weekly), on_hand=np.full(3, 60.0)))
    assert peaks(outcome) == [0]
    row = outcome.candidates.kind == "seasonal_peak"
    assert outcome.candidates.horizon_days[row].tolist() == [28]
    assert outcome.candidates.severity[row].tolist() == ["act"]  # what the rule asks for; what is shown is measured
    assert outcome.products.next_28_mean[0] > 1.5 * outcome.products.next_28_mean[1]


def test_a_young_product_has_its_categorys_season(shop: Shop, busy: Busy) -> None:
    units = busy(10.0, items=4, days=365)
    units[3, :300] = 0
    weekly = history(4)
    weekly[:, [2, 3, 4, 54, 55, 56]] = 350
    weekly[3] = 0
    weekly[3, -9:] = 70
    first = np.array([0, 0, 0, 300], np.int32)
    assert 3 in peaks(evaluate(shop(units, season=SeasonHistory(weekly), first_day=first, on_hand=np.full(4, 60.0))))


def test_steady_sales_have_no_peak(shop: Shop, busy: Busy) -> None:
    chance = np.random.default_rng(3)
    weekly = chance.poisson(14.0, (200, WEEKS)).astype(np.float32)
    assert peaks(evaluate(shop(busy(2.0, items=200, days=365), season=SeasonHistory(weekly)))) == []


def test_a_holiday_that_moves_is_expected_where_it_will_be(shop: Shop, busy: Busy) -> None:
    years = (TODAY - timedelta(days=660), TODAY - timedelta(days=310), TODAY + timedelta(days=40))
    weekly = history(2, 70.0)
    for day in years[:2]:
        weekly[:, WEEKS + (day - TODAY).days // 7] += 140  # the week that ends with it sells three times as much
    plain = shop(busy(10.0, items=2, days=365), season=SeasonHistory(weekly))
    known = replace(plain, season=SeasonHistory(weekly, tuple((day, "Eid") for day in years)))
    _, ahead = season.yearly(known.season or SeasonHistory(weekly), known)
    at = 40
    assert ahead[0, at - 6 : at + 1].mean() > 1.5 * ahead[0, : at - 14].mean()
    _, unaware = season.yearly(plain.season or SeasonHistory(weekly), plain)
    assert unaware[0, at - 6 : at + 1].mean() < 1.2 * unaware[0, :30].mean()


def test_a_boom_of_one_year_is_no_season(shop: Shop, busy: Busy) -> None:
    units = busy(10.0, items=2, days=365)
    units[0, -9:] = 60  # it is in everybody's mouth since last week
    weekly = history(2)
    weekly[0, -2:] = [180, 420]
    inputs = shop(units, season=SeasonHistory(weekly))
    past, ahead = season.yearly(inputs.season or SeasonHistory(weekly), inputs)
    assert np.allclose(past[0], past[1], rtol=0.05)
    assert np.allclose(ahead[0], ahead[1], rtol=0.05)
