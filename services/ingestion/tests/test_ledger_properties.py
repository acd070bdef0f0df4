"""Whatever is loaded, in whatever parts and order: the ledger is the same, and the rollups equal it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

START = datetime(2024, 3, 30, 22, tzinfo=UTC)
MONEY = st.integers(-5000, 90000).map(lambda pence: Decimal(pence) / 100)
SETTINGS = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def sold_lines(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(["sale", "sale", "sale", "refund", "adjustment"]))
    net = draw(MONEY)
    discount = draw(st.sampled_from([Decimal(0), Decimal("1.5")]))
    if kind == "refund":
        net, discount = -abs(net), Decimal(0)
    return {
        "order_id": f"o{draw(st.integers(1, 6))}",
        "kind": kind,
        "occurred_at": START + timedelta(minutes=draw(st.integers(0, 72 * 60))),
        "product_id": draw(st.sampled_from(["p1", "p2", None])),
        "customer_id": draw(st.sampled_from(["c1", "c2", None])),
        "location_id": draw(st.sampled_from(["north", "south", None])),
        "channel": draw(st.sampled_from(["online", "counter"])),
        "staff_id": draw(st.sampled_from(["ann", None])),
        "country": draw(st.sampled_from(["GB", None])),
        "line_type": draw(st.sampled_from(["merchandise", "merchandise", "merchandise", "shipping", "gift_card"])),
        "is_test": draw(st.sampled_from([False, False, False, True])),
        "unit_cost": draw(st.sampled_from([None, Decimal("2.25")])),
        "quantity": Decimal(-1) if kind == "refund" else Decimal(draw(st.integers(1, 3))),
        "net_amount": net,
        "gross_amount": net + discount,
        "discount_amount": discount,
    }


shops = st.lists(sold_lines(), min_size=1, max_size=25)


def ledger_without_loads(ledger: Any) -> list[tuple[object, ...]]:
    rows = ledger.rows("SELECT * EXCEPT (load_id) FROM sales")
    return sorted((tuple(row.values()) for row in rows), key=repr)


BY_DAY = ("local_date", "ordered_local_date", "location_id", "channel")
# Every rollup of figures, and what it tells apart.
ROLLUPS = {
    "daily_shop_sales": BY_DAY,
    "daily_product_sales": (*BY_DAY, "product_id"),
    "daily_customer_sales": (*BY_DAY, "customer_id"),
    "daily_cut_sales": (*BY_DAY, "staff_id", "country"),
    "daily_quarter_sales": ("local_date", "quarter", "location_id", "channel"),
    "daily_moment_sales": ("local_date", "occurred_at", "location_id", "channel"),
    "weekly_product_sales": ("week_start", "product_id"),
}


def figures_of(ledger: Any, rollup: str) -> dict[tuple[object, ...], tuple[Decimal, ...]]:
    """The rollup, computed anew from the ledger in Python."""
    sums: dict[tuple[object, ...], list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 6)
    for row in ledger.rows("SELECT * FROM sales WHERE line_type = 'merchandise' AND NOT is_test"):
        row["week_start"] = row["local_date"] - timedelta(row["local_date"].weekday())
        row["quarter"] = row["occurred_at"].timestamp() // (15 * 60)
        key = tuple(row[name] for name in ROLLUPS[rollup])
        refund = row["kind"] == "refund"
        costed = row["unit_cost"] is not None
        added = (
            Decimal(0) if refund else row["gross_amount"],
            Decimal(0) if refund else row["discount_amount"],
            -row["net_amount"] if refund else Decimal(0),
            row["net_amount"],
            row["net_amount"] if costed else Decimal(0),
            row["quantity"] * row["unit_cost"] if costed else Decimal(0),
        )
        sums[key] = [a + b for a, b in zip(sums[key], added, strict=True)]
    return {key: tuple(values) for key, values in sums.items()}


def figures_in(ledger: Any, rollup: str) -> dict[tuple[object, ...], tuple[Decimal, ...]]:
    names = ("gross_sales", "discounts", "refunds", "net_sales", "net_sales_with_cost", "cost")
    keys = ROLLUPS[rollup]
    rows = ledger.rows(f"SELECT * FROM {rollup}")
    assert len({tuple(row[key] for key in keys) for row in rows}) == len(rows)
    return {tuple(row[key] for key in keys): tuple(row[name] for name in names) for row in rows}


@SETTINGS
@given(lines=shops)
def test_every_rollup_equals_the_ledger(
    new_ledger: Callable[[], Any], line: Callable[..., Any], lines: list[dict[str, Any]]
) -> None:
    ledger = new_ledger()
    ledger.load(sales=[line(**given_line) for given_line in lines])
    for rollup in ROLLUPS:
        assert figures_in(ledger, rollup) == figures_of(ledger, rollup)
    guests = "SELECT local_date, COUNT(*) AS orders FROM sales WHERE is_order_start AND customer_id IS NULL GROUP BY 1"
    assert ledger.rows("SELECT * FROM daily_guest_sales ORDER BY 1") == ledger.rows(f"{guests} ORDER BY 1")


@SETTINGS
@given(lines=shops, data=st.data())
def test_parts_and_order_do_not_matter(
    new_ledger: Callable[[], Any], line: Callable[..., Any], lines: list[dict[str, Any]], data: st.DataObject
) -> None:
    whole, parts = new_ledger(), new_ledger()
    whole.load(sales=[line(**given_line) for given_line in lines])
    by_order: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for given_line in lines:
        by_order[f"{given_line['order_id']} {given_line['kind']}"].append(given_line)
    for order in data.draw(st.permutations(sorted(by_order))):
        parts.load(sales=[line(**given_line) for given_line in by_order[order]])
    assert ledger_without_loads(parts) == ledger_without_loads(whole)
    for rollup in ROLLUPS:
        assert figures_in(parts, rollup) == figures_in(whole, rollup)
    orders = "SELECT SUM(orders) AS n FROM daily_shop_sales"
    assert parts.rows(orders) == whole.rows(orders)


@SETTINGS
@given(lines=shops)
def test_an_order_counts_once_whatever_it_is_cut_by(
    new_ledger: Callable[[], Any], line: Callable[..., Any], lines: list[dict[str, Any]]
) -> None:
    ledger = new_ledger()
    ledger.load(sales=[line(**given_line) for given_line in lines])
    placed = {
        given_line["order_id"]
        for given_line in lines
        if given_line["kind"] == "sale" and given_line["line_type"] == "merchandise" and not given_line["is_test"]
    }
    counted = {
        rollup: sum(row["orders"] for row in ledger.rows(f"SELECT orders FROM {rollup}"))
        for rollup in (
            "daily_shop_sales",
            "daily_customer_sales",
            "daily_quarter_sales",
            "daily_moment_sales",
            "daily_first_orders",
        )
    }
    assert set(counted.values()) == {len(placed)}


def first_orders_in(ledger: Any) -> list[tuple[object, ...]]:
    ever = ledger.rows("SELECT customer_id, first_date, first_at FROM customer_first_days")
    monthly = ledger.rows("SELECT month, customer_id, first_date, first_at FROM monthly_customers")
    orders = "IF(customer_id IS NULL, guest_orders, orders + guest_orders) AS orders"
    daily = ledger.rows(f"SELECT local_date, customer_id, first_at, {orders} FROM daily_first_orders")
    return sorted((tuple(row.values()) for row in [*ever, *monthly, *daily]), key=repr)


def first_orders_of(ledger: Any) -> list[tuple[object, ...]]:
    """Each customer's first order, the first in each month and on each day, computed anew from the ledger in Python;
    and every order of a guest.
    """
    names = "customer_id, local_date, occurred_at"
    rows = [tuple(row.values()) for row in ledger.rows(f"SELECT {names} FROM sales WHERE is_order_start")]
    moments: dict[tuple[object, ...], list[tuple[date, datetime]]] = defaultdict(list)
    for customer, day, at in rows:
        keys = [(customer,), (day.replace(day=1), customer)] if customer else []
        for key in [*keys, (day, customer, None if customer else at, "daily")]:
            moments[key].append((day, at))
    found: list[tuple[object, ...]] = []
    for key, placed in moments.items():
        daily = key[-1] == "daily"
        found.append((*key[:2], min(placed)[1], len(placed)) if daily else (*key, *min(placed)))
    return sorted(found, key=repr)


@SETTINGS
@given(first=shops, second=shops, third=shops)
def test_first_orders_equal_the_ledger_after_every_change(
    new_ledger: Callable[[], Any],
    line: Callable[..., Any],
    undo: Callable[..., Any],
    first: list[dict[str, Any]],
    second: list[dict[str, Any]],
    third: list[dict[str, Any]],
) -> None:
    ledger = new_ledger()
    load_id = None
    for lines in (first, second, third):
        last, _ = ledger.load(sales=[line(**given_line) for given_line in lines])
        load_id = load_id or last
        assert first_orders_in(ledger) == first_orders_of(ledger)
    undo(ledger, load_id)
    assert first_orders_in(ledger) == first_orders_of(ledger)


@SETTINGS
@given(first=shops, second=shops)
def test_undo_gives_back_what_was_there(
    new_ledger: Callable[[], Any],
    line: Callable[..., Any],
    undo: Callable[..., Any],
    first: list[dict[str, Any]],
    second: list[dict[str, Any]],
) -> None:
    ledger = new_ledger()
    ledger.load(sales=[line(**given_line) for given_line in first])
    before = ledger.contents()
    load_id, _ = ledger.load(sales=[line(**given_line) for given_line in second])
    undo(ledger, load_id)
    assert ledger.contents() == before
