"""A sale of Lightspeed as events' data: what was sold is an order, what came back a refund. Pure.

Lightspeed knows no refunds: a return is a sale of its own, with `return_for` and negative lines, and one sale may hold
both. So the lines that came back make a refund of the sale they came back from, the others an order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from ingestion.lightspeed.amounts import Line, lines_of
from ingestion.lightspeed.values import Item, WrongItemError, identity, moment, plain, stamp, text, version
from shared.money import minor_unit

PLACED, CHANGED, REFUNDED = "order-placed.v1", "order-changed.v1", "order-refunded.v1"
# Unpaid sales are sales, as everywhere in the suite: an order counts when it is placed, paid or not.
_SALES = frozenset(
    {
        "CLOSED",
        "ONACCOUNT",
        "ONACCOUNT_CLOSED",
        "LAYBY",
        "LAYBY_CLOSED",
        "AWAITING_DISPATCH",
        "AWAITING_PICKUP",
        "DISPATCHED_CLOSED",
        "PICKED_UP_CLOSED",
        "SERVICE_CLOSED",
    }
)
# Nothing is agreed yet: a parked sale, a quote, a job that is being worked on.
_NOT_YET = {"SAVED": "parked", "OPEN": "parked", "PARKED": "parked", "QUOTE": "parked", "SERVICE": "service_open"}
_VOIDED = "VOIDED"
_AHEAD = timedelta(days=1)  # a till's clock may be off; what lies further ahead is a mistake, as in files
_ONLINE = frozenset({"SHOPIFY", "ECOMMERCE", "ECOM", "WOOCOMMERCE", "BIGCOMMERCE"})
_COUNTER = frozenset({"", "USER", "QUOTE", "REGISTER"})

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shop:
    """What a sale is read with. `product`, `outlet` and `user` answer the names of Lightspeed's ids."""

    currency: str
    discount_product: str | None
    leave_out_shopify: bool
    walk_in: Callable[[str], bool]
    product: Callable[[str], str]
    outlet: Callable[[str], str]
    user: Callable[[str], str]
    now: datetime


@dataclass(frozen=True, slots=True)
class Normalised:
    """Types of events with their data; where there is none, why the sale was `left_out`."""

    events: tuple[tuple[str, Data], ...] = ()
    left_out: str | None = None


def normalise(sale: Item, shop: Shop) -> Normalised:
    """What a sale says. Raises WrongItemError for what cannot be read."""
    sale_id, status = identity(sale), _status(sale)
    number = version(sale)
    if (text(sale, "source") or "").upper() == "SHOPIFY" and shop.leave_out_shopify:
        return Normalised(left_out="from_shopify")
    if status in _NOT_YET:
        return Normalised(left_out=_NOT_YET[status])
    if status not in _SALES and status != _VOIDED:
        raise WrongItemError("unknown_status", "status")
    gone = status == _VOIDED or bool(sale.get("deleted_at"))
    sold_at = moment(sale, "sale_date", "created_at")
    if sold_at is None:
        raise WrongItemError("no_time", "sale_date")
    if sold_at > shop.now + _AHEAD:
        raise WrongItemError("in_the_future", "sale_date")
    changed_at = max(sold_at, moment(sale, "updated_at") or sold_at)
    lines = lines_of(sale, discount_product=shop.discount_product, unit=minor_unit(shop.currency))
    sold = [line for line in lines if not line.comes_back]
    back = [line for line in lines if line.comes_back]
    returned_from = text(sale, "return_for")
    said = _said(sale, shop)
    events: list[tuple[str, Data]] = []
    if sold or (gone and not back and not returned_from):
        order = {
            "entity_id": sale_id,
            "version": number,
            "occurred_at": stamp(changed_at),
            "ordered_at": stamp(sold_at),
            **said,
            "lines": [] if gone else [_order_line(line, place, shop) for place, line in enumerate(sold, start=1)],
        }
        first = not gone and changed_at == sold_at
        events.append((PLACED if first else CHANGED, order))
    if back or (gone and returned_from):
        refund = {
            "entity_id": sale_id,
            "version": number,
            "occurred_at": stamp(changed_at if gone else sold_at),
            "order_id": returned_from or sale_id,
            **said,
            "lines": [] if gone else [_refund_line(line, shop) for line in back],
        }
        events.append((REFUNDED, refund))
    return Normalised(tuple(events), left_out=None if events else "no_lines")


def mentioned(sale: Item) -> tuple[set[str], set[str], set[str]]:
    """The products, outlets and users a sale speaks of; of what cannot be read, nothing."""
    lines = sale.get("line_items")
    items = [item for item in lines if isinstance(item, dict)] if isinstance(lines, list) else []
    products = {text(item, "product_id") for item in items}
    users = {text(sale, "user_id"), *(text(item, "salesperson_id") for item in items)}
    return _given(products), _given({text(sale, "outlet_id")}), _given(users)


def _given(found: set[str | None]) -> set[str]:
    return {identity for identity in found if identity is not None}


def _status(sale: Item) -> str:
    """The status, in the API's version 2.0 one word, in the dated ones a state and attributes."""
    given = (text(sale, "status") or "").upper()
    if given:
        return given
    attributes = sale.get("attributes")
    kinds = {str(kind).upper() for kind in attributes} if isinstance(attributes, list) else set()
    match (text(sale, "state") or "").upper():
        case "CLOSED":
            return "CLOSED"
        case "PENDING":
            sold = kinds & {"ONACCOUNT", "LAYBY", "DELIVERY", "PICKUP"}
            return "ONACCOUNT" if sold else "SERVICE" if "SERVICE" in kinds else "OPEN"
        case state:
            return state


def _said(sale: Item, shop: Shop) -> Data:
    """What a sale says of itself as a whole."""
    customer, outlet, user = text(sale, "customer_id"), text(sale, "outlet_id"), text(sale, "user_id")
    source = (text(sale, "source") or "").upper()
    channel = "counter" if source in _COUNTER else "online" if source in _ONLINE else source.lower()
    return {
        "customer_id": None if customer is None or shop.walk_in(customer) else customer,
        "currency": shop.currency,
        "channel": channel,
        "location_id": shop.outlet(outlet) if outlet else None,
        "staff_id": shop.user(user) if user else None,
    }


def _order_line(line: Line, place: int, shop: Shop) -> Data:
    return {"line_id": line.line_id, "line_no": place, **_amounts(line, Decimal(1), shop)}


def _refund_line(line: Line, shop: Shop) -> Data:
    """What came back, in positive amounts. Lightspeed does not say which line of the first sale it was."""
    return _amounts(line, Decimal(-1), shop)


def _amounts(line: Line, sign: Decimal, shop: Shop) -> Data:
    data: Data = {
        "line_type": line.line_type,
        "product_id": shop.product(line.product) if line.product else None,
        "quantity": plain(line.quantity * sign),
        "gross_amount": plain(line.gross * sign),
        "discount_amount": plain((line.gross - line.net) * sign),
        "tax_amount": plain(line.tax * sign) if line.tax is not None else None,
        "unit_cost": plain(line.unit_cost) if line.unit_cost is not None else None,
    }
    if line.staff is not None:
        data["staff_id"] = shop.user(line.staff)
    return data
