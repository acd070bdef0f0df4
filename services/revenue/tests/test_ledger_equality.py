"""Every figure equals what the ledger's own lines add up to, one by one, whatever is asked and whenever."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

ZONES = ("Europe/London", "America/New_York", "Asia/Tokyo")
SPRING = datetime(2024, 3, 28, 0, 0, tzinfo=UTC)  # London changes its clocks on the 31st
DAYS = 6
BACK = (0, 0, 0, 1, 7, 364)  # days: beside the same days lie those they are compared with
MONEY = ("net_sales", "gross_sales", "discounts", "refunds")
PRODUCTS = {"mug": "kitchen", "pan": "kitchen", "hat": None}

moments = st.builds(
    lambda back, minute: SPRING + timedelta(days=-back, minutes=minute),
    st.sampled_from(BACK),
    st.integers(0, DAYS * 1440),
)
asked_after = st.tuples(st.integers(0, 24), st.integers(-30, 2000))  # which line's time, and minutes after it
lines = st.lists(
    st.tuples(
        st.integers(0, 5),  # which order
        st.sampled_from(("sale", "sale", "sale", "refund", "adjustment")),
        st.integers(0, 2 * 1440),  # minutes after the order was placed
        st.sampled_from(tuple(PRODUCTS)),
        st.integers(1, 3),
        st.sampled_from(("0", "0.01", "9.99", "120")),
        st.sampled_from(("merchandise", "merchandise", "merchandise", "shipping")),
        st.sampled_from((None, "2.50")),
        st.sampled_from(("north", "south")),
        st.booleans(),  # a test line
    ),
    min_size=4,
    max_size=25,
)
orders = st.lists(
    st.tuples(moments, st.sampled_from((None, "ann", "bob")), st.sampled_from(("online", "counter"))),
    min_size=6,
    max_size=6,
)
filters = st.sampled_from(
    (
        {},
        {"location": "north"},
        {"channel": "online"},
        {"product": "mug"},
        {"category": "kitchen"},
        {"category": "kitchen", "location": "south"},
        {"product": "hat", "channel": "counter"},
    )
)
quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def ledger(make: Callable[..., Any], zone: str, placed: list[Any], written: list[Any]) -> Any:
    small = make(zone)
    for product, category in PRODUCTS.items():
        small.product(product, category)
    small.cost("mug", "3.10", until="2024-03-20 00:00")
    small.cost("mug", "3.30", since="2024-03-20 00:00")
    for number, kind, after, product, quantity, price, line_type, cost, location, is_test in written:
        ordered, customer, channel = placed[number]
        started = any(line["order_id"] == f"o{number}" and line["kind"] == "sale" for line in small.lines)
        sold_at = ordered if kind == "sale" and not started else ordered + timedelta(minutes=after)
        more = {"line_type": line_type, "cost": cost, "location_id": location, "is_test": is_test}
        write = small.refund if kind == "refund" else small.line
        if kind == "adjustment":
            more["kind"] = "adjustment"
        discount = "0.50" if price == "9.99" else "0"
        write(
            f"o{number}",
            sold_at,
            product,
            quantity,
            price,
            ordered=ordered,
            customer_id=customer,
            channel=channel,
            discount=discount,
            **more,
        )
    return small


def just_after(small: Any, after: tuple[int, int]) -> datetime:
    """A moment near a line of the ledger: what is known then is the hard part."""
    index, minutes = after
    happened: datetime = small.lines[index % len(small.lines)]["occurred_at"]
    return happened + timedelta(minutes=minutes, seconds=30)


def counted(small: Any, start: datetime, end: datetime, known: datetime, basis: str, asked: dict[str, str]) -> Any:
    """The lines of merchandise in a span of time, and the orders among them, without a look at any day."""
    axis = "ordered_at" if basis == "order" else "occurred_at"
    found = [
        line
        for line in small.merchandise()
        if start <= line[axis] < end
        and line["occurred_at"] < known
        and asked.get("location", line["location_id"]) == line["location_id"]
        and asked.get("channel", line["channel"]) == line["channel"]
        and asked.get("product", line["product_id"]) == line["product_id"]
        and ("category" not in asked or PRODUCTS[line["product_id"]] == asked["category"])
    ]
    if "product" in asked or "category" in asked:
        sold = [line for line in found if line["kind"] == "sale"]
        places = {(line["order_id"], line["local_date"], line["location_id"], line["channel"]) for line in sold}
        return found, sold, len(places)
    started = [line for line in found if line["is_order_start"]]
    return found, started, len(started)


def assert_equal(small: Any, shown: dict[str, Any], span: tuple[datetime, datetime], **asked: Any) -> None:
    found, _, orders = counted(small, *span, **asked)
    sums = small.sums(found)
    if shown["net_sales"] is None:
        assert not any(sums.values()), shown["reasons"]
        return
    for name in MONEY:
        assert Decimal(shown[name]["amount"]) == sums[name], name
    assert shown["orders"] == orders
    assert Decimal(str(shown["units"])) == sums["units"]
    assert Decimal(str(shown["units_refunded"])) == sums["units_refunded"]
    if shown["cost_coverage"] is not None:
        assert Decimal(shown["cost_coverage"]["numerator"]["amount"]) == sums["net_sales_with_cost"]
    if shown["gross_margin"] is not None:
        assert Decimal(shown["gross_margin"]["amount"]) == sums["net_sales_with_cost"] - sums["cost"]
    elif sums["net_sales_with_cost"] or sums["cost"]:
        raise AssertionError("the cost is known")


@quick
@given(
    st.sampled_from(ZONES),
    orders,
    lines,
    asked_after,
    st.sampled_from(("accounting", "order")),
    filters,
    st.sampled_from(("day", "week", "month")),
)
def test_every_bucket_of_a_trend_equals_its_lines(
    small_shop: Callable[..., Any],
    zone: str,
    placed: list[Any],
    written: list[Any],
    after: tuple[int, int],
    basis: str,
    asked: dict[str, str],
    granularity: str,
) -> None:
    small = ledger(small_shop, zone, placed, written)
    known = just_after(small, after)
    answer = small.open().get(
        "trends", window="7d", as_of=known.isoformat(), basis=basis, granularity=granularity, **asked
    )
    cuts = {
        "series": known,
        "previous": small.shop.shifted(known, -7),
        "year_before": small.shop.shifted(known, -364),
    }
    for name, cut in cuts.items():
        total = dict.fromkeys(MONEY, Decimal(0))
        for bucket in answer[name]:
            start, end = (small.shop.day_start(datetime.fromisoformat(bucket[key]).date()) for key in ("start", "end"))
            assert_equal(small, bucket, (start, min(end, cut)), known=known, basis=basis, asked=asked)
            for figure in MONEY:
                total[figure] += Decimal(bucket[figure]["amount"]) if bucket[figure] else 0
        for figure in MONEY:
            shown = answer["totals"][name][figure]
            assert total[figure] == (Decimal(shown["amount"]) if shown else 0)


@quick
@given(st.sampled_from(ZONES), orders, lines, asked_after, st.sampled_from(("accounting", "order")), filters)
def test_every_period_of_now_equals_its_lines(
    small_shop: Callable[..., Any],
    zone: str,
    placed: list[Any],
    written: list[Any],
    after: tuple[int, int],
    basis: str,
    asked: dict[str, str],
) -> None:
    small = ledger(small_shop, zone, placed, written)
    known = just_after(small, after)
    question = {"as_of": known.isoformat(), "basis": basis, "from_": "2024-03-29", "to": "2024-04-02", **asked}
    answer = small.open().get("current", **question)
    axis = "ordered_at" if basis == "order" else "occurred_at"
    for name in ("today", "same_weekday_last_week", "same_weekday_last_year", "month_to_date", "period"):
        shown = answer[name]
        start, end = (datetime.fromisoformat(shown[key]) for key in ("start", "end"))
        assert_equal(small, shown, (start, end), known=known, basis=basis, asked=asked)
        _, placing, _ = counted(small, start, end, known=known, basis=basis, asked=asked)
        before = {
            line["customer_id"]
            for line in small.merchandise()
            if line["is_order_start"] and line[axis] < start and line["occurred_at"] < known
        }
        buyers = {line["customer_id"] for line in placing} - {None}
        assert (shown["new_customers"] or 0) == len(buyers - before)
        assert (shown["returning_customers"] or 0) == len(buyers & before)


@quick
@given(st.sampled_from(ZONES), orders, lines)
def test_both_bases_agree_over_all_time_and_cuts_add_up(
    small_shop: Callable[..., Any], zone: str, placed: list[Any], written: list[Any]
) -> None:
    small = ledger(small_shop, zone, placed, written)
    visitor = small.open()
    asked = {"from_": "2023-02-01", "to": "2024-06-30", "as_of": "2024-07-15T12:00:00Z", "granularity": "month"}
    totals = {
        basis: visitor.get("trends", basis=basis, **asked)["totals"]["series"] for basis in ("accounting", "order")
    }
    assert totals["accounting"] == totals["order"]
    whole = totals["accounting"]
    if whole["net_sales"] is None:
        return
    for name, values in (("location", ("north", "south")), ("channel", ("online", "counter"))):
        cut = [visitor.get("trends", **asked, **{name: value})["totals"]["series"] for value in values]
        for figure in MONEY:
            assert sum(Decimal(part[figure]["amount"]) for part in cut) == Decimal(whole[figure]["amount"])
        assert sum(part["orders"] for part in cut) == whole["orders"]
