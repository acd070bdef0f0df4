"""Orders in other currencies than the shop's, with the exchange rates beside the exports."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from ingestion.files.plan import FilesError
from ingestion.testing import Item, Order, orders_csv

MUG = Item("Mug", "12.50", sku="MUG-1")
TRAY = Item("Tray", "40.00", sku="TRAY")
RATES = "date,currency,rate\n2026-05-01,EUR,0.8\n2026-05-10,EUR,0.9\n2026-05-01,JPY,0.005\n"


def amounts(shop: Any) -> list[tuple[str, str, str, str, str, str]]:
    rows = shop.rows(
        "SELECT kind, currency, net_amount, tax_amount, original_amount, fx_rate FROM sales"
        " ORDER BY occurred_at, entry_id"
    )
    return [
        (
            str(row["kind"]),
            str(row["currency"]),
            *(f"{row[name].normalize():f}" for name in ("net_amount", "tax_amount", "original_amount", "fx_rate")),
        )
        for row in rows
    ]


def test_an_order_is_converted_at_the_rate_of_the_day_it_was_placed_on(shopify: Any) -> None:
    order = Order("#1001", [MUG], created_at="2026-05-09 23:30:00 +0100", cells={"Currency": "EUR"})
    later = Order("#1002", [MUG], created_at="2026-05-10 00:30:00 +0100", cells={"Currency": "eur"})
    loaded = shopify.load(orders=orders_csv([order, later]), rates=RATES)

    assert amounts(shopify) == [
        ("sale", "EUR", "10", "0", "12.5", "0.8"),
        ("sale", "EUR", "11.25", "0", "12.5", "0.9"),
    ]
    assert (
        "exchange rates to GBP: 2 of EUR, 2026-05-01 to 2026-05-10; 1 of JPY, 2026-05-01 to 2026-05-01" in loaded.notes
    )
    assert "2 orders are in another currency than the shop's" in loaded.notes


def test_what_is_given_back_later_is_converted_at_the_rate_of_the_order(shopify: Any) -> None:
    order = Order("#1001", [MUG], created_at="2026-05-09 12:00:00 +0100", cells={"Currency": "EUR"})
    after = Order("#1002", [MUG], created_at="2026-06-01 12:00:00 +0100")
    shopify.load(orders=orders_csv([order]), rates=RATES)
    back = replace(order, cells={"Currency": "EUR", "Refunded Amount": "2.50"})
    shopify.load(orders=orders_csv([back, after]))  # without the rates: the ledger has the order's

    assert amounts(shopify)[:2] == [
        ("sale", "EUR", "10", "0", "12.5", "0.8"),
        ("refund", "EUR", "-2", "0", "-2.5", "0.8"),
    ]


def test_the_same_export_again_changes_nothing(shopify: Any) -> None:
    order = Order("#1001", [MUG, TRAY], taxes="3.33", created_at="2026-05-11 12:00:00 +0100", cells={"Currency": "EUR"})
    shopify.load(orders=orders_csv([order]), rates=RATES)
    before = amounts(shopify)
    again = shopify.load(orders=orders_csv([order]), rates=RATES.replace("0.9", "0.95"))

    assert amounts(shopify) == before
    assert again.counts == {"orders.csv": (2, 0, 2, 0)}
    total = shopify.total("net_amount") + shopify.total("tax_amount")
    assert total == (Decimal(shopify.total("original_amount")) + Decimal("3.33")) * Decimal("0.9")


@pytest.mark.parametrize("placed", ["2026-04-30 12:00:00 +0100", "2026-06-11 12:00:00 +0100"])
def test_a_rate_that_is_not_known_yet_or_is_long_gone_is_none(shopify: Any, placed: str) -> None:
    order = Order("#1001", [MUG], created_at=placed, cells={"Currency": "EUR"})
    loaded = shopify.load(orders=orders_csv([order]), rates=RATES)

    assert loaded.reasons == [(2, "Currency", "fx_rate_missing")]


def test_a_currency_without_cents_is_taken_apart_in_its_own_units(shopify: Any) -> None:
    items = [Item("Mug", "1250", sku="MUG-1"), Item("Tray", "4000", sku="TRAY")]
    order = Order("#1001", items, discount="1", created_at="2026-05-09 12:00:00 +0100", cells={"Currency": "JPY"})
    shopify.load(orders=orders_csv([order]), rates=RATES)

    assert shopify.total("net_amount") == shopify.total("original_amount") * Decimal("0.005")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("14.05.2026,EUR,0.9", "the date '14.05.2026' is not written as 2026-05-14"),
        ("2026-05-14,EURO,0.9", "'EURO' is no currency"),
        ("2026-05-14,EUR,0", "the rate '0' is no number above 0"),
        ("2026-05-14,EUR,much", "the rate 'much' is no number above 0"),
        ("2026-05-14,EUR,nan", "the rate '' is no number above 0"),
    ],
)
def test_what_is_no_rate_stops_the_load_before_anything_is_changed(shopify: Any, line: str, why: str) -> None:
    with pytest.raises(FilesError, match=f"rates.csv, line 2: {why}"):
        shopify.load(orders=orders_csv([Order("#1001", [MUG])]), rates=f"date,currency,rate\n{line}\n")
    assert shopify.lines() == []
