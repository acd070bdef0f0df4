"""The ledger, its rollups and undo: what a load does to the shop's tables."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

FIGURES = ("gross_sales", "discounts", "refunds", "net_sales", "net_sales_with_cost", "cost", "units", "orders")
MAY_1 = datetime(2024, 5, 1, 10, tzinfo=UTC)
MAY_2 = datetime(2024, 5, 2, 10, tzinfo=UTC)


def shop_day(ledger: Any, day: str) -> dict[str, Decimal]:
    sums = ", ".join(f"SUM({name}) AS {name}" for name in FIGURES)
    return ledger.rows(f"SELECT {sums} FROM daily_shop_sales WHERE local_date = DATE '{day}'")[0]


def test_loading_the_same_lines_twice_changes_nothing(ledger: Any, line: Callable[..., Any]) -> None:
    lines = [line(), line(product_id="p2")]
    ledger.load(sales=lines)
    before = ledger.contents()
    _, again = ledger.load(sales=lines)
    assert ledger.contents() == before
    assert again.tallies[0].loaded == 0
    assert again.tallies[0].known == {"load-001": 2}


def test_a_line_that_stands_twice_in_an_order_is_two_lines(ledger: Any, line: Callable[..., Any]) -> None:
    ledger.load(sales=[line(), line()])
    ledger.load(sales=[line(), line()])
    assert shop_day(ledger, "2024-05-01")["net_sales"] == 20
    assert shop_day(ledger, "2024-05-01")["orders"] == 1


def test_a_refund_before_its_sale_finds_the_day_of_its_order(ledger: Any, line: Callable[..., Any]) -> None:
    refund = line(kind="refund", occurred_at=MAY_2, net_amount="-4", gross_amount=Decimal(-4), quantity=Decimal(-1))
    ledger.load(sales=[refund])
    assert ledger.rows("SELECT ordered_local_date FROM sales")[0]["ordered_local_date"] == date(2024, 5, 2)
    ledger.load(sales=[line()])
    dates = ledger.rows("SELECT DISTINCT ordered_local_date FROM sales")
    assert [row["ordered_local_date"] for row in dates] == [date(2024, 5, 1)]
    rollup = ledger.rows("SELECT local_date, ordered_local_date, refunds FROM daily_shop_sales WHERE refunds <> 0")
    assert [tuple(row.values()) for row in rollup] == [(date(2024, 5, 2), date(2024, 5, 1), Decimal(4))]


def test_a_date_the_source_gave_is_never_changed(ledger: Any, line: Callable[..., Any]) -> None:
    given = datetime(2024, 4, 1, 9, tzinfo=UTC)
    refund = line(
        kind="refund",
        occurred_at=MAY_2,
        net_amount="-4",
        ordered_at=given,
        ordered_local_date=given.date(),
        ordered_at_given=True,
    )
    ledger.load(sales=[refund])
    ledger.load(sales=[line()])
    assert ledger.rows("SELECT ordered_at FROM sales WHERE kind = 'refund'")[0]["ordered_at"] == given


def test_undo_takes_one_load_back_exactly(ledger: Any, line: Callable[..., Any], undo: Callable[..., Any]) -> None:
    ledger.load(sales=[line(kind="refund", occurred_at=MAY_2, net_amount="-4", quantity=Decimal(-1))])
    before = ledger.contents()
    load_id, _ = ledger.load(
        sales=[line(), line(order_id="o2", occurred_at=MAY_2)], products=[{"product_id": "p1", "unit_cost": Decimal(3)}]
    )
    assert ledger.contents() != before
    undo(ledger, load_id)
    assert ledger.contents() == before


def test_a_dry_run_counts_and_changes_nothing(ledger: Any, line: Callable[..., Any]) -> None:
    before = ledger.contents()
    _, done = ledger.load(dry_run=True, sales=[line(), line(line_type="fee", net_amount="-2")])
    assert done.tallies[0].loaded == 2
    assert done.excluded[0]["reason"] == "fee"
    assert ledger.contents() == before
    assert ledger.rows("SELECT COUNT(*) AS n FROM load_audit")[0]["n"] == 0


def test_what_is_no_sale_is_counted_by_name(ledger: Any, line: Callable[..., Any]) -> None:
    _, done = ledger.load(
        sales=[
            line(net_amount="10"),
            line(order_id="o2", line_type="bad_debt", net_amount="-7"),
            line(order_id="o3", is_test=True, net_amount="99"),
            line(order_id="o4", line_type="gift_card", net_amount="25"),
        ]
    )
    assert {(row["reason"], row["net_amount"]) for row in done.excluded} == {
        ("bad_debt", Decimal(-7)),
        ("test", Decimal(99)),
        ("gift_card", Decimal(25)),
    }
    assert shop_day(ledger, "2024-05-01")["net_sales"] == 10
    assert done.tallies[0].amount == Decimal(127)


def test_a_changed_line_with_the_same_identity_is_refused_not_lost(ledger: Any, line: Callable[..., Any]) -> None:
    ledger.load(sales=[line(entry_id="e1", net_amount="10")])
    _, done = ledger.load(sales=[line(entry_id="e1", net_amount="12")])
    assert done.tallies[0].rejected == {"entry_changed": 1}
    assert shop_day(ledger, "2024-05-01")["net_sales"] == 10


def test_a_sale_of_the_day_after_tomorrow_is_a_wrong_date(ledger: Any, line: Callable[..., Any]) -> None:
    _, done = ledger.load(sales=[line(), line(order_id="o2", occurred_at=datetime(2031, 1, 1, tzinfo=UTC))])
    assert done.tallies[0].rejected == {"in_the_future": 1}
    assert done.tallies[0].loaded == 1


def test_a_cost_that_becomes_known_later_counts_for_earlier_sales(ledger: Any, line: Callable[..., Any]) -> None:
    ledger.load(sales=[line(), line(order_id="o2", product_id="p2")])
    assert shop_day(ledger, "2024-05-01")["net_sales_with_cost"] == 0
    ledger.load(products=[{"product_id": "p1", "unit_cost": Decimal("3.5")}])
    assert shop_day(ledger, "2024-05-01")["net_sales_with_cost"] == 10
    assert shop_day(ledger, "2024-05-01")["cost"] == Decimal("3.5")


def test_a_cost_that_changes_counts_from_then_on(ledger: Any, line: Callable[..., Any]) -> None:
    ledger.load(products=[{"product_id": "p1", "unit_cost": Decimal(3)}])
    ledger.load(products=[{"product_id": "p1", "unit_cost": Decimal(5)}])
    ledger.load(sales=[line()])
    assert shop_day(ledger, "2024-05-01")["cost"] == 3


def test_the_cost_a_line_brings_wins(ledger: Any, line: Callable[..., Any]) -> None:
    ledger.load(products=[{"product_id": "p1", "unit_cost": Decimal(3)}], sales=[line(unit_cost=Decimal(2))])
    assert shop_day(ledger, "2024-05-01")["cost"] == 2


def test_the_latest_version_of_a_product_counts_and_an_equal_one_is_known(ledger: Any) -> None:
    ledger.load(products=[{"product_id": "p1", "title": "Mug"}])
    _, same = ledger.load(products=[{"product_id": "p1", "title": "Mug"}])
    assert same.tallies[0].known == {"load-001": 1}
    _, changed = ledger.load(products=[{"product_id": "p1", "title": "Cup"}, {"product_id": "p1", "title": "Mug"}])
    assert changed.tallies[0].rejected == {"superseded_in_file": 1}
    assert changed.tallies[0].known == {"load-001": 1}


def test_an_order_counts_once_where_its_first_line_stands(ledger: Any, line: Callable[..., Any]) -> None:
    ledger.load(
        sales=[
            line(line_no=1, location_id="north"),
            line(line_no=2, location_id="south", product_id="p2"),
            line(line_no=3, occurred_at=datetime(2024, 5, 2, 0, 1, tzinfo=UTC), product_id="p3"),
        ]
    )
    rows = ledger.rows("SELECT location_id, SUM(orders) AS orders FROM daily_shop_sales GROUP BY location_id")
    assert {row["location_id"]: row["orders"] for row in rows} == {"north": 1, "south": 0, None: 0}


def test_an_identity_that_comes_again_on_another_day_is_the_same_line(
    ledger: Any, line: Callable[..., Any], undo: Callable[..., Any]
) -> None:
    ledger.load(sales=[line(entry_id="a"), line(entry_id="b", order_id="o2", occurred_at=MAY_2)])
    before = ledger.contents()
    load_id, done = ledger.load(sales=[line(entry_id="a", occurred_at=datetime(2024, 5, 20, 10, tzinfo=UTC))])
    assert done.tallies[0].rejected == {"entry_changed": 1}
    assert ledger.contents() == before
    undo(ledger, load_id)
    assert ledger.contents() == before


def test_a_product_that_is_a_gift_card_is_no_sale_whichever_comes_first(
    ledger: Any, new_ledger: Callable[[], Any], line: Callable[..., Any], undo: Callable[..., Any]
) -> None:
    lines = [line(product_id="card", net_amount="25"), line(product_id="mug", net_amount="10")]
    products = [{"product_id": "card", "is_gift_card": True}, {"product_id": "mug", "is_gift_card": False}]
    ledger.load(sales=lines)
    before = ledger.contents()
    load_id, _ = ledger.load(products=products)
    other = new_ledger()
    other.load(products=products)
    _, done = other.load(sales=lines)
    for each in (ledger, other):
        assert shop_day(each, "2024-05-01")["net_sales"] == 10
        assert shop_day(each, "2024-05-01")["orders"] == 1
    assert [(row["reason"], row["net_amount"]) for row in done.excluded] == [("gift_card", Decimal(25))]
    assert ledger.load(sales=lines)[1].tallies[0].known == {"load-001": 2}
    undo(ledger, load_id)
    assert ledger.contents() == before


def test_orders_in_more_than_one_file_are_reported(ledger: Any, line: Callable[..., Any]) -> None:
    _, done = ledger.load(sales=[line(_file=0), line(_file=1), line(_file=1, order_id="o2")])
    assert done.tallies[1].known == {"load-001": 1}
    assert any("more than one of these files; 1 lines" in note for note in done.notes)
