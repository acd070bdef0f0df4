"""What a sale of Lightspeed becomes: an order, a refund, both, or nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ingestion.lightspeed.testing import BOB, DISCOUNT, MUG, PLATE, SOUTH, VASE, line, sale, uuid_of

ANNA = uuid_of("customer anna")


def amounts(lines: list[dict[str, Any]]) -> list[tuple[str | None, ...]]:
    """Product or type, units, gross, discount, tax, cost of each line."""
    return [
        (
            one["product_id"] or one["line_type"],
            *(one[name] for name in ("quantity", "gross_amount", "discount_amount", "tax_amount", "unit_cost")),
        )
        for one in lines
    ]


def net(lines: list[dict[str, Any]]) -> Decimal:
    return sum((Decimal(one["gross_amount"]) - Decimal(one["discount_amount"]) for one in lines), Decimal(0))


def test_a_sale_is_an_order_at_its_outlet_by_its_user_with_cost_and_staff_of_each_line(shop: Any) -> None:
    mugs = line(MUG, 2, 10, cost=3.1, id="l1")
    plate = line(PLATE, 1, 20, cost=5, id="l2", salesperson_id=BOB)
    shop.lightspeed.put("sales", sale("1", mugs, plate, customer_id=ANNA, outlet_id=SOUTH))
    shop.sync()

    order = shop.order("1")
    assert {name: order[name] for name in ("customer_id", "location_id", "staff_id", "channel", "currency")} == {
        "customer_id": ANNA,
        "location_id": "South",
        "staff_id": "Ann",
        "channel": "counter",
        "currency": "GBP",
    }
    assert order["ordered_at"] == "2026-05-01T10:00:00Z"
    assert amounts(order["lines"]) == [("MUG", "2", "20", "0", "4", "3.1"), ("PLATE", "1", "20", "0", "4", "5")]
    assert [one.get("staff_id") for one in order["lines"]] == [None, "Bob"]
    assert [one["line_id"] for one in order["lines"]] == ["l1", "l2"]
    assert shop.published("order-refunded.v1") == []


def test_nobody_in_particular_is_a_guest(shop: Any) -> None:
    shop.lightspeed.put("sales", sale("1", line(MUG, 1, 10)))
    shop.sync()

    assert shop.order("1")["customer_id"] is None
    assert [one["entity_id"] for one in shop.published("customer-changed.v1")] == [ANNA]


def test_a_cost_of_zero_is_unknown(shop: Any) -> None:
    shop.lightspeed.put("sales", sale("1", line(MUG, 1, 10, cost=0)))
    shop.sync()

    assert shop.order("1")["lines"][0]["unit_cost"] is None


def test_a_return_is_a_refund_of_the_sale_it_names_on_its_own_day(shop: Any) -> None:
    shop.lightspeed.put("sales", sale("1", line(MUG, 2, 10, cost=3.1)))
    back = sale("2", line(MUG, -1, 10, cost=3.1), at="2026-05-09T09:00:00+00:00", return_for=uuid_of("sale 1"))
    shop.lightspeed.put("sales", back)
    shop.sync()

    refund = shop.refund("2")
    assert (refund["order_id"], refund["occurred_at"]) == (uuid_of("sale 1"), "2026-05-09T09:00:00Z")
    assert amounts(refund["lines"]) == [("MUG", "1", "10", "0", "2", "3.1")]
    assert [one["entity_id"] for one in shop.published("order-placed.v1")] == [uuid_of("sale 1")]


def test_what_is_exchanged_is_a_refund_and_an_order(shop: Any) -> None:
    exchange = sale("2", line(MUG, -1, 10), line(PLATE, 1, 20), return_for=uuid_of("sale 1"))
    shop.lightspeed.put("sales", exchange)
    shop.sync()

    assert amounts(shop.refund("2")["lines"]) == [("MUG", "1", "10", "0", "2", None)]
    assert amounts(shop.order("2")["lines"]) == [("PLATE", "1", "20", "0", "4", None)]


def test_a_return_without_a_receipt_is_a_refund_of_an_order_nobody_knows(shop: Any) -> None:
    shop.lightspeed.put("sales", sale("2", line(MUG, -1, 10)))
    shop.sync()

    assert shop.refund("2")["order_id"] == uuid_of("sale 2")
    assert shop.published("order-placed.v1") == []


@pytest.mark.parametrize(
    "status", ["ONACCOUNT", "LAYBY", "AWAITING_PICKUP", "AWAITING_DISPATCH", "SERVICE_CLOSED", "layby_closed"]
)
def test_a_sale_counts_when_it_is_agreed_paid_or_not(shop: Any, status: str) -> None:
    shop.lightspeed.put("sales", sale("1", line(MUG, 1, 10), status=status))
    shop.sync()

    assert net(shop.order("1")["lines"]) == 10


@pytest.mark.parametrize(("status", "why"), [("SAVED", "parked"), ("OPEN", "parked"), ("SERVICE", "service_open")])
def test_what_is_not_agreed_yet_is_no_sale_and_counted(shop: Any, status: str, why: str) -> None:
    shop.lightspeed.put("sales", sale("1", line(MUG, 1, 10), status=status))
    report = shop.sync()

    assert shop.published("order-placed.v1") == []
    assert shop.told(report, "sales")["left_out"] == {why: 1}


def test_the_newer_interface_says_a_state_instead_of_a_status(shop: Any) -> None:
    layby = sale("1", line(MUG, 1, 10), status=None, state="pending", attributes=["layby", "pickup"])
    parked = sale("2", line(MUG, 1, 10), status=None, state="parked", attributes=[])
    closed = sale("3", line(MUG, 1, 10), status=None, state="closed", attributes=["onaccount"])
    shop.lightspeed.put("sales", layby, parked, closed)
    shop.sync()

    placed = [one["entity_id"] for one in shop.published("order-placed.v1")]
    assert placed == [uuid_of("sale 1"), uuid_of("sale 3")]


def test_a_sale_that_is_voided_later_loses_its_lines_on_that_day(shop: Any) -> None:
    shop.lightspeed.put("sales", sale("1", line(MUG, 1, 10)))
    shop.sync()
    first = shop.order("1")["version"]
    gone = sale("1", line(MUG, 1, 10), status="VOIDED", updated_at="2026-05-03T08:00:00+00:00")
    shop.lightspeed.put("sales", gone)
    shop.sync()

    order = shop.order("1")
    assert (order["lines"], order["occurred_at"]) == ([], "2026-05-03T08:00:00Z")
    assert order["version"] > first


def test_a_return_that_is_voided_later_takes_its_refund_back(shop: Any) -> None:
    given_back = {"return_for": uuid_of("sale 1"), "status": "VOIDED", "updated_at": "2026-05-03T08:00:00+00:00"}
    shop.lightspeed.put("sales", sale("2", line(MUG, -1, 10), **given_back))
    shop.sync()

    assert shop.refund("2")["lines"] == []
    assert shop.published("order-changed.v1") == []


def test_a_deleted_sale_is_as_good_as_voided(shop: Any) -> None:
    shop.lightspeed.put("sales", sale("1", line(MUG, 1, 10), deleted_at="2026-05-04T08:00:00+00:00"))
    shop.sync()

    assert shop.order("1")["lines"] == []


def test_a_price_is_after_its_discount_as_the_vendor_says(shop: Any) -> None:
    shop.lightspeed.put("sales", sale("1", line(MUG, 2, 8, discount=2)))
    shop.sync()

    assert amounts(shop.order("1")["lines"]) == [("MUG", "2", "20", "4", "3.2", None)]


def test_a_price_before_its_discount_shows_in_the_total(shop: Any) -> None:
    item = {**line(MUG, 2, 10), "discount": 2, "discount_total": 4, "tax_total": 3.2}
    shop.lightspeed.put("sales", sale("1", item, total_price=16, total_tax=3.2, payments=[{"amount": 19.2}]))
    shop.sync()

    assert amounts(shop.order("1")["lines"]) == [("MUG", "2", "20", "4", "3.2", None)]


@pytest.mark.parametrize("total", [10, 12], ids=["total without tax", "total with tax"])
def test_prices_with_the_tax_in_them_are_taken_apart(shop: Any, total: int) -> None:
    item = {**line(MUG, 1, 12), "price": 12, "price_total": 12, "tax_total": 2}
    shop.lightspeed.put("sales", sale("1", item, total_price=total, total_tax=2, payments=[{"amount": 12}]))
    shop.sync()

    assert amounts(shop.order("1")["lines"]) == [("MUG", "1", "10", "0", "2", None)]


def test_lines_whose_total_nothing_explains_are_set_aside(shop: Any) -> None:
    shop.lightspeed.put("sales", sale("1", line(MUG, 1, 10), total_price=7))
    shop.lightspeed.put("sales", sale("2", line(MUG, 1, 10)))
    report = shop.sync()

    sales = shop.told(report, "sales")
    assert sales["set_aside"] == {"totals_disagree": 1}
    assert sales["examples"] == [{"id": uuid_of("sale 1"), "reason": "totals_disagree", "field": "total_price"}]
    assert net(shop.order("2")["lines"]) == 10


def test_fractions_of_a_penny_add_up_to_what_was_paid(shop: Any) -> None:
    # The vendor's own example: three times 4.30435 is 12.91305, and 12.91 was paid.
    items = [line(MUG, 1, 4.30435, id=f"l{place}") for place in range(3)]
    shop.lightspeed.put("sales", sale("1", *items, total_price=12.91, total_tax=1.94))
    shop.sync()

    assert net(shop.order("1")["lines"]) == Decimal("12.91")


def test_a_discount_on_the_whole_sale_comes_off_its_lines(shop: Any) -> None:
    items = [line(MUG, 1, 10, id="l1"), line(PLATE, 1, 20, id="l2"), line(DISCOUNT, -1, 10.01, id="l3")]
    shop.lightspeed.put("sales", sale("1", *items))
    report = shop.sync()

    order = shop.order("1")
    assert amounts(order["lines"]) == [
        ("MUG", "1", "10", "3.34", "1.33", None),
        ("PLATE", "1", "20", "6.67", "2.668", None),
    ]
    assert net(order["lines"]) == Decimal("19.99")
    assert shop.published("order-refunded.v1") == []
    assert shop.told(report, "sales")["set_aside"] == {}


def test_the_discount_of_a_whole_sale_comes_back_with_its_return(shop: Any) -> None:
    items = [line(MUG, -1, 10, id="l1"), line(DISCOUNT, 1, 4, id="l2")]
    shop.lightspeed.put("sales", sale("2", *items, return_for=uuid_of("sale 1")))
    shop.sync()

    assert amounts(shop.refund("2")["lines"]) == [("MUG", "1", "10", "4", "1.2", None)]


def test_tips_surcharges_and_delivery_are_no_sales_of_goods(shop: Any) -> None:
    adjustments = [
        {"name": "Tip", "adjustment_type": "TIP", "value": 1.5},
        {"name": "Card", "adjustment_type": "SURCHARGE", "value": "0.30"},
        {"name": "Promotion", "adjustment_type": "DISCOUNT", "value": -2},
        {"name": "Delivery", "adjustment_type": "ECOM_CUSTOM_CHARGE", "value": 4},
    ]
    charges = {"total": 4, "charges": [{"name": "Home delivery", "total": 4, "total_tax": 0.8, "source_id": "x"}]}
    sold = sale("1", line(MUG, 1, 10), adjustments=adjustments, ecom_custom_charges=charges, source="ECOMMERCE")
    shop.lightspeed.put("sales", sold)
    shop.sync()

    order = shop.order("1")
    assert order["channel"] == "online"
    kinds = [(one["line_type"], one["gross_amount"]) for one in order["lines"]]
    assert kinds == [("merchandise", "10"), ("tip", "1.5"), ("fee", "0.3"), ("shipping", "4")]


def test_voided_lines_are_none(shop: Any) -> None:
    shop.lightspeed.put("sales", sale("1", line(MUG, 1, 10), line(PLATE, 1, 20, status="VOIDED")))
    shop.sync()

    assert [one["product_id"] for one in shop.order("1")["lines"]] == ["MUG"]


def test_sales_that_shopify_handed_on_come_from_shopify_where_that_is_connected(shop: Any) -> None:
    shop.lightspeed.put("sales", sale("1", line(MUG, 1, 10), source="SHOPIFY"))
    shop.door.secrets.put("shopify", "{}")
    report = shop.sync()

    assert shop.told(report, "sales")["left_out"] == {"from_shopify": 1}
    assert shop.published("order-placed.v1") == []


def test_a_product_without_a_sku_or_with_anothers_goes_by_its_id(shop: Any) -> None:
    second, blank = uuid_of("second mug"), uuid_of("blank")
    shop.lightspeed.put(
        "products", {"id": second, "name": "Mug too", "sku": "MUG"}, {"id": blank, "name": "?", "sku": ""}
    )
    shop.lightspeed.put("sales", sale("1", line(second, 1, 10), line(blank, 1, 1), line(VASE, 1, 2)))
    shop.sync()

    assert [one["product_id"] for one in shop.order("1")["lines"]] == [second, blank, "VASE"]


def test_a_product_goes_on_by_its_first_sku_and_an_outlet_by_its_first_name(shop: Any) -> None:
    shop.lightspeed.put("sales", sale("1", line(MUG, 1, 10)))
    shop.sync()
    shop.lightspeed.put("products", {"id": MUG, "name": "Mug", "sku": "MUG-2026"})
    shop.lightspeed.put("sales", sale("2", line(MUG, 1, 10)))
    shop.sync()

    assert shop.order("2")["lines"][0]["product_id"] == "MUG"
    assert shop.published("product-changed.v1")[-1]["sku"] == "MUG-2026"


def test_a_product_that_was_made_while_the_sync_ran_is_known_to_its_sale(shop: Any) -> None:
    lamp = uuid_of("product lamp")

    def sold_meanwhile(path: str) -> None:
        if path.startswith("customers") and not shop.lightspeed.lists.get("sales"):
            shop.lightspeed.put("products", {"id": lamp, "name": "Lamp", "sku": "LAMP"})
            shop.lightspeed.put("sales", sale("1", line(lamp, 1, 30)))

    shop.lightspeed.on_request = sold_meanwhile
    report = shop.sync()

    assert shop.order("1")["lines"][0]["product_id"] == "LAMP"
    assert shop.told(report, "products")["read"] == 5
