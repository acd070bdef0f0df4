"""Stock reconstructed for every day, one count and one movement after the other, gives the figures of the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

BEGIN = datetime(2024, 3, 28, tzinfo=UTC)  # London changes its clocks on the 31st
DAY = timedelta(days=1)
PRODUCTS = {"mug": ("Kitchen", "4"), "pan": ("Kitchen", "2.50"), "hat": ("Clothes", "7")}
PLACES = ("shop", "barn")

minutes = st.integers(0, 8 * 1440)
products = st.sampled_from(tuple(PRODUCTS))
counts = st.lists(st.tuples(products, minutes, st.integers(0, 90), st.sampled_from(PLACES)), max_size=8)
receipts = st.lists(st.tuples(products, minutes, st.integers(1, 20), st.sampled_from((*PLACES, None))), max_size=4)
sold = st.lists(
    st.tuples(
        products, minutes, st.integers(1, 9), st.sampled_from((*PLACES, "fair", None)), st.sampled_from((1, 1, -1))
    ),
    min_size=1,
    max_size=12,
)


@dataclass
class Shelf:
    """What is known of one shop's stock, moment by moment."""

    small: Any
    counted: list[tuple[str, datetime, int, str]]
    moved: list[tuple[str, datetime, int, str | None]]  # units that came, negative where they went

    def place_of(self, product: str, place: str | None, end: datetime) -> str | None:
        """Where it came from: where it is counted, else where most of it lay at the last count."""
        last: dict[str, tuple[datetime, int]] = {}
        for name, at, units, where in self.counted:
            if name == product and at < end and at >= last.get(where, (at, 0))[0]:
                last[where] = (at, units)
        return place if place in last else min(last, key=lambda each: (-last[each][1], each), default=None)

    def at_end(self, product: str, place: str, moment: datetime, end: datetime) -> int | None:
        """Units just before a moment; `end` is where the answer's knowledge ends."""
        known = [(at, units) for name, at, units, where in self.counted if (name, where) == (product, place)]
        known = [each for each in known if each[0] < moment]
        if not known:
            return None
        since, on_hand = max(known, key=lambda each: each[0])
        return on_hand + sum(
            units
            for name, at, units, where in self.moved
            if name == product and since <= at < moment and self.place_of(product, where, end) == place
        )


def written(small: Any, counted: list[Any], received: list[Any], sales: list[Any]) -> Shelf:
    for product, (category, cost) in PRODUCTS.items():
        small.product(product, category)
        small.cost(product, cost)
    small.line("first", BEGIN, "other", 1, "1")
    shelf = Shelf(small, [], [])
    for product, minute, units, place in counted:
        at = BEGIN + timedelta(minutes=minute, seconds=10)
        if not any((name, when, where) == (product, at, place) for name, when, _, where in shelf.counted):
            small.counted(product, local(small, at), units, place)
            shelf.counted.append((product, at, units, place))
    for product, minute, units, place in received:
        at = BEGIN + timedelta(minutes=minute, seconds=20)
        small.received(product, local(small, at), units, place)
        shelf.moved.append((product, at, units, place))
    for number, (product, minute, units, place, sign) in enumerate(sales):
        at = BEGIN + timedelta(minutes=minute, seconds=30)
        write = small.refund if sign < 0 else small.line
        write(f"o{number}", at, product, units, "10", location_id=place)
        shelf.moved.append((product, at, -units * sign, place))
    return shelf


def local(small: Any, at: datetime) -> str:
    """A moment as a wall-clock time; the hour that comes twice does not lie in these days."""
    return at.astimezone(small.shop.zone).replace(tzinfo=None).isoformat()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(("Europe/London", "Asia/Tokyo")),
    counts,
    receipts,
    sold,
    st.integers(1, 8 * 1440),
    st.integers(0, 5),
)
def test_every_day_is_counted_or_reconstructed(
    small_shop: Callable[..., Any],
    zone: str,
    counted: list[Any],
    received: list[Any],
    sales: list[Any],
    minute: int,
    back: int,
) -> None:
    small = small_shop(zone)
    shelf = written(small, counted, received, sales)
    known = BEGIN + timedelta(minutes=minute)
    today = small.shop.local_date(known)
    first = max(small.shop.local_date(BEGIN), today - back * DAY)
    visitor = small.open(data_until="2025-01-01 00:00")
    asked = {"as_of": known.isoformat(), "from_": first.isoformat(), "to": today.isoformat()}
    answer = visitor.get("inventory/turnover", **asked)
    assert answer["days"] == (today - first).days + 1
    items = {each["product_id"]: each for each in answer["items"]}
    for product in PRODUCTS:
        assert_product(items.get(product), shelf, product, first, known)
    assert_identities(answer)
    by_category = visitor.get("inventory/turnover", by="category", **asked)
    assert by_category["total"] == answer["total"]
    for name in ("units_sold", "products", "received_units"):
        assert sum(each[name] for each in by_category["items"]) == answer["total"][name]


def assert_product(shown: Any, shelf: Shelf, product: str, first: date, known: datetime) -> None:
    shop = shelf.small.shop
    days = [first + n * DAY for n in range((shop.local_date(known) - first).days + 1)]
    ends = [min(shop.day_start(day + DAY), known) for day in days]
    averages, closing, unknown, enough = [], [], 0, True
    for place in PLACES:
        levels = [shelf.at_end(product, place, end, known) for end in ends]
        told = [level for level in levels if level is not None]
        if told:
            averages.append(Decimal(sum(told)) / len(told))
            closing.append(told[-1])
            unknown += len(levels) - len(told)
            enough &= 2 * len(told) >= len(levels)
    if not averages:
        assert shown is None or shown["average_units"] is None
        return
    if enough:
        assert shown["average_units"] == pytest.approx(float(sum(averages)), abs=1e-6)
    else:
        assert (shown["average_units"], shown["reasons"]["average_units"]) == (None, "too_few_known_days")
        assert shown["turnover"] is None
    assert shown["closing_units"] == sum(closing)
    assert shown["stock_days"]["unknown"] == unknown
    opening = [shelf.at_end(product, place, shop.day_start(first), known) for place in PLACES]
    counted = [place for place in PLACES if shelf.at_end(product, place, known, known) is not None]
    if len([level for level in opening if level is not None]) == len(counted):
        assert shown["opening_units"] == sum(level or 0 for level in opening)
    else:
        assert shown["opening_units"] is None


def assert_identities(answer: dict[str, Any]) -> None:
    for each in [answer["total"], *answer["items"]]:
        if each["turnover"] is None:
            continue
        stock = Decimal(each["turnover"]["denominator"]["amount"])
        assert stock == Decimal(each["average_stock_at_cost"]["amount"])
        if each["days_of_inventory"] is not None:
            assert each["days_of_inventory"] * each["turnover"]["value"] == pytest.approx(answer["days"])
        if each["cost_coverage"] and each["cost_coverage"]["value"] == 1:
            margin = Decimal(each["net_sales"]["amount"]) - Decimal(each["cost_of_goods_sold"]["amount"])
            if answer["total"] is not each:
                assert Decimal(each["gmroi"]["numerator"]["amount"]) == margin
