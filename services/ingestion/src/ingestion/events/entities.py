"""Rows of what is not an order: products, customers, purchase orders and receipts, from all that was said of each.

An event that says a part of an entity (a product's price, a customer's consent) leaves the rest as it was then: so the
rows of an entity are made anew from all its facts, in the order in which they happened, between the rows that files
brought. Each row is dated (`recorded_at`) when its fact happened; of the rows with one key the latest counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

Row = dict[str, Any]

PRODUCT, CUSTOMER, PURCHASE_ORDER, RECEIPT = "product", "customer", "purchase_order", "receipt"
KINDS = {
    "product-changed.v1": PRODUCT,
    "product-cost-changed.v1": PRODUCT,
    "customer-changed.v1": CUSTOMER,
    "consent-changed.v1": CUSTOMER,
    "purchase-order-changed.v1": PURCHASE_ORDER,
    "stock-received.v1": RECEIPT,
}
TABLES = {PRODUCT: "products", CUSTOMER: "customers", PURCHASE_ORDER: "purchase_orders", RECEIPT: "receipts"}

_CONSENTS = {"granted": "subscribed", "denied": "unsubscribed", "unknown": "never_asked", "cleaned": "cleaned"}
_NEVER = datetime.min.replace(tzinfo=UTC)
_MOMENTS = frozenset({"created_at", "expected_at", "ordered_at", "consent_updated_at"})


@dataclass(frozen=True, slots=True)
class EntityFact:
    """One thing said about an entity; `payload` is the event's data, keys in order."""

    kind: str
    entity_id: str
    event_type: str
    version: int
    occurred_at: datetime
    payload: bytes
    load_id: str

    @property
    def key(self) -> tuple[str, str, str, int]:
        """What makes two facts the same."""
        return (self.kind, self.entity_id, self.event_type, self.version)

    @property
    def rank(self) -> tuple[datetime, bytes]:
        """Of two facts with one key that say different things the greater counts, whichever came first."""
        return (self.occurred_at, self.payload)


def entity_rows(kind: str, facts: Iterable[EntityFact], of_files: Sequence[Row], columns: Sequence[str]) -> list[Row]:
    """The rows that facts make of one entity, beside those that files brought; `columns` are the table's."""
    ordered = sorted(facts, key=lambda fact: (fact.occurred_at, fact.version, fact.event_type, fact.payload))
    files = sorted(of_files, key=lambda row: (row["recorded_at"], row["load_id"]))
    if kind in _OVERLAYS:
        return _overlaid(_OVERLAYS[kind], ordered, files, columns)
    return _stated(_STATED[kind], ordered, files, columns)


def _overlaid(
    overlay: _Overlay, facts: Sequence[EntityFact], files: Sequence[Row], columns: Sequence[str]
) -> list[Row]:
    """Each row is the one before it with what the fact says."""
    made: dict[datetime, Row] = {}
    current: Row = dict.fromkeys(columns)
    waiting = list(files)
    for fact in facts:
        while waiting and waiting[0]["recorded_at"] <= fact.occurred_at:
            current = dict(waiting.pop(0))
        current = overlay(current, fact, orjson.loads(fact.payload))
        current |= {"load_id": fact.load_id, "recorded_at": fact.occurred_at}
        made[fact.occurred_at] = current
    return list(made.values())


_Overlay = Callable[[Row, EntityFact, Mapping[str, Any]], Row]
_Statement = Callable[[Mapping[str, Any], EntityFact, datetime], list[Row]]


def _product(current: Row, fact: EntityFact, data: Mapping[str, Any]) -> Row:
    said = {name: _value(name, value) for name, value in data.items() if name in current and name != "version"}
    return {**current, **said, "product_id": fact.entity_id}


def _customer(current: Row, fact: EntityFact, data: Mapping[str, Any]) -> Row:
    consent = {"marketing_consent", "consent_updated_at"}
    said = {name: _value(name, value) for name, value in data.items() if name in current and name not in consent}
    row = {**current, **said, "customer_id": fact.entity_id}
    row["marketing_consent"] = current["marketing_consent"] or "never_asked"
    stated, since = data.get("marketing_consent"), data.get("consent_updated_at")
    at = fact.occurred_at if since is None else datetime.fromisoformat(since).astimezone(UTC)
    # A shop system repeats with every change of a customer what they agreed to long ago: what they said last counts.
    knows = stated is not None and (stated != "unknown" or fact.event_type == "consent-changed.v1")
    if knows and at >= (current["consent_updated_at"] or _NEVER):
        row |= {"marketing_consent": _CONSENTS[str(stated)], "consent_updated_at": at}
    return row


def _purchase_order(data: Mapping[str, Any], fact: EntityFact, _first: datetime) -> list[Row]:
    about = {name: _value(name, data.get(name)) for name in ("supplier_id", "location_id", "ordered_at", "expected_at")}
    return [
        {
            **about,
            "purchase_order_id": fact.entity_id,
            "line_no": line["line_no"],
            "product_id": line["product_id"],
            "quantity": line["quantity"],
            "unit_cost": line.get("unit_cost"),
            "status": data["status"],
        }
        for line in data["lines"]
    ]


def _receipt(data: Mapping[str, Any], fact: EntityFact, first: datetime) -> list[Row]:
    return [
        {
            "receipt_id": fact.entity_id,
            "purchase_order_id": data.get("purchase_order_id"),
            "line_no": line["line_no"],
            "product_id": line["product_id"],
            "location_id": data.get("location_id"),
            "quantity": line["quantity"],
            "received_at": first,  # a later version corrects what came in, not when
        }
        for line in data["lines"]
    ]


def _stated(
    statement: _Statement, facts: Sequence[EntityFact], files: Sequence[Row], columns: Sequence[str]
) -> list[Row]:
    """Each fact says the entity whole: a line that it leaves out is left with nothing."""
    made: dict[tuple[datetime, int], Row] = {}
    standing: dict[int, Row] = {}
    waiting = list(files)
    first = min((fact.occurred_at for fact in facts), default=_NEVER)
    for fact in facts:
        while waiting and waiting[0]["recorded_at"] <= fact.occurred_at:
            row = waiting.pop(0)
            standing[row["line_no"]] = row
        lines = {row["line_no"]: row for row in statement(orjson.loads(fact.payload), fact, first)}
        for line_no, row in standing.items():
            if line_no not in lines:
                lines[line_no] = {**row, "quantity": 0} | ({"status": "cancelled"} if "status" in row else {})
        for line_no, row in lines.items():
            whole = {**dict.fromkeys(columns), **row, "load_id": fact.load_id, "recorded_at": fact.occurred_at}
            standing[line_no] = made[fact.occurred_at, line_no] = whole
    return list(made.values())


def _value(name: str, value: object) -> object:
    if name in _MOMENTS and value is not None:
        return datetime.fromisoformat(str(value)).astimezone(UTC)
    return value


_OVERLAYS: Mapping[str, _Overlay] = {PRODUCT: _product, CUSTOMER: _customer}
_STATED: Mapping[str, _Statement] = {PURCHASE_ORDER: _purchase_order, RECEIPT: _receipt}
