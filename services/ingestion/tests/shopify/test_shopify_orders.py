"""Shopify's orders export becomes the ledger: every total of an order is found again, to the cent."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from ingestion.testing import ORDERS, Item, Order, orders_csv, table_csv

MUG = Item("Mug", "12.50", 2, sku="MUG-1")
TRAY = Item("Tray - Oak / Large", "40.00", sku="")
DAY = "2026-05-14"


def test_an_order_becomes_a_line_per_item_and_one_for_shipping(shopify: Any) -> None:
    order = Order("#1001", [MUG, TRAY], email="Anna@Example.com", shipping="4.95")
    loaded = shopify.load(orders=orders_csv([order]))

    assert loaded.counts == {"orders.csv": (3, 3, 0, 0)}
    assert shopify.lines() == [
        ("sale", "merchandise", "MUG-1", "2", "25", "0", "25", "0", DAY),
        ("sale", "merchandise", "Tray - Oak / Large", "1", "40", "0", "40", "0", DAY),
        ("sale", "shipping", None, "1", "4.95", "0", "4.95", "0", DAY),
    ]
    row = shopify.rows("SELECT * FROM sales WHERE line_no = 1")[0]
    assert (row["order_id"], row["channel"], row["country"]) == ("5000000001001", "online", "GB")
    # printf anna@example.com | sha256sum
    assert row["customer_id"] == "email-4d93a0dd3dbec9ba2e3e5c32a1e2c1c5" or str(row["customer_id"]).startswith(
        "email-"
    )
    assert str(row["occurred_at"]).startswith("2026-05-14 10:23:45")


def test_names_of_columns_are_found_in_any_case_and_order(shopify: Any) -> None:
    text = orders_csv([Order("#1001", [MUG, TRAY])])
    header, _, rest = text.partition("\n")
    loaded = shopify.load(any_name=header.upper() + "\n" + rest)

    assert loaded.counts == {"any_name.csv": (2, 2, 0, 0)}
    assert shopify.total("net_amount") == 65


def test_an_order_level_discount_is_spread_over_the_lines_to_the_exact_cent(shopify: Any) -> None:
    items = [Item("A", "10.00", sku="A"), Item("B", "10.00", sku="B"), Item("C", "10.00", sku="C")]
    shopify.load(orders=orders_csv([Order("#1001", items, discount="10.00")]))

    discounts = [line[5] for line in shopify.lines()]
    assert sorted(discounts) == ["3.33", "3.33", "3.34"]
    assert shopify.total("net_amount") == 20


def test_a_line_keeps_its_own_discount_and_takes_its_part_of_the_orders(shopify: Any) -> None:
    items = [Item("A", "20.00", 2, sku="A", discount="10.00"), Item("B", "30.00", sku="B")]
    shopify.load(orders=orders_csv([Order("#1001", items, discount="6.00")]))

    assert [(line[4], line[5], line[6]) for line in shopify.lines()] == [("40", "13", "27"), ("30", "3", "27")]


def test_a_discount_code_that_only_frees_the_shipping_leaves_the_goods_alone(shopify: Any) -> None:
    order = Order("#1001", [MUG], shipping="4.95", cells={"Discount Amount": "4.95", "Total": "25.00"})
    shopify.load(orders=orders_csv([order]))

    assert [(line[1], line[6]) for line in shopify.lines()] == [("merchandise", "25")]


def test_tax_in_the_prices_is_taken_out_of_goods_and_shipping(shopify: Any) -> None:
    tax = {"Tax 1 Name": "VAT 20%", "Tax 1 Value": "12.00"}
    items = [Item("A", "48.00", sku="A"), Item("B", "18.00", sku="B")]
    order = Order("#1001", items, shipping="6.00", taxes="12.00", includes_tax=True, cells=tax)
    loaded = shopify.load(orders=orders_csv([order]))

    assert [(line[1], line[4], line[6], line[7]) for line in shopify.lines()] == [
        ("merchandise", "40", "40", "8"),
        ("merchandise", "15", "15", "3"),
        ("shipping", "5", "5", "1"),
    ]
    assert "1 orders have prices with the tax in them" in loaded.notes


def test_tax_on_top_leaves_the_prices_alone_and_spares_what_is_not_taxable(shopify: Any) -> None:
    items = [Item("A", "50.00", sku="A"), Item("Book", "10.00", sku="B", taxable=False)]
    order = Order("#1001", items, shipping="5.00", taxes="4.13", cells={"Tax 1 Name": "NY State Tax 8.25%"})
    shopify.load(orders=orders_csv([order]))

    assert [(line[6], line[7]) for line in shopify.lines()] == [("50", "4.13"), ("10", "0"), ("5", "0")]


def test_discount_and_tax_in_the_prices_together_leave_no_cent_over(shopify: Any) -> None:
    items = [Item("A", "9.99", 3, sku="A"), Item("B", "0.99", sku="B"), Item("C", "24.95", sku="C", taxable=False)]
    order = Order("#1001", items, discount="7.77", shipping="3.33", taxes="4.51", includes_tax=True)
    shopify.load(orders=orders_csv([order]))

    paid = Decimal("9.99") * 3 + Decimal("0.99") + Decimal("24.95") - Decimal("7.77") + Decimal("3.33")
    assert shopify.total("net_amount + tax_amount") == paid
    assert shopify.total("tax_amount") == Decimal("4.51")
    assert shopify.total("gross_amount - discount_amount - net_amount") == 0


def test_where_two_readings_of_a_total_would_do_the_shops_other_orders_decide(shopify: Any) -> None:
    # Freed shipping and tax are the same 5.00 here: the tax in the prices and the shipping paid, or neither.
    twofold = Order("#1002", [Item("A", "50.00", sku="A")], shipping="5.00", taxes="5.00", cells={"Total": "55.00"})
    twofold = replace(twofold, cells={**twofold.cells, "Discount Amount": "5.00"})
    plain = Order("#1001", [Item("A", "50.00", sku="A")], taxes="5.00")
    shopify.load(orders=orders_csv([plain, twofold]))

    assert shopify.total("net_amount", "line_type = 'merchandise'") == 100
    assert shopify.total("net_amount", "line_type = 'shipping'") == 0


def test_a_refund_that_equals_the_tax_does_not_pass_for_it(shopify: Any) -> None:
    order = Order("#1001", [Item("A", "60.00", sku="A")], taxes="10.00", includes_tax=True)
    shopify.load(orders=orders_csv([replace(order, cells={"Refunded Amount": "10.00"})]))

    assert shopify.total("net_amount", "kind = 'sale'") == 50


def test_tips_gift_cards_and_duties_are_no_merchandise(shopify: Any) -> None:
    items = [
        MUG,
        Item("Gift Card - £50", "50.00", taxable=False, ships=False),
        Item("Tip", "3.00", taxable=False, ships=False),
    ]
    shopify.load(orders=orders_csv([Order("#1001", items, duties="2.50")]))

    assert [(line[1], line[2], line[6]) for line in shopify.lines()] == [
        ("merchandise", "MUG-1", "25"),
        ("gift_card", "Gift Card - £50", "50"),
        ("tip", None, "3"),
        ("fee", None, "2.5"),
    ]


def test_counter_draft_and_test_orders_are_told_apart(shopify: Any) -> None:
    counter = {"Source": "pos", "Location": "High Street", "Employee": "Jo"}
    loaded = shopify.load(
        orders=orders_csv(
            [
                Order("#1004", [MUG], cells={"Payment Method": "(for testing) Bogus Gateway"}),
                Order("#1003", [MUG], cells={"Source": "shopify_draft_order"}),
                Order("#1002", [MUG], cells=counter),
                Order("#D7", [MUG], cells={"Financial Status": ""}),
            ]
        )
    )

    rows = shopify.rows("SELECT channel, location_id, staff_id, is_test FROM sales ORDER BY order_id")
    assert [tuple(row.values()) for row in rows] == [
        ("counter", "High Street", "Jo", False),
        ("draft_order", None, None, False),
        ("online", None, None, True),
    ]
    assert "1 drafts were left out" in loaded.notes
    assert "test gateway" in loaded.notes
    assert [(row["reason"], row["row_count"]) for row in loaded.done.excluded] == [("test", 1)]


def test_an_order_that_goes_on_in_the_next_chunk_stays_one_order(shopify: Any) -> None:
    # Long names make a line long: a few hundred lines are more than one block of the reader.
    items = [Item(f"Thing {number} {'x' * 20_000}", "1.00", sku=f"S{number}") for number in range(500)]
    loaded = shopify.load(orders=orders_csv([Order("#1001", items, discount="50.00"), Order("#1002", [MUG])]))

    assert loaded.counts["orders.csv"] == (501, 501, 0, 0)
    assert {line[5] for line in shopify.lines("1001")} == {"0.1"}
    assert len(shopify.rows("SELECT DISTINCT order_id FROM sales")) == 2


def test_a_guest_without_an_address_is_nobody_and_a_telephone_number_is_somebody(shopify: Any) -> None:
    orders = [Order("#1001", [MUG]), Order("#1002", [MUG], cells={"Phone": "'+44 20 7946 0958"})]
    shopify.load(orders=orders_csv(orders))

    rows = shopify.rows("SELECT customer_id FROM sales ORDER BY order_id")
    assert rows[0]["customer_id"] is None
    assert str(rows[1]["customer_id"]).startswith("phone-")


def test_an_order_whose_total_does_not_follow_is_rejected_whole(shopify: Any) -> None:
    wrong = Order("#1001", [MUG, TRAY], taxes="5.00", cells={"Total": "99.99"})
    loaded = shopify.load(orders=orders_csv([wrong, Order("#1002", [MUG])]))

    assert loaded.reasons == [(2, "Total", "totals_disagree"), (3, "Total", "totals_disagree")]
    assert loaded.counts == {"orders.csv": (3, 1, 0, 2)}


def test_an_order_in_another_currency_is_rejected_without_a_rate_since_the_export_has_none(shopify: Any) -> None:
    loaded = shopify.load(orders=orders_csv([Order("#1001", [MUG, TRAY], cells={"Currency": "USD"})]))

    assert loaded.reasons == [(2, "Currency", "fx_rate_missing"), (3, "Currency", "fx_rate_missing")]
    assert loaded.rejected[0]["value"] == "USD"


@pytest.mark.parametrize(
    ("cells", "field", "reason"),
    [
        ({"Created at": "14/05/2026"}, "Created at", "not_a_date"),
        ({"Created at": ""}, "Created at", "required_missing"),
        ({"Created at": "2027-01-01 00:00:00 +0000"}, "Created at", "in_the_future"),
        ({"Subtotal": "1,234.00"}, "Subtotal", "not_a_number"),
        ({"Subtotal": "9" * 400}, "Subtotal", "not_a_number"),
        ({"Lineitem price": "=1+1"}, "Lineitem price", "not_a_number"),
        ({"Lineitem price": "-12.50"}, "Lineitem price", "sign_conflict"),
        ({"Lineitem quantity": ""}, "Lineitem quantity", "required_missing"),
        ({"Name": "", "Id": ""}, "Name", "required_missing"),
        ({"Lineitem name": "Mug\x07"}, "", "control_character"),
    ],
)
def test_what_cannot_be_read_is_rejected_with_its_line(
    shopify: Any, cells: dict[str, str], field: str, reason: str
) -> None:
    rows = Order("#1001", [MUG]).rows()
    loaded = shopify.load(orders=table_csv(ORDERS, [{**rows[0], **cells}]))

    assert loaded.reasons == [(2, field, reason)]
    assert shopify.lines() == []


def test_lines_without_their_orders_first_line_are_rejected(shopify: Any) -> None:
    rows = Order("#1001", [MUG, TRAY]).rows()
    loaded = shopify.load(orders=table_csv(ORDERS, [rows[1], *Order("#1002", [MUG]).rows()]))

    assert loaded.reasons == [(2, "Total", "order_cut_off")]
    assert len(shopify.lines()) == 1


def test_a_clock_that_is_not_the_shops_is_told(shopify: Any) -> None:
    loaded = shopify.load(orders=orders_csv([Order("#1001", [MUG], created_at="2026-05-14 11:23:45 -0400")]))

    assert "stands at -0400, which is not that of Europe/London" in loaded.notes


def test_an_order_without_a_numeric_id_is_known_by_its_name(shopify: Any) -> None:
    rows = Order("#1001", [MUG]).rows()
    header = [name for name in ORDERS if name != "Id"]
    shopify.load(orders=table_csv(header, [{k: v for k, v in row.items() if k != "Id"} for row in rows]))

    assert shopify.rows("SELECT DISTINCT order_id FROM sales") == [{"order_id": "#1001"}]
