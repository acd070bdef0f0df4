"""Whatever is sent: it is read, or set aside with a reason; never a crash. And what must hold of every sale."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.lightspeed.connecting import Retailer
from ingestion.lightspeed.names import Names
from ingestion.lightspeed.reading import ENTITIES, Reader
from ingestion.lightspeed.testing import DISCOUNT, MUG, NORTH, PLATE, customer_item, line, product_item, sale, uuid_of
from ingestion.lightspeed.values import WrongItemError, parse, spread
from shared.testing import MemoryStore

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
EXTRAS: dict[str, Any] = {
    "adjustments": [{"adjustment_type": "TIP", "value": 1}],
    "ecom_custom_charges": {"charges": [{"name": "Post", "total": 2, "total_tax": 0.4}]},
}
_ITEMS: dict[str, dict[str, Any]] = {
    "outlets": {"id": NORTH, "name": "North", "version": 5},
    "users": {"id": "u", "display_name": "Ann", "username": "ann", "version": 5},
    "products": {**product_item(MUG, "MUG", variant_parent_id=PLATE, supply_price=3), "version": 5},
    "customers": {**customer_item("anna", email="a@shop.test", phone="1"), "version": 5},
    "sales": {
        **sale("1", line(MUG, 2, 8, discount=1), line(MUG, -1, 10), line(DISCOUNT, -1, 2)),
        **EXTRAS,
        "version": 5,
    },
    "inventory": {"id": "i", "product_id": MUG, "outlet_id": NORTH, "inventory_level": 3, "version": 5},
}
RIGHT: dict[str, Any] = parse(json.dumps(_ITEMS).encode())  # as they come from the wire
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=True)
    | st.text()
    | st.sampled_from(["1e999999", "-0", "NaN", "0x10", "2026-13-01", "0001-01-01T00:00:00+23:59", "9" * 5000, "\x00"])
)
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3), max_leaves=6
)


def reader() -> Reader:
    shop = Retailer("Shop", "GBP", "Europe/London", "GB", DISCOUNT, ())
    return Reader("corner-shop", shop, "GBP", Names(MemoryStore(), "lightspeed/x"), leave_out_shopify=False, clock=now)


def now() -> datetime:
    return NOW


def places(item: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place inside an item."""
    inside = item.items() if isinstance(item, dict) else enumerate(item) if isinstance(item, list) else ()
    return [place for key, value in inside for place in ((*path, key), *places(value, (*path, key)))]


def put(item: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The item with another value at a place."""
    if not path:
        return value
    changed = dict(item) if isinstance(item, dict) else list(item)
    changed[path[0]] = put(item[path[0]], path[1:], value)
    return changed


@pytest.mark.parametrize("entity", ENTITIES)
def test_an_item_that_is_right_is_read(entity: str) -> None:
    events, left_out = reader().read(entity, RIGHT[entity])

    assert bool(events) != bool(left_out)


@pytest.mark.parametrize("entity", ENTITIES)
@given(data=st.data())
def test_whatever_stands_anywhere_in_an_item_is_read_or_set_aside(entity: str, data: st.DataObject) -> None:
    item = RIGHT[entity]
    for _ in range(data.draw(st.integers(1, 3))):
        found = places(item)
        if found:
            item = put(item, data.draw(st.sampled_from(found)), data.draw(ANYTHING))
    with suppress(WrongItemError):
        events, left_out = reader().read(entity, item)
        assert bool(events) != bool(left_out)


@given(ANYTHING)
def test_what_is_no_item_at_all_is_set_aside(anything: Any) -> None:
    for entity in ENTITIES:
        with pytest.raises(WrongItemError):
            reader().read(entity, anything)


PENCE = st.integers(0, 100_000).map(lambda pence: Decimal(pence) / 100)
LINES = st.lists(st.tuples(st.sampled_from([MUG, PLATE]), st.integers(-3, 5), PENCE, PENCE), min_size=1, max_size=5)


@given(LINES, PENCE)
def test_what_is_sold_less_what_comes_back_is_the_sales_own_total(
    lines: list[tuple[str, int, Decimal, Decimal]], off: Decimal
) -> None:
    items = [
        line(product, quantity, float(price), discount=float(discount), id=uuid_of(f"l{place}"))
        for place, (product, quantity, price, discount) in enumerate(lines)
    ]
    items.append(line(DISCOUNT, -1, float(off), id="off"))
    sold = {**sale("1", *items), "version": 5}
    events, _ = reader().read("sales", parse(json.dumps(sold).encode()))

    net = tax = Decimal(0)
    for event in events:
        sign = -1 if event.type == "order-refunded.v1" else 1
        for one in event.data["lines"]:
            net += sign * (Decimal(one["gross_amount"]) - Decimal(one["discount_amount"]))
            tax += sign * Decimal(one["tax_amount"] or 0)
    assert net == Decimal(str(sold["total_price"]))
    assert abs(tax - Decimal(str(sold["total_tax"]))) < Decimal("0.01")


@given(PENCE, st.lists(PENCE, min_size=1, max_size=9), st.booleans())
def test_what_is_spread_adds_up_and_is_fair(amount: Decimal, weights: list[Decimal], back: bool) -> None:
    amount = -amount if back else amount
    parts = spread(amount, weights, Decimal("0.01"))

    assert sum(parts) == amount
    shares: Callable[[Decimal], Decimal] = lambda weight: amount * weight / sum(weights)  # noqa: E731 - one use
    if sum(weights):
        assert all(
            abs(part - shares(weight)) < Decimal("0.010001") for part, weight in zip(parts, weights, strict=True)
        )
