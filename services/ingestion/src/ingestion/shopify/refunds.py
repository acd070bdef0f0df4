"""A refund of Shopify's as the lines it takes back. It is read by itself, whether it came alone or within its order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_EVEN, Decimal

from ingestion.files.shopify_amounts import ONE, ZERO
from ingestion.files.shopify_cells import line_type_of, product_id
from ingestion.shopify import reading
from ingestion.shopify.facts import ShopSays
from ingestion.shopify.reading import MalformedError, Payload, plain, version_of, written

_SHIPPING = "shipping_refund"


def refund_data(payload: Payload, shop: ShopSays, *, order_id: str | None = None) -> dict[str, object]:
    """The data of `order-refunded.v1`; customer, channel and the like are the order's. Raises MalformedError.

    A refund has no second version at Shopify: its version is when it was made.
    """
    made_at = reading.maybe_moment(payload, "created_at") or reading.moment(payload, "processed_at")
    return {
        "entity_id": reading.identity(payload, "id"),
        "version": version_of(made_at),
        "occurred_at": written(made_at),
        "order_id": order_id or reading.identity(payload, "order_id"),
        "currency": shop.currency,
        "lines": [*_goods(payload, shop), *_shipping(payload), *_others(payload)],
    }


def _goods(payload: Payload, shop: ShopSays) -> Iterator[dict[str, object]]:
    rows = reading.items(payload, "refund_line_items")
    includes_tax = _includes_tax(rows, shop)
    for row in rows:
        item = reading.part(row, "line_item")
        quantity = reading.amount(row, "quantity")
        if quantity is None or quantity < 0:
            raise MalformedError("refund_line_items", "has a line without a quantity, or with a negative one")
        subtotal = _money(row, "subtotal")
        tax = _money(row, "total_tax")
        price = reading.amount(item, "price")
        taken = ZERO if price is None else max(quantity * price - subtotal, ZERO)
        net = subtotal - tax if includes_tax else subtotal
        if includes_tax:
            rate = _rate(item) or ZERO
            kept = net / subtotal if subtotal else ONE / (ONE + rate)
            taken = (taken * kept).quantize(shop.cent, rounding=ROUND_HALF_EVEN)
        name, sku = reading.text(item, "name"), reading.text(item, "sku")
        kind = line_type(item, name, sku)
        yield {
            "line_id": reading.maybe_identity(row, "line_item_id") or reading.maybe_identity(item, "id"),
            "line_type": kind,
            "product_id": None if kind == "tip" else product_id(sku, name),
            "quantity": plain(quantity),
            "gross_amount": plain(net + taken),
            "discount_amount": plain(taken),
            "tax_amount": plain(tax),
        }


def line_type(item: Payload, name: str | None, sku: str | None) -> str:
    """What a line item is; Shopify says of a gift card that it is one."""
    if reading.flag(item, "gift_card", otherwise=False):
        return "gift_card"
    taxable = reading.flag(item, "taxable", otherwise=True)
    return line_type_of(name, sku, is_taxable=taxable, ships=reading.flag(item, "requires_shipping", otherwise=False))


def _shipping(payload: Payload) -> Iterator[dict[str, object]]:
    """Shipping given back: said as an adjustment, or in newer versions of the API as shipping lines of its own."""
    adjusted = [one for one in reading.items(payload, "order_adjustments") if one.get("kind") == _SHIPPING]
    if adjusted:
        net = -sum((_money(one, "amount") for one in adjusted), start=ZERO)
        tax = -sum((_money(one, "tax_amount") for one in adjusted), start=ZERO)
    else:
        lines = reading.items(payload, "refund_shipping_lines")
        net = sum((_money(one, "subtotal_amount") for one in lines), start=ZERO)
        tax = sum((_money(one, "tax_amount") for one in lines), start=ZERO)
    if net or tax:
        yield _only_money("shipping", "shipping", net, tax)


def _others(payload: Payload) -> Iterator[dict[str, object]]:
    """What was refunded beyond the lines or held back from them, and duties. Shopify counts the former as sales."""
    adjusted = [one for one in reading.items(payload, "order_adjustments") if one.get("kind") != _SHIPPING]
    net = -sum((_money(one, "amount") for one in adjusted), start=ZERO)
    tax = -sum((_money(one, "tax_amount") for one in adjusted), start=ZERO)
    if net or tax:
        yield _only_money(None, "merchandise", net, tax)
    duties = sum((_money(one, "amount") for one in reading.items(payload, "duties")), start=ZERO)
    if duties:
        yield _only_money("duties", "fee", duties, ZERO)


def _only_money(line_id: str | None, line_type: str, net: Decimal, tax: Decimal) -> dict[str, object]:
    return {
        "line_id": line_id,
        "line_type": line_type,
        "product_id": None,
        "quantity": "0",
        "gross_amount": plain(net),
        "discount_amount": "0",
        "tax_amount": plain(tax),
    }


def _money(row: Payload, field: str) -> Decimal:
    """An amount in the shop's currency: of the set where there is one, since the bare one may be the customer's."""
    found = reading.shop_money(row, f"{field}_set")
    return found if found is not None else reading.amount(row, field) or ZERO


def _includes_tax(rows: Sequence[Payload], shop: ShopSays) -> bool:
    """Whether subtotals hold the tax: a refund does not say, but the rates of its lines do."""
    inside = outside = ZERO
    for row in rows:
        rate = _rate(reading.part(row, "line_item"))
        if rate:
            subtotal, tax = _money(row, "subtotal"), _money(row, "total_tax")
            inside += abs(tax - subtotal * rate / (ONE + rate))
            outside += abs(tax - subtotal * rate)
    if inside == outside:
        return bool(shop.taxes_included)
    return inside < outside


def _rate(item: Payload) -> Decimal | None:
    return reading.rate_of(reading.items(item, "tax_lines"))
