"""Orders and refunds of Shopify's webhooks as events: the same lines as the orders export makes of the same order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from ingestion.files.shopify_amounts import ONE, ZERO, AmountsError, Item, Part, Totals, priced, reversal
from ingestion.files.shopify_cells import (
    channel_of,
    customer_id,
    first_of,
    is_test_gateway,
    product_id,
)
from ingestion.shopify import reading
from ingestion.shopify.facts import Normalised, ShopSays, fact
from ingestion.shopify.reading import MalformedError, Payload, plain, version_of, written
from ingestion.shopify.refunds import line_type, refund_data
from shared.contracts.events import Event

_UNPAID = frozenset({"pending", "authorized", "expired", "voided"})  # nothing was taken that could be given back


@dataclass(frozen=True, slots=True)
class _Line:
    line_id: str
    line_no: int | None
    part: Part


def order_events(payload: Payload, shop: ShopSays, *, placed: bool, now: datetime) -> Normalised:
    """An order as it stands, its refunds, and what its cancellation took back.

    The version is the microseconds of `updated_at`, and one more where the name of its location is known: an order that
    came before its location is said again with the name by the hourly comparison. Raises MalformedError.
    """
    order_id = reading.identity(payload, "id")
    updated_at = reading.moment(payload, "updated_at")
    location, is_known = _location(payload, shop)
    version = version_of(updated_at) + is_known
    lines = _lines(payload, shop)
    status = (reading.text(payload, "financial_status") or "").casefold()
    refunds = [refund_data(one, shop, order_id=order_id) for one in reading.items(payload, "refunds")]
    cancelled_at = reading.maybe_moment(payload, "cancelled_at") or (updated_at if status == "voided" else None)
    if status == "voided" and not refunds:
        lines = []  # it came to nothing, and was no sale if nothing of it was here before
    elif cancelled_at is None:
        lines = _without_removed(lines, payload, refunds, shop.cent)
    data = {
        "entity_id": order_id,
        "version": version,
        "occurred_at": written(updated_at),
        "ordered_at": written(reading.moment(payload, "created_at")),
        **_said(payload, shop, location),
        "lines": [_line_data(line) for line in lines],
    }
    kind = "order-placed.v1" if placed else "order-changed.v1"
    events = [fact(kind, f"order:{order_id}", data, at=now)]
    events += [refund_event(one, now) for one in refunds]
    if cancelled_at is not None:
        back = _cancelled(lines, refunds, status, reading.amount(payload, "total_outstanding") or ZERO, shop.cent)
        cancellation = {
            "entity_id": f"{order_id}:cancelled",
            "version": version,
            "occurred_at": written(cancelled_at),
            "order_id": order_id,
            "currency": shop.currency,
            "lines": [_line_data(line, without_no=True) for line in back],
        }
        events.append(fact("order-refunded.v1", f"refund:{order_id}:cancelled", cancellation, at=now))
    return Normalised(tuple(events), (f"order:{order_id}:{version}",))


def refund_event(data: Mapping[str, Any], now: datetime) -> Event:
    """A refund as an event: from `refunds/create` and out of an order the same."""
    return fact("order-refunded.v1", f"refund:{data['entity_id']}", data, at=now)


def _location(payload: Payload, shop: ShopSays) -> tuple[str | None, bool]:
    """The name of the order's location, and whether it is the final one."""
    found = reading.maybe_identity(payload, "location_id")
    if found is None:
        return None, True
    name = shop.locations.get(found)
    return name or found, name is not None


def _said(payload: Payload, shop: ShopSays, location: str | None) -> dict[str, object]:
    currency = reading.text(payload, "currency")
    if currency not in {None, shop.currency}:
        raise MalformedError("currency", f"is not the shop's, {shop.currency}, and comes without an exchange rate")
    billing, shipping = reading.part(payload, "billing_address"), reading.part(payload, "shipping_address")
    email = reading.text(payload, "email") or reading.text(payload, "contact_email")
    phone = first_of([reading.text(payload, "phone"), reading.text(billing, "phone")])
    gateways = payload.get("payment_gateway_names")
    names = " ".join(name for name in gateways if isinstance(name, str)) if isinstance(gateways, list) else None
    return {
        "customer_id": customer_id(email, phone),
        "currency": shop.currency,
        "country": first_of([reading.text(shipping, "country_code"), reading.text(billing, "country_code")]),
        "channel": channel_of(reading.text(payload, "source_name")),
        "location_id": location,
        "staff_id": reading.maybe_identity(payload, "user_id"),
        "is_test": reading.flag(payload, "test", otherwise=False) or is_test_gateway(names),
    }


def _lines(payload: Payload, shop: ShopSays) -> list[_Line]:
    """The order's lines, by the arithmetic of the files. Raises MalformedError where totals contradict each other."""
    said = reading.items(payload, "line_items")
    items = [_item(one) for one in said]
    names = [reading.identity(one, "id") for one in said]
    if len(set(names)) < len(names):
        raise MalformedError("line_items", "names a line twice")
    tip = reading.amount(payload, "total_tip_received") or ZERO
    if tip > 0 and not any(item.line_type == "tip" for item in items):
        items.append(Item("tip", None, Decimal(1), tip, ZERO, is_taxable=False))
        names.append("tip")
    taxes_included = reading.flag(payload, "taxes_included", otherwise=bool(shop.taxes_included))
    try:
        worth = priced(items, _totals(payload), shop.cent, likely=taxes_included)
    except AmountsError as error:
        raise MalformedError(error.column, "the totals disagree") from None
    numbers: list[int | None] = [*range(1, len(items) + 1), None, None]
    keyed = zip([*names, "shipping", "duties"], numbers, worth.parts, strict=True)
    return [_Line(name, number, part) for name, number, part in keyed if not part.is_nothing]


def _item(said: Payload) -> Item:
    name, sku = reading.text(said, "name"), reading.text(said, "sku")
    quantity, price = reading.amount(said, "quantity"), reading.amount(said, "price")
    if quantity is None or quantity < 0 or price is None or price < 0:
        raise MalformedError("line_items", "has a line without quantity or price, or with a negative one")
    kind = line_type(said, name, sku)
    return Item(
        line_type=kind,
        product_id=None if kind == "tip" else product_id(sku, name),
        quantity=quantity,
        price=price,
        discount=reading.amount(said, "total_discount") or ZERO,
        is_taxable=reading.flag(said, "taxable", otherwise=True),
    )


def _totals(payload: Payload) -> Totals:
    subtotal, total = reading.amount(payload, "subtotal_price"), reading.amount(payload, "total_price")
    if subtotal is None or total is None:
        raise MalformedError("subtotal_price" if subtotal is None else "total_price", "is missing")
    shipping = reading.shop_money(payload, "total_shipping_price_set")
    if shipping is None:
        prices = (reading.amount(one, "price") or ZERO for one in reading.items(payload, "shipping_lines"))
        shipping = sum(prices, start=ZERO)
    duties = reading.shop_money(payload, "original_total_duties_set") or ZERO
    fees = reading.shop_money(payload, "original_total_additional_fees_set") or ZERO
    return Totals(
        subtotal=subtotal,
        shipping=shipping,
        taxes=reading.amount(payload, "total_tax") or ZERO,
        duties=duties + fees,
        total=total,
        discount=reading.amount(payload, "total_discounts") or ZERO,
        refunded=ZERO,  # refunds are facts of their own
        tax_rate=reading.rate_of(reading.items(payload, "tax_lines")),
    )


def _without_removed(
    lines: Sequence[_Line], payload: Payload, refunds: Sequence[Mapping[str, Any]], cent: Decimal
) -> list[_Line]:
    """The lines without units that an edit took out of the order and that no refund tells of."""
    back: Counter[str] = Counter()
    for line in (one for refund in refunds for one in refund["lines"]):
        back[str(line["line_id"])] += int(Decimal(line["quantity"]))
    kept = {}
    for said in reading.items(payload, "line_items"):
        quantity, left = reading.amount(said, "quantity"), reading.amount(said, "current_quantity")
        name = reading.identity(said, "id")
        if quantity and left is not None and 0 <= left < quantity - back[name]:
            kept[name] = (left + back[name]) / quantity
    parts = [
        _Line(line.line_id, line.line_no, _share_of(line.part, kept[line.line_id], cent))
        if line.line_id in kept
        else line
        for line in lines
    ]
    return [line for line in parts if not line.part.is_nothing]


def _share_of(part: Part, share: Decimal, cent: Decimal) -> Part:
    gross, discount, tax = (
        (amount * share).quantize(cent, rounding=ROUND_HALF_EVEN) for amount in (part.gross, part.discount, part.tax)
    )
    quantity = (part.quantity * share).quantize(ONE, rounding=ROUND_HALF_EVEN)
    return Part(part.line_type, part.product_id, quantity, gross, discount, gross - discount, tax)


def _cancelled(
    lines: Sequence[_Line], refunds: Sequence[Mapping[str, Any]], status: str, outstanding: Decimal, cent: Decimal
) -> list[_Line]:
    """What a cancellation takes back beyond the refunds: what was never paid. What was paid and kept stays."""
    left = {line.line_id: line for line in lines}
    for back in (one for refund in refunds for one in refund["lines"]):
        line = left.get(str(back.get("line_id")))
        if line is not None:
            left[line.line_id] = _Line(line.line_id, line.line_no, line.part.plus(_part_of(back).negative()))
    remaining = [line for line in left.values() if line.part.paid > 0 or line.part.quantity > 0]
    if status in _UNPAID:
        return remaining
    if status != "partially_paid" or outstanding <= 0:
        return []
    parts, _ = reversal([line.part for line in remaining], outstanding, cent)
    taken = [_Line(line.line_id, line.line_no, part.negative()) for line, part in zip(remaining, parts, strict=True)]
    return [line for line in taken if not line.part.is_nothing]


def _part_of(back: Mapping[str, Any]) -> Part:
    gross, discount = Decimal(back["gross_amount"]), Decimal(back["discount_amount"])
    tax = Decimal(back.get("tax_amount") or 0)
    return Part(back["line_type"], None, Decimal(back["quantity"]), gross, discount, gross - discount, tax)


def _line_data(line: _Line, *, without_no: bool = False) -> dict[str, object]:
    part = line.part
    data: dict[str, object] = {
        "line_id": line.line_id,
        "line_type": part.line_type,
        "product_id": part.product_id,
        "quantity": plain(part.quantity),
        "gross_amount": plain(part.gross),
        "discount_amount": plain(part.discount),
        "tax_amount": plain(part.tax),
    }
    return data if without_no else {**data, "line_no": line.line_no}
