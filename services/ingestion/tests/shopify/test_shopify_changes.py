"""Refunds, cancellations, and newer exports of orders that the ledger holds already."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from ingestion.testing import Item, Order, orders_csv

MUG = Item("Mug", "12.50", 2, sku="MUG-1")
TRAY = Item("Tray", "40.00", sku="TRAY")
MAY = "2026-05-14 11:23:45 +0100"
DAY = "2026-05-14"
PLACED = Order("#1001", [MUG, TRAY], created_at=MAY, shipping="5.00", taxes="10.50", includes_tax=True)
# Any later order shows when an export was made.
JUNE = Order("#1002", [MUG], created_at="2026-06-10 09:00:00 +0100")


def refunded(order: Order, amount: str, **cells: str) -> Order:
    return replace(order, cells={**order.cells, "Refunded Amount": amount, **cells})


def test_an_order_refunded_in_full_is_reversed_line_by_line(shopify: Any) -> None:
    loaded = shopify.load(orders=orders_csv([refunded(PLACED, "70.00", **{"Financial Status": "refunded"})]))

    assert loaded.counts["orders.csv"] == (6, 6, 0, 0)
    for column in ("quantity", "gross_amount", "discount_amount", "net_amount", "tax_amount"):
        assert shopify.total(column, "line_type = 'merchandise'") == 0
    assert shopify.total("net_amount") == 0
    assert {line[8] for line in shopify.lines()} == {DAY}
    assert "70.00 GBP refunded, tax included, before anything of them was here" in loaded.notes


def test_a_refund_of_exactly_one_line_gives_that_line_back_with_its_units(shopify: Any) -> None:
    shopify.load(orders=orders_csv([refunded(PLACED, "25.00")]))

    back = [line for line in shopify.lines() if line[0] == "refund"]
    assert [(line[2], line[3]) for line in back] == [("MUG-1", "-2")]
    assert shopify.total("net_amount + tax_amount", "kind = 'refund'") == -25


def test_any_other_part_is_spread_over_the_goods_without_units(shopify: Any) -> None:
    loaded = shopify.load(orders=orders_csv([refunded(PLACED, "10.01")]))

    assert loaded.counts["orders.csv"] == (5, 5, 0, 0)
    assert shopify.total("net_amount + tax_amount", "kind = 'refund'") == Decimal("-10.01")
    assert shopify.total("quantity", "kind = 'refund'") == 0
    back = [line for line in shopify.lines() if line[0] == "refund"]
    assert [line[2] for line in back] == ["MUG-1", "TRAY"]


def test_more_refunded_than_the_order_came_to_is_a_fee(shopify: Any) -> None:
    loaded = shopify.load(orders=orders_csv([refunded(Order("#1001", [TRAY]), "45.00")]))

    assert [(line[0], line[1], line[6]) for line in shopify.lines()][1:] == [
        ("refund", "merchandise", "-40"),
        ("refund", "fee", "-5"),
    ]
    assert "more refunded than they came to" in loaded.notes


def test_a_cancelled_order_stays_a_sale_and_goes_back_on_the_day_of_the_cancellation(shopify: Any) -> None:
    cells = {"Financial Status": "refunded", "Cancelled at": "2026-05-20 08:00:00 +0100"}
    shopify.load(orders=orders_csv([refunded(PLACED, "70.00", **cells)]))

    assert {(line[0], line[8]) for line in shopify.lines()} == {("sale", DAY), ("refund", "2026-05-20")}
    assert shopify.total("net_amount") == 0


def test_an_order_cancelled_before_it_was_paid_goes_back_without_a_refund(shopify: Any) -> None:
    cells = {"Financial Status": "pending", "Cancelled at": "2026-05-20 08:00:00 +0100", "Outstanding Balance": "70.00"}
    shopify.load(orders=orders_csv([replace(PLACED, cells=cells)]))

    assert shopify.total("net_amount") == 0
    assert len(shopify.lines()) == 6


def test_a_cancelled_order_whose_money_was_kept_stays(shopify: Any) -> None:
    cells = {"Cancelled at": "2026-05-20 08:00:00 +0100"}
    shopify.load(orders=orders_csv([replace(PLACED, cells=cells)]))

    assert shopify.total("net_amount + tax_amount") == 70


def test_a_voided_order_is_no_sale(shopify: Any) -> None:
    loaded = shopify.load(orders=orders_csv([replace(PLACED, cells={"Financial Status": "voided"})]))

    assert shopify.lines() == []
    assert "1 orders were voided" in loaded.notes


def test_pending_orders_are_sales(shopify: Any) -> None:
    shopify.load(orders=orders_csv([replace(PLACED, cells={"Financial Status": "pending"})]))

    assert len(shopify.lines()) == 3


def test_loading_the_same_export_again_is_all_known(shopify: Any) -> None:
    text = orders_csv([refunded(PLACED, "10.01"), JUNE])
    shopify.load(orders=text)
    before = shopify.contents()
    again = shopify.load(orders=text)

    assert again.counts["orders.csv"] == (6, 0, 6, 0)
    assert shopify.contents() == before


def test_equal_items_of_a_long_order_keep_their_places(shopify: Any) -> None:
    items = [Item("Mug", "12.50", number, sku="MUG-1") for number in range(1, 13)]
    text = orders_csv([Order("#1001", items)])
    shopify.load(orders=text)
    again = shopify.load(orders=text)

    assert again.counts["orders.csv"] == (12, 0, 12, 0)


def test_an_order_refunded_since_gets_the_rest_of_its_refund_at_the_end_of_the_newer_export(shopify: Any) -> None:
    shopify.load(orders=orders_csv([refunded(PLACED, "10.01")]))
    newer = shopify.load(orders=orders_csv([JUNE, refunded(PLACED, "35.02")]))

    assert newer.counts["orders.csv"] == (8, 3, 5, 0)
    dated = shopify.rows(
        "SELECT local_date, SUM(net_amount + tax_amount) AS paid FROM sales WHERE kind = 'refund'"
        " GROUP BY local_date ORDER BY local_date"
    )
    assert [(str(row["local_date"]), str(row["paid"].normalize())) for row in dated] == [
        (DAY, "-10.01"),
        ("2026-06-10", "-25.01"),
    ]
    assert {
        str(row["d"]) for row in shopify.rows("SELECT ordered_local_date AS d FROM sales WHERE kind = 'refund'")
    } == {DAY}
    assert "1 orders had more refunded since an earlier export" in newer.notes


def test_refunded_step_by_step_ends_at_nothing_left(shopify: Any) -> None:
    for number, amount in enumerate(("10.01", "33.33", "70.00"), 1):
        later = replace(JUNE, name=f"#20{number}", created_at=f"2026-06-{number:02} 09:00:00 +0100")
        shopify.load(orders=orders_csv([later, refunded(PLACED, amount)]))

    left = shopify.rows(
        "SELECT line_no, SUM(quantity) AS q, SUM(gross_amount) AS g, SUM(net_amount) AS n, "
        "SUM(tax_amount) AS t FROM sales WHERE order_id LIKE '%1001' GROUP BY line_no"
    )
    assert {str(value.normalize()) for row in left for name, value in row.items() if name != "line_no"} == {"0"}


def test_an_order_cancelled_since_is_dated_by_its_cancellation(shopify: Any) -> None:
    shopify.load(orders=orders_csv([PLACED]))
    cells = {"Financial Status": "refunded", "Cancelled at": "2026-06-02 08:00:00 +0100"}
    shopify.load(orders=orders_csv([JUNE, refunded(PLACED, "70.00", **cells)]))

    assert {line[8] for line in shopify.lines("1001") if line[0] == "refund"} == {"2026-06-02"}


def test_a_waiting_order_that_was_voided_goes_back(shopify: Any) -> None:
    shopify.load(orders=orders_csv([replace(PLACED, cells={"Financial Status": "authorized"})]))
    shopify.load(orders=orders_csv([JUNE, replace(PLACED, cells={"Financial Status": "voided"})]))

    assert shopify.total("net_amount", "order_id LIKE '%1001'") == 0


def test_an_edited_order_is_adjusted_and_never_rewritten(shopify: Any) -> None:
    shopify.load(orders=orders_csv([PLACED]))
    edited = replace(PLACED, items=[replace(MUG, quantity=1), TRAY, Item("Bowl", "9.00", sku="BOWL")], taxes="9.50")
    newer = shopify.load(orders=orders_csv([JUNE, edited]))

    assert "1 orders were edited since an earlier export" in newer.notes
    changes = [line for line in shopify.lines("1001") if line[0] == "adjustment"]
    assert {(line[2], line[3], line[8]) for line in changes} >= {
        ("MUG-1", "-1", "2026-06-10"),
        ("BOWL", "1", "2026-06-10"),
    }
    assert shopify.total("net_amount + tax_amount", "order_id LIKE '%1001'") == Decimal("66.50")
    assert shopify.total("quantity", "product_id = 'MUG-1' AND order_id LIKE '%1001'") == 1


def test_an_older_export_loaded_after_a_newer_one_changes_nothing(shopify: Any) -> None:
    shopify.load(orders=orders_csv([JUNE, refunded(PLACED, "25.00")]))
    before = shopify.contents()
    older = shopify.load(orders=orders_csv([PLACED]))

    assert older.counts["orders.csv"] == (4, 0, 4, 0)
    assert shopify.contents() == before
    assert "known from a newer export" in older.notes


def test_two_exports_in_one_load_are_taken_in_the_order_of_their_making(new_shopify: Any) -> None:
    old, new = orders_csv([PLACED]), orders_csv([JUNE, refunded(PLACED, "25.00")])
    together, apart = new_shopify(), new_shopify()
    together.load(a_newer=new, b_older=old)
    apart.load(orders=old)
    apart.load(orders=new)

    assert together.lines() == apart.lines()


def test_a_newer_export_is_taken_back_alone(shopify: Any) -> None:
    shopify.load(orders=orders_csv([PLACED]))
    before = shopify.contents()
    newer = shopify.load(orders=orders_csv([JUNE, refunded(PLACED, "35.02")]))
    shopify.undo(newer.load_id)

    assert shopify.contents() == before
    again = shopify.load(orders=orders_csv([JUNE, refunded(PLACED, "35.02")]))
    assert again.counts["orders.csv"] == newer.counts["orders.csv"]


def test_what_was_sold_after_a_load_was_taken_back_is_right_again(shopify: Any) -> None:
    first = shopify.load(orders=orders_csv([PLACED]))
    newer = orders_csv([JUNE, refunded(PLACED, "25.00")])
    shopify.load(orders=newer)
    shopify.undo(first.load_id)
    shopify.load(orders=newer)

    assert shopify.total("net_amount + tax_amount", "order_id LIKE '%1001'") == 45
