"""Every figure of a list equals what the ledger's own lines add up to, whatever it is cut by, whenever it is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SPRING = datetime(2024, 3, 28, 0, 0, tzinfo=UTC)  # London changes its clocks on the 31st
MONEY = ("net_sales", "gross_sales", "discounts", "refunds")
PRODUCTS = {"mug": "kitchen", "pan": "kitchen", "hat": None}
CUTS = ("channel", "location", "staff", "category", "country", "new_returning")
COLUMNS = {"channel": "channel", "location": "location_id", "staff": "staff_id", "country": "country"}

lines = st.lists(
    st.tuples(
        st.integers(0, 5),  # which order
        st.sampled_from(("sale", "sale", "sale", "refund", "adjustment")),
        st.integers(0, 2 * 1440),  # minutes after the order was placed
        st.sampled_from((*PRODUCTS, None)),
        st.sampled_from(("0", "0.01", "9.99", "120")),
        st.sampled_from(("merchandise", "merchandise", "merchandise", "shipping")),
        st.sampled_from((None, "2.50")),
        st.sampled_from(("north", "south", None)),
        st.booleans(),  # a test line
    ),
    min_size=4,
    max_size=20,
)
orders = st.lists(
    st.tuples(
        st.integers(-3 * 1440, 4 * 1440),  # minutes after SPRING
        st.sampled_from((None, "ann", "bob")),
        st.sampled_from(("online", "counter")),
        st.sampled_from((None, "eve", "joe")),  # who sold
        st.sampled_from((None, "GB", "FR")),
    ),
    min_size=6,
    max_size=6,
)
asked_after = st.tuples(st.integers(0, 19), st.integers(-30, 2000))  # which line's time, and minutes after it
filters = st.sampled_from(
    ({}, {"location": "north"}, {"channel": "online"}, {"product": "mug"}, {"category": "kitchen"})
)
bases = st.sampled_from(("accounting", "order"))
quick = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def ledger(make: Callable[..., Any], placed: list[Any], written: list[Any]) -> Any:
    small = make()
    for product, category in PRODUCTS.items():
        small.product(product, category)
    small.cost("mug", "3.10")
    for number, kind, after, product, price, line_type, cost, location, is_test in written:
        minute, customer, channel, staff, country = placed[number]
        ordered = SPRING + timedelta(minutes=minute)
        started = any(line["order_id"] == f"o{number}" and line["kind"] == "sale" for line in small.lines)
        sold_at = ordered if kind == "sale" and not started else ordered + timedelta(minutes=after)
        more = {"line_type": line_type, "cost": cost, "location_id": location, "is_test": is_test, "channel": channel}
        more |= {"ordered": ordered, "customer_id": customer, "staff_id": staff, "country": country}
        write = small.refund if kind == "refund" else small.line
        if kind == "adjustment":
            more["kind"] = "adjustment"
        write(f"o{number}", sold_at, product, 1, price, **more)
    return small


def counted(small: Any, known: datetime, basis: str, asked: dict[str, str], days: int = 7) -> list[dict[str, Any]]:
    """The lines of merchandise in the days that end with the day of a moment, without a look at any rollup."""
    today = small.shop.local_date(known)
    first = small.shop.day_start(today - timedelta(days=days - 1))
    axis = "ordered_at" if basis == "order" else "occurred_at"
    return [
        line
        for line in small.merchandise()
        if first <= line[axis] < known
        and line["occurred_at"] < known
        and asked.get("location", line["location_id"]) == line["location_id"]
        and asked.get("channel", line["channel"]) == line["channel"]
        and asked.get("product", line["product_id"]) == line["product_id"]
        and ("category" not in asked or PRODUCTS.get(line["product_id"]) == asked["category"])
    ]


def just_after(small: Any, after: tuple[int, int]) -> datetime:
    index, minutes = after
    happened: datetime = small.lines[index % len(small.lines)]["occurred_at"]
    return happened + timedelta(minutes=minutes, seconds=30)


def key_of(small: Any, line: dict[str, Any], by: str, known: datetime, basis: str) -> str | None:
    if by == "category":
        return PRODUCTS.get(line["product_id"])
    if by in COLUMNS:
        key: str | None = line[COLUMNS[by]]
        return key
    if line["customer_id"] is None:
        return "guest"
    axis = "ordered_local_date" if basis == "order" else "local_date"
    first_day = small.shop.local_date(known) - timedelta(days=6)
    placed = [
        other[axis]
        for other in small.merchandise()
        if other["is_order_start"] and other["customer_id"] == line["customer_id"] and other["occurred_at"] < known
    ]
    if not placed:
        return "no_order"
    return "returning" if min(placed) < first_day else "new"


def assert_figures(small: Any, shown: dict[str, Any], found: list[dict[str, Any]]) -> None:
    sums = small.sums(found)
    for name in MONEY:
        assert Decimal(shown[name]["amount"]) == sums[name], name
    assert Decimal(str(shown["units"])) == sums["units"]
    assert Decimal(str(shown["units_refunded"])) == sums["units_refunded"]
    if shown["gross_margin"] is None:
        assert all(small.unit_cost(line) is None for line in found)
    else:
        assert Decimal(shown["gross_margin"]["amount"]) == sums["net_sales_with_cost"] - sums["cost"]


@quick
@given(orders, lines, asked_after, bases, filters, st.sampled_from(CUTS))
def test_every_cut_equals_its_lines_and_all_cuts_the_total(
    small_shop: Callable[..., Any],
    placed: list[Any],
    written: list[Any],
    after: tuple[int, int],
    basis: str,
    asked: dict[str, str],
    by: str,
) -> None:
    small = ledger(small_shop, placed, written)
    known = just_after(small, after)
    visitor = small.open()
    question = {"window": "7d", "as_of": known.isoformat(), "basis": basis, **asked}
    answer = visitor.get("breakdown", by=by, **question)
    found = counted(small, known, basis, asked)
    cut: dict[str | None, list[dict[str, Any]]] = defaultdict(list)
    for line in found:
        cut[key_of(small, line, by, known, basis)].append(line)
    assert {item["key"] for item in answer["items"]} == set(cut)
    for item in answer["items"]:
        assert_figures(small, item, cut[item["key"]])
        if "category" not in asked and "product" not in asked and by != "category":
            assert item["orders"] == sum(line["is_order_start"] for line in cut[item["key"]])
    whole = visitor.get("trends", **question)["totals"]["series"]
    for figure in (*MONEY, "gross_margin", "units", "units_refunded"):
        assert answer["totals"][figure] == whole[figure]
    for figure in MONEY:
        total = sum(Decimal(item[figure]["amount"]) for item in answer["items"])
        assert total == (Decimal(whole[figure]["amount"]) if whole[figure] else 0)


@quick
@given(
    orders,
    lines,
    asked_after,
    bases,
    filters,
    st.sampled_from(("net", "margin", "units")),
    st.integers(1, 3),
    st.sampled_from((7, 30, 365)),  # in seven days there is no whole week before the day of the moment
)
def test_every_product_equals_its_lines_whatever_the_size_of_a_page(
    small_shop: Callable[..., Any],
    placed: list[Any],
    written: list[Any],
    after: tuple[int, int],
    basis: str,
    asked: dict[str, str],
    by: str,
    limit: int,
    days: int,
) -> None:
    small = ledger(small_shop, placed, written)
    known = just_after(small, after)
    visitor = small.open()
    question = {"window": f"{days}d", "as_of": known.isoformat(), "basis": basis, "by": by, **asked}
    answer = visitor.get("products/top", limit=limit, **question)
    items, cursor, pages = answer["items"], answer["next_cursor"], 1
    while cursor:
        following = visitor.get("products/top", limit=limit, cursor=cursor, **question)
        items, cursor, pages = items + following["items"], following["next_cursor"], pages + 1
        assert pages < 10
    by_product: dict[str | None, list[dict[str, Any]]] = defaultdict(list)
    for line in counted(small, known, basis, asked, days):
        by_product[line["product_id"]].append(line)
    unknown = {product for product, found in by_product.items() if all(small.unit_cost(line) is None for line in found)}
    ranked = set(by_product) - unknown if by == "margin" else set(by_product)
    assert [item["rank"] for item in items] == list(range(1, len(ranked) + 1))
    assert {item["product_id"] for item in items} == ranked
    for item in items:
        assert_figures(small, item, by_product[item["product_id"]])
        assert item["category"] == PRODUCTS.get(item["product_id"])
        sold = [line for line in by_product[item["product_id"]] if line["kind"] == "sale"]
        places = {(line["order_id"], line["local_date"], line["location_id"], line["channel"]) for line in sold}
        assert item["orders"] == len(places)
    order = {"net": "net_sales", "margin": "gross_margin"}.get(by)
    values = [Decimal(item[order]["amount"]) if order else item["units"] for item in items]
    assert values == sorted(values, reverse=True)
    assert answer["margin_unknown_total"]["products"] == len(unknown)
    assert {item["product_id"] for item in answer["margin_unknown"]} <= unknown
    rows = visitor.ask("products/top.csv", **question).text.splitlines()
    assert len(rows) == 1 + len(by_product)


@quick
@given(orders, lines, st.sampled_from(CUTS))
def test_both_bases_agree_over_all_time(
    small_shop: Callable[..., Any], placed: list[Any], written: list[Any], by: str
) -> None:
    small = ledger(small_shop, placed, written)
    visitor = small.open()
    asked = {"from_": "2024-02-01", "to": "2024-06-30", "as_of": "2024-07-15T12:00:00Z"}
    breakdowns = [visitor.get("breakdown", by=by, basis=basis, **asked) for basis in ("accounting", "order")]
    assert breakdowns[0]["items"] == breakdowns[1]["items"]
    assert breakdowns[0]["totals"] == breakdowns[1]["totals"]
    tops = [visitor.get("products/top", basis=basis, **asked) for basis in ("accounting", "order")]
    sold = [{item["product_id"]: item["net_sales"] for item in top["items"]} for top in tops]
    assert sold[0] == sold[1]
