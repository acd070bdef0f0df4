"""The same sales twice: as Lightspeed has them, and as canonical files, each written by rules of its own."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from ingestion.lightspeed.testing import (
    ANN,
    BOB,
    MUG,
    NORTH,
    PLATE,
    SOUTH,
    TRAY,
    VASE,
    WALK_IN,
    sale,
    uuid_of,
)

SALES = 420  # two full pages of sales and a part of one
START = datetime(2026, 3, 1, 9, tzinfo=UTC)  # the clocks go forward on the 29th
PRICES = {
    MUG: ("MUG", "10.00", "3.10"),
    PLATE: ("PLATE", "24.50", "5.00"),
    VASE: ("VASE", "39.99", ""),
    TRAY: ("TRAY", "7.25", "11.25"),
}
PRODUCTS = "product_id,sku,title,category,brand,price,unit_cost\n" + "".join(
    f"{sku},{sku},{sku.title()},Kitchen,Plain,10,{cost}\n" for sku, _, cost in PRICES.values()
)


@dataclass
class Sold:
    """The same sales twice: as Lightspeed has them, and as lines of a canonical file, written by other rules."""

    items: list[dict[str, Any]] = field(default_factory=list)
    lines: list[dict[str, object]] = field(default_factory=list)

    @property
    def csv(self) -> bytes:
        text = io.StringIO()
        names = dict.fromkeys(name for line in self.lines for name in line if name != "off")
        writer = csv.DictWriter(text, list(names), extrasaction="ignore")
        writer.writeheader()
        writer.writerows(self.lines)
        return text.getvalue().encode()


def sold_items(seed: int) -> Sold:
    """Some months of a shop: discounts, returns days later, parked, voided and unpaid sales."""
    chance, sold = random.Random(seed), Sold()  # noqa: S311 - an invented shop
    at = START
    for number in range(1, SALES + 1):
        at += timedelta(minutes=chance.randrange(5, 600))
        order = uuid_of(f"sale {number}")
        outlet, place = chance.choice([(NORTH, "North"), (SOUTH, "South")])
        customer = chance.choice([WALK_IN, *(uuid_of(f"customer {name}") for name in ("anna", "ben", "cleo"))])
        head = {"channel": "counter", "location_id": place, "customer_id": "" if customer == WALK_IN else customer}
        status = chance.choice(["CLOSED"] * 8 + ["ONACCOUNT", "LAYBY_CLOSED", "VOIDED", "SAVED"])
        lines, rows = [], []
        for line_no, product in enumerate(chance.sample(list(PRICES), chance.randrange(1, 4)), start=1):
            quantity, staff = chance.randrange(1, 4), chance.choice([(ANN, "Ann"), (BOB, "Bob")])
            off = Decimal(chance.choice(["0", "0", "0.50", "1.25"]))
            lines.append(lightspeed_line(f"{number}/{line_no}", product, quantity, off, staff[0]))
            rows.append(file_line(order, at, product, quantity, off, staff[1], line_no=line_no, **head))
        about = {"outlet_id": outlet, "customer_id": customer, "status": status}
        sold.items.append(sale(str(number), *lines, at=at.isoformat(), **about))
        if status in ("VOIDED", "SAVED"):
            continue
        sold.lines += rows
        if number % 9 == 0:
            back_at = at + timedelta(days=chance.randrange(1, 20), hours=3)
            sold.items.append(lightspeed_return(number, lines[0], back_at, about))
            refunded = file_line(
                order, back_at, lines[0]["product_id"], -1, rows[0]["off"], "Ann", kind="refund", **head
            )
            sold.lines.append(refunded)
    return sold


def lightspeed_line(name: str, product: str, quantity: int, off: Decimal, staff: str) -> dict[str, Any]:
    """A line item: its price after the discount, as the vendor has it."""
    _, price, cost = PRICES[product]
    net = float((Decimal(price) - off) * quantity)
    return {
        "id": uuid_of(f"line {name}"),
        "product_id": product,
        "quantity": quantity,
        "price": float(Decimal(price) - off),
        "price_total": net,
        "discount": float(off),
        "discount_total": float(off * quantity),
        "tax_total": round(net * 0.2, 4),
        "cost": float(cost or 0),
        "status": "CONFIRMED",
        "salesperson_id": staff,
    }


def file_line(
    order: str, at: datetime, product: str, quantity: int, off: object, staff: str, **given: object
) -> dict[str, Any]:
    """The same line of a canonical file: gross and discount, as the table has them."""
    sku, price, cost = PRICES[product]
    discount = Decimal(str(off)) * quantity
    gross = Decimal(price) * quantity
    tax = round(float(gross - discount) * 0.2, 4)
    return {
        "order_id": order,
        "kind": "sale",
        "line_no": "",
        "occurred_at": at.isoformat(),
        "product_id": sku,
        "quantity": quantity,
        "gross_amount": gross,
        "discount_amount": discount,
        "tax_amount": tax,
        "unit_cost": cost,
        "staff_id": staff,
        "off": off,
        **given,
    }


def lightspeed_return(number: int, line: Mapping[str, Any], at: datetime, about: Mapping[str, Any]) -> dict[str, Any]:
    """One unit of a line comes back, to Ann."""
    each = {name: -line[name] / line["quantity"] for name in ("price_total", "discount_total", "tax_total")}
    item = {**line, **each, "tax_total": round(each["tax_total"], 4), "id": uuid_of(f"back {number}"), "quantity": -1}
    item["salesperson_id"] = ANN
    named = {**about, "status": "CLOSED", "return_for": uuid_of(f"sale {number}")}
    return sale(f"back {number}", item, at=at.isoformat(), **named)
