"""How a forecast is made: from nothing but the days before, never absurd, with intervals that hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from revenue import forecasts
from revenue.forecast_calendar import Promotion, events, is_known, promoted
from revenue.forecast_child import history_rows, read_days, read_promotions
from revenue.forecast_days import DailySales, closed_days
from revenue.forecast_engine import AHEAD, SAID, local, look_ahead
from revenue.forecast_methods import LAST_YEAR_DAYS, NAMES, SEASONAL_NAIVE
from revenue.forecast_methods import forecasts as said_by
from revenue.forecast_rolling import choose, roll

WEEK = np.array([100.0, 105, 110, 120, 150, 210, 70])
MONDAY = date(2023, 1, 2)


def shop(days: int, *, noise: float = 0.1, seed: int = 1, growth: float = 0.0, country: str = "GB") -> DailySales:
    """Days that sell as their weekday does, with noise, and more every day where it grows."""
    rng = np.random.default_rng(seed)
    number = np.arange(days)
    net = WEEK[number % 7] * np.exp(growth * number) * rng.lognormal(0, noise, days)
    return DailySales(MONDAY, net, np.ones(days), events(country, MONDAY, days + AHEAD), np.zeros(days + AHEAD))


def with_net(days: DailySales, net: Any, orders: Any = None) -> DailySales:
    return replace(days, net=np.asarray(net), orders=days.orders if orders is None else np.asarray(orders))


def test_nothing_after_the_origin_is_looked_at() -> None:
    days = shop(500)
    other = with_net(days, np.concatenate([days.net[:400], days.net[400:] * 9 + 1000]))
    before, _ = said_by(days, 400, 28)
    after, _ = said_by(other, 400, 28)
    assert set(before) == set(NAMES)
    for name, values in before.items():
        assert np.array_equal(values, after[name]), name


def test_what_would_have_been_said_does_not_change_with_what_came_later() -> None:
    days = shop(200)
    longer = look_ahead(days, 28, 40)
    shorter = look_ahead(with_net(days, days.net[:180], days.orders[:180]), 28, 40)
    told = {each.origin: each for each in longer.past}
    for each in shorter.past[28:]:  # how wide intervals are is learned day by day, from the first day compared on
        assert np.array_equal(each.mean, told[each.origin].mean)
    assert np.array_equal(shorter.ahead.mean[:28], told[180].mean)


def test_the_best_method_on_the_past_is_taken_and_beats_seasonal_naive() -> None:
    outcome = look_ahead(shop(300, noise=0.2))
    by_name = {each.method: each for each in outcome.accuracy}
    assert by_name[SAID].absolute_error < 0.85 * by_name[SEASONAL_NAIVE].absolute_error
    assert outcome.ahead.choice.method == min(
        outcome.ahead.choice.wape, key=lambda name: outcome.ahead.choice.wape[name]
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_intervals_hold_what_they_promise(seed: int) -> None:
    days = shop(420, noise=0.25, seed=seed)
    (said,) = [each for each in look_ahead(days, 28, 182).accuracy if each.method == SAID]
    assert said.covered is not None
    assert 0.75 <= said.covered[0] / said.forecasts <= 0.86
    assert 0.91 <= said.covered[1] / said.forecasts <= 0.99


def test_intervals_become_wider_when_days_err_more_than_they_did() -> None:
    calm, rng = shop(300, noise=0.05), np.random.default_rng(5)
    wild = with_net(calm, np.concatenate([calm.net[:230], calm.net[230:] * rng.lognormal(0, 0.4, 70)]))
    widths = [
        float((each.days[:, 2] - each.days[:, 1]).sum())
        for each in (look_ahead(calm, 28, 28).ahead, look_ahead(wild, 28, 28).ahead)
    ]
    assert widths[1] > 3 * widths[0]


def test_a_sum_errs_less_than_its_days_one_by_one_but_not_as_if_they_were_independent() -> None:
    rng = np.random.default_rng(7)
    level = np.exp(np.cumsum(rng.normal(0, 0.02, 420)))  # a level that wanders: days err together
    days = shop(420)
    outcome = look_ahead(with_net(days, days.net * level), 28, 1)
    day, total = outcome.ahead.days, outcome.ahead.sums[-1]
    widths = day[:, 2] - day[:, 1]
    assert np.sqrt((widths**2).sum()) < total[2] - total[1] < widths.sum()
    assert np.array_equal(outcome.ahead.sums[0], day[0])


def test_days_with_more_refunds_than_sales_make_no_forecast_negative() -> None:
    days = shop(200)
    net = days.net.copy()
    net[150:200] = -50
    outcome = look_ahead(with_net(days, net))
    assert (outcome.ahead.mean >= 0).all()
    assert (outcome.ahead.days >= 0).all()
    assert (outcome.ahead.sums >= 0).all()


def test_a_month_of_zeros_makes_no_absurd_forecast() -> None:
    days = shop(200)
    net, orders = days.net.copy(), days.orders.copy()
    net[150:196], orders[150:196] = 0, 0  # shut for six weeks, open again for four days
    for name, values in said_by(with_net(days, net, orders), 200, AHEAD)[0].items():
        assert values.max() <= 1.5 * net.max(), name
        assert np.isfinite(values).all(), name


def test_one_great_order_does_not_make_every_week_great() -> None:
    days = shop(200)
    net = days.net.copy()
    net[190] = 50 * net[190]
    usual, spoilt = (look_ahead(each, 28, 1).ahead.mean for each in (days, with_net(days, net)))
    assert spoilt.sum() < 2 * usual.sum()


def test_a_weekday_without_sales_is_closed() -> None:
    days = shop(100)
    orders = np.where(days.weekday[:100] == 6, 0.0, 1.0)
    closed = closed_days(with_net(days, days.net * orders, orders), 100, 14)
    assert [days.day(100 + place).weekday() for place in np.flatnonzero(closed).tolist()] == [6, 6]


def test_a_holiday_is_closed_when_it_was_the_last_time_and_one_never_seen_when_most_were() -> None:
    days = shop(500)
    shut = np.array([name is not None and name != "Black Friday" for name in days.events[:500]])
    closed = with_net(days, np.where(shut, 0, days.net), np.where(shut, 0, 1))
    ahead = {days.events[place]: bool(is_closed) for place, is_closed in enumerate(closed_days(closed, 340, 40), 340)}
    assert ahead["Christmas Day"] is True  # never seen
    assert closed_days(days, 340, 40).sum() == 0  # a shop that was always open
    first_of_may = days.events.index("May Day", 400)
    assert closed_days(closed, first_of_may, 1)[0]


def test_a_promotion_that_always_sold_more_is_expected_to_sell_more_again() -> None:
    days = shop(364, noise=0.05)
    weeks = np.arange(364 + AHEAD) // 7
    running = np.where((weeks % 4 == 0) & (np.arange(364 + AHEAD) < 371), 0.1, 0.0)  # also the week ahead
    net = days.net * np.where(running[:364] > 0, 1.5, 1.0)
    promoted_ = replace(days, net=net, promoted=running)
    quiet = replace(promoted_, promoted=np.where(np.arange(364 + AHEAD) < 364, running, 0.0))
    expected, without = (said_by(each, 364, 7)[0]["calendar"].sum() for each in (promoted_, quiet))
    assert expected / without == pytest.approx(1.5, rel=0.15)


def test_a_method_that_speaks_only_lately_is_compared_on_the_days_it_spoke_of() -> None:
    days = shop(440, growth=0.001)
    rolled = roll(days, range(350, 441), 28)
    assert not np.isfinite(rolled.said["last_year"][0]).any()
    assert "last_year" in choose(rolled, 440).wape


def test_the_engine_answers_rows_of_series_day_quantile_and_value() -> None:
    days = shop(60)
    rows = list(local({"shop": days, "other": days}, 3))
    assert len(rows) == 2 * 3 * 5
    day = [row for row in rows if row[:2] == ("shop", MONDAY + timedelta(days=60))]
    assert [quantile for _, _, quantile, _ in day] == [None, 0.025, 0.1, 0.9, 0.975]
    assert day[1][3] <= day[2][3] <= day[0][3] <= day[3][3] <= day[4][3]


def test_too_few_days_are_refused() -> None:
    with pytest.raises(ValueError, match="needs 14 days, not 13"):
        look_ahead(shop(13))


def test_what_the_answer_says_of_methods_is_what_there_is() -> None:
    assert set(forecasts.METHODS) == set(NAMES)
    assert forecasts.YEAR_DAYS == LAST_YEAR_DAYS
    assert (forecasts.SAID, forecasts.SEASONAL_NAIVE) == (SAID, SEASONAL_NAIVE)


def test_holidays_of_most_parts_of_a_country_count() -> None:
    names = events("GB", date(2011, 4, 20), 135)
    named = {date(2011, 4, 20) + timedelta(days=place): name for place, name in enumerate(names) if name}
    assert named[date(2011, 4, 22)] == "Good Friday"
    assert named[date(2011, 4, 24)] == "Easter Sunday"
    assert named[date(2011, 4, 25)] == "Easter Monday"  # not in Scotland
    assert date(2011, 8, 1) not in named  # in Scotland only
    assert date(2011, 8, 29) in named


def test_black_friday_follows_the_fourth_thursday_of_november() -> None:
    for day in (date(2024, 11, 29), date(2025, 11, 28), date(2026, 11, 27)):
        assert events("IE", day, 1) == ["Black Friday"]


def test_a_country_without_known_holidays_has_the_days_that_all_have() -> None:
    assert is_known("GB")
    assert not is_known("QQ")
    assert set(events("QQ", date(2024, 1, 1), 366)) == {None, "Easter Sunday", "Black Friday"}


def test_promotions_add_up_and_end_before_their_last_day_is_over() -> None:
    first = date(2024, 5, 1)
    two = [Promotion(date(2024, 4, 1), date(2024, 5, 2), 0.1), Promotion(date(2024, 5, 1), date(2024, 5, 3), 0.2)]
    assert promoted(two, first, 3).tolist() == pytest.approx([0.3, 0.2, 0.0])


def test_promotions_are_read_in_shop_days(tmp_path: Any) -> None:
    def at(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)

    rows = [
        # From midnight to midnight of New York.
        {"starts_at": at("2024-05-01 04:00"), "ends_at": at("2024-05-08 04:00"), "discount_rate": Decimal("0.2")},
        {"starts_at": at("2024-05-01 03:59"), "ends_at": None, "discount_rate": None},
    ]
    table = [{**row, "promotion_id": "p", "share": 0.5} for row in rows]
    pq.write_table(pa.Table.from_pylist(table), tmp_path / "promotions.parquet")
    one, endless = read_promotions(tmp_path / "promotions.parquet", ZoneInfo("America/New_York"))
    assert (one.first_day, one.day_after, one.weight) == (date(2024, 5, 1), date(2024, 5, 8), 0.1)
    assert (endless.first_day, endless.weight) == (date(2024, 4, 30), 0.05)


def test_days_begin_with_the_first_order_and_have_no_gap(tmp_path: Any) -> None:
    rows = [
        {"local_date": date(2024, 5, 1), "net_sales": Decimal(-5), "orders": 0},
        {"local_date": date(2024, 5, 2), "net_sales": Decimal(10), "orders": 1},
        {"local_date": date(2024, 5, 5), "net_sales": Decimal("20.5"), "orders": 2},
    ]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "sales.parquet")
    days = read_days(tmp_path / "sales.parquet", date(2024, 5, 6), "GB", [])
    assert days is not None
    assert (days.first_day, days.net.tolist()) == (date(2024, 5, 2), [10, 0, 0, 20.5, 0])


def test_what_was_told_stays_as_it_was_told_and_gets_what_was_sold() -> None:
    days = shop(100)
    outcome = look_ahead(days)
    yesterday, today = days.day(99), days.day(100)
    kept = {"horizon_days": 1, "made_on": yesterday, "seasonal_naive": Decimal(1), "is_closed": False, "method": "m"}
    kept |= dict.fromkeys(("mean", "low_80", "high_80", "low_95", "high_95"), Decimal(7))
    told_late = {**kept, "local_date": today, "made_on": days.day(101)}  # a day that was over when it was told
    told = {**kept, "local_date": days.day(106), "horizon_days": 7, "made_on": today}
    history = history_rows(days, outcome, [told_late, told], [{**kept, "local_date": yesterday}])
    rows = {(row["local_date"], row["horizon_days"]): row for row in history}
    assert rows[yesterday, 1]["was_said"]
    assert rows[yesterday, 1]["mean"] == 7
    assert rows[yesterday, 1]["actual"] == Decimal(f"{days.net[99]:.4f}")
    assert rows[yesterday, 7]["was_said"] is False
    assert rows[days.day(106), 7]["was_said"]
    assert rows[days.day(106), 7]["actual"] is None
    assert (today, 1) not in rows
    assert all(row["made_on"] == day - timedelta(days=ahead - 1) for (day, ahead), row in rows.items())
