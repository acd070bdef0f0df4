"""What each detector sees, and what it leaves alone: on made-up shops whose every number is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from revenue.insight_counts import count_anomalies
from revenue.insight_data import HOURS, Finding, Interval, Place, Series, ShopData
from revenue.insight_gaps import gaps
from revenue.insight_products import refund_waves, rushes
from revenue.insight_sales import day_contributions, sales_anomalies
from revenue.insight_usual import expected_range
from revenue.insight_web import bot_bursts

FIRST, DAYS = date(2025, 1, 6), 168  # a Monday; twenty-four weeks
LAST = DAYS - 1
OPEN = range(9, 19)
PLACES = (Place("north", "counter"), Place("south", "counter"), Place("warehouse", "online"))


def series(things: int, orders: float, price: float = 10.0) -> Series:
    """Each day the same; nine tenths of each amount is of lines whose cost is half of it."""
    made = Series.empty(things, DAYS)
    made.orders[:] = orders
    made.units[:] = orders
    made.net_sales[:] = orders * price
    made.with_cost[:] = 0.9 * orders * price
    made.cost[:] = 0.45 * orders * price
    return made


@pytest.fixture
def even() -> ShopData:
    """Three places with 40 orders a day, two products, 2,400 visits a day; nothing ever happens."""
    hours = np.zeros((3, DAYS, HOURS))
    hours[:2, :, list(OPEN)] = 4.0
    hours[2] = 40 / HOURS  # online, at night too
    return ShopData(
        first=FIRST,
        days=DAYS,
        places=PLACES,
        by_place=series(3, 40.0),
        hours=hours,
        hour_lengths=np.ones((DAYS, HOURS)),
        categories=("Kitchen", "Table"),
        by_category=series(2, 60.0),
        products=("mug", "pan"),
        titles=("Mug", "Pan"),
        category_of=("Table", "Kitchen"),
        by_product=series(2, 3.0),
        other_products=series(1, 114.0).of(0),
        products_sold=np.full(DAYS, 200.0),
        sessions=np.full((DAYS, HOURS), 100.0),
        declared_bots=np.zeros(DAYS),
        hours_since=0,
        holidays=frozenset(),
        promoted={},
        forecasts={},
    )


def all_found(data: ShopData, index: int = LAST) -> list[Finding]:
    detectors: Any = (rushes, refund_waves, gaps, bot_bursts, count_anomalies, sales_anomalies)
    return [finding for detector in detectors for finding in detector(data, index)]


def test_where_nothing_happens_nothing_is_found(even: ShopData) -> None:
    assert [found for index in range(DAYS) for found in all_found(even, index)] == []


def test_robots_in_the_night_are_a_burst_and_a_newsletter_is_none(even: ShopData) -> None:
    even.sessions[LAST - 3, 2:5] += 900
    even.declared_bots[LAST - 3] = 500
    [burst] = bot_bursts(even, LAST - 3)
    assert (burst.fields["beyond"], burst.fields["from_hour"], burst.fields["to_hour"]) == (3200, 2, 5)
    assert (burst.net, burst.after["observed"], burst.after["is_hit"]) == (None, 1, True)
    even.sessions[LAST, 10:12] += 900
    even.hours[2, LAST, 10:12] += 12
    assert list(bot_bursts(even, LAST)) == [], "people came, and they ordered"


def test_more_visits_all_day_long_are_people(even: ShopData) -> None:
    even.sessions[LAST] *= 2
    assert list(bot_bursts(even, LAST)) == []


def test_a_silent_till_is_told_apart_from_a_silent_web(even: ShopData) -> None:
    even.hours[1, LAST] = 0
    [gap] = gaps(even, LAST)
    assert (gap.kind, gap.subject, gap.fields["is_whole_day"], gap.net) == ("data_gap", "south / counter", True, -400)
    even.hours[1, LAST] = even.hours[1, 0]
    even.sessions[LAST, 8:20] = 0
    [gap] = gaps(even, LAST)
    assert (gap.kind, gap.fields["from_hour"], gap.fields["to_hour"], gap.net) == ("web_gap", 8, 20, None)


def test_a_short_silence_is_chance(even: ShopData) -> None:
    even.hours[1, LAST, 9:12] = 0
    assert list(gaps(even, LAST)) == [], "twelve orders may fail to come"


def test_small_shops_are_silent_for_days_before_it_says_something(even: ShopData) -> None:
    even.hours[0] /= 8  # five orders a day
    even.hours[0, LAST - 4 :] = 0
    told = [index for index in range(DAYS) for found in gaps(even, index) if found.subject == "north / counter"]
    assert told == [LAST - 1, LAST], "four days without any of twenty orders"


def test_closed_on_a_holiday_is_no_gap_unless_others_are_open(even: ShopData) -> None:
    held = replace(even, holidays=frozenset({even.day(LAST)}))
    held.hours[:2, LAST] = 0
    assert list(gaps(held, LAST)) == []
    held.hours[0, LAST] = held.hours[0, 0]
    assert [found.subject for found in gaps(held, LAST)] == ["south / counter"]


def test_an_hour_that_the_clock_skips_is_no_gap(even: ShopData) -> None:
    even.sessions[LAST, 1] = 0
    assert [found.kind for found in gaps(even, LAST)] == ["web_gap"]
    even.hour_lengths[LAST, 1] = 0
    assert list(gaps(even, LAST)) == []


def test_one_large_order_is_no_rush_and_many_small_ones_are(even: ShopData) -> None:
    even.by_product.units[0, LAST] = 150
    assert list(rushes(even, LAST)) == []
    even.by_product.orders[0, LAST] = 45
    even.by_product.net_sales[0, LAST] = 450
    [rush] = rushes(even, LAST)
    assert (rush.subject, rush.fields["orders"], rush.margin_rate) == ("mug", 45, pytest.approx(0.5, abs=0.1))


def test_a_promotion_explains_a_rush(even: ShopData) -> None:
    even.by_product.orders[0, LAST] = 34
    even.by_product.net_sales[0, LAST] = 340
    assert [found.subject for found in rushes(even, LAST)] == ["mug"]
    promoted = replace(even, promoted={even.day(LAST): frozenset({"Table"})})
    assert list(rushes(promoted, LAST)) == []


def test_a_wave_is_far_above_the_products_own_rate(even: ShopData) -> None:
    even.by_product.units_refunded[1, LAST] = 20
    even.by_product.refunds[1, LAST] = 200
    [wave] = refund_waves(even, LAST)
    assert (wave.subject, wave.net_low < wave.net < wave.net_high < 0) == ("pan", True)  # type: ignore[operator] - bounds are known
    even.by_product.units_refunded[1, : LAST - 1] = 15
    assert list(refund_waves(even, LAST)) == [], "of this one as many always come back"


def test_a_place_that_loses_half_its_orders_is_told(even: ShopData) -> None:
    even.by_place.orders[1, LAST] = 10
    [found] = count_anomalies(even, LAST)
    assert (found.kind, found.dimension, found.subject) == ("orders_down", "location", "south")
    assert (found.fields["orders"], found.fields["usual_orders"], found.net) == (10, 40.0, -300)


def test_what_was_so_on_the_same_date_of_other_months_is_no_news(even: ShopData) -> None:
    day = even.day(LAST)
    for month in (3, 4, 5):
        even.by_place.orders[1, (date(2025, month, day.day) - FIRST).days] = 10
    even.by_place.orders[1, LAST] = 10
    assert list(count_anomalies(even, LAST)) == []
    low, high, _ = expected_range(even.by_place.orders[1], FIRST, LAST) or (0, 0, 0)
    assert (low, high) == (10.0, 40.0)


def test_all_dimensions_tell_of_the_same_difference(even: ShopData) -> None:
    even.by_place.net_sales[0, LAST] += 30
    even.by_category.net_sales[1, LAST] += 30
    even.other_products.net_sales[LAST] += 30
    found = day_contributions(even, LAST)
    assert {name: float(sum(part.difference for part in parts)) for name, parts in found.items()} == dict.fromkeys(
        ("location", "channel", "category", "product"), 30.0
    )
    assert [part.name for part in found["product"]][-1] == "others"


def test_sales_outside_the_interval_made_before_the_day_are_told(even: ShopData) -> None:
    day = even.day(LAST - 7)
    forecasts = {
        day + timedelta(days=number): Interval(day + timedelta(days=number), 1200.0, 1100.0, 1300.0, 1050.0, 1350.0)
        for number in range(8)
    }
    known = replace(even, forecasts=forecasts)
    assert list(sales_anomalies(known, LAST - 7)) == []
    known.by_place.net_sales[0, LAST - 7] += 500
    [found] = sales_anomalies(known, LAST - 7)
    assert (found.kind, found.fields["change_percent"], found.net) == ("sales_above", 42, 500.0)
    assert (found.net_low, found.net_high) == (350.0, 650.0)
    assert (found.after["observed"], found.after["is_hit"]) == (7, True)
