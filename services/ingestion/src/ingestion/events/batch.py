"""Sorts the facts that wait by what they become: one pass, one parse of each, nothing of an erased customer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import orjson

from ingestion.events import entities
from ingestion.events.entities import EntityFact
from ingestion.events.order_facts import (
    LIMIT,
    REFUND_EVENT,
    STATE_EVENTS,
    OrderFact,
    UnmergeableError,
    moment,
    order_fact,
)
from ingestion.inbox import Waiting
from ingestion.suppression import EMAIL, ID, PHONE, Identity, Suppression
from shared.contracts.target_changed import TargetKey, faults
from shared.shop import Shop

Row = dict[str, Any]
Data = dict[str, Any]

ERASURE = "customer-erased.v1"
ERASED = "erased"
NO_EVENT = "no_event"
_DETAIL = 300  # characters of a reason: enough for a person
_PLAIN = ("stock-counted.v1", "target-changed.v1", "web-event-received.v1")
EVENT_TYPES = (*STATE_EVENTS, REFUND_EVENT, *entities.KINDS, *_PLAIN, ERASURE)
"""Every type that becomes rows."""

_MOMENTS = ("ordered_at", "expected_at", "created_at", "consent_updated_at")
_OF_VISITORS = (
    "visitor_id", "session_id", "customer_id", "product_id", "quantity", "content_id", "progress", "query", "page",
    "source", "medium", "campaign", "device", "order_id",
)  # fmt: skip
_AMOUNTS = ("price", "unit_cost", "quantity", "on_hand", "committed")


@dataclass(slots=True)
class Batch:
    """What a batch of facts becomes. `counts` are (table, outcome, reason): facts."""

    orders: list[OrderFact] = field(default_factory=list)
    entities: list[EntityFact] = field(default_factory=list)
    plain: dict[str, dict[tuple[object, ...], Row]] = field(default_factory=dict)  # rows by table and key
    aside: list[Row] = field(default_factory=list)
    erased: list[Identity] = field(default_factory=list)  # further identities of customers who were erased
    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)


def table_of(event_type: str) -> str:
    """The table that an event's facts are counted under."""
    if event_type in entities.KINDS:
        return entities.TABLES[entities.KINDS[event_type]]
    return {
        "stock-counted.v1": "stock_counts",
        "target-changed.v1": "targets",
        "web-event-received.v1": "web_events",
        ERASURE: "customers",
    }.get(event_type, "order_facts")


def erased_customers(taken: Sequence[Waiting]) -> list[str]:
    """Customers whom a batch asks to forget, each once."""
    return list(dict.fromkeys(str(each.data["entity_id"]) for each in taken if each.type == ERASURE and each.data))


def sorted_batch(
    taken: Sequence[Waiting], *, shop: Shop, now: datetime, load_id: str, suppression: Suppression
) -> Batch:
    """What the facts become. One that cannot be merged is set aside with its reason, and keeps no other back."""
    batch, screen = Batch(), _Screen(suppression)
    for each in taken:
        table = table_of(each.type)
        batch.counts[table, "read", ""] += 1 + len(each.copies)
        batch.counts[table, "known", load_id] += len(each.copies)
        try:
            data = screen.without_erased(each, batch)
            _sort(batch, each.type, data, shop=shop, now=now, load_id=load_id)
        except UnmergeableError as error:
            batch.counts[table, "rejected", error.reason] += 1
            if error.reason != ERASED:
                batch.aside.append(_set_aside(each, error, load_id, now))
    batch.counts = +batch.counts
    return batch


def _sort(batch: Batch, kind: str, data: Data, *, shop: Shop, now: datetime, load_id: str) -> None:
    if kind in STATE_EVENTS or kind == REFUND_EVENT:
        batch.orders.append(order_fact(kind, data, shop=shop, now=now, load_id=load_id))
    elif kind in entities.KINDS:
        batch.entities.append(_entity_fact(kind, data, now, load_id))
    elif kind in _MADE:
        at = moment(data["occurred_at"], now)
        _check_amounts(data)
        row = _MADE[kind](data, at) | {"load_id": load_id, "recorded_at": at}
        _keep(batch, table_of(kind), row, int(data["version"]), load_id)
    elif kind != ERASURE:
        raise UnmergeableError(NO_EVENT, f"{kind} becomes no row")


def _entity_fact(kind: str, data: Data, now: datetime, load_id: str) -> EntityFact:
    _check_amounts(data)
    for name in _MOMENTS:
        if data.get(name) is not None:
            moment(data[name], None)
    lines = data.get("lines", ())
    if len({line["line_no"] for line in lines}) < len(lines):
        raise UnmergeableError("line_twice", "a line_no stands twice")
    for line in lines:
        _check_amounts(line)
    payload = orjson.dumps(data, option=orjson.OPT_SORT_KEYS)
    at = moment(data["occurred_at"], now)
    return EntityFact(entities.KINDS[kind], data["entity_id"], kind, data["version"], at, payload, load_id)


def _check_amounts(data: Mapping[str, Any]) -> None:
    for name in _AMOUNTS:
        value = data.get(name)
        if value is not None and abs(Decimal(value)) >= LIMIT:
            raise UnmergeableError("too_large", f"{name} {value} is too large")
        if name == "unit_cost" and value is not None and Decimal(value) < 0:
            raise UnmergeableError("negative_cost", f"unit_cost {value} is below 0")


def _keep(batch: Batch, table: str, row: Row, version: int, load_id: str) -> None:
    """Of rows with one key in a batch the highest version counts, then the one that says most."""
    rows = batch.plain.setdefault(table, {})
    key = _KEYS[table](row)
    ranked = {"row": row, "rank": (version, repr(sorted(row.items(), key=lambda item: item[0])))}
    standing = rows.get(key)
    if standing is not None:
        batch.counts[table, "known", load_id] += 1
    if standing is None or ranked["rank"] > standing["rank"]:
        rows[key] = ranked


def _stock_count(data: Data, at: datetime) -> Row:
    return {
        "product_id": data["product_id"],
        "location_id": data["location_id"],
        "counted_at": at,
        "on_hand": data["on_hand"],
        "committed": data.get("committed"),
    }


def _web_event(data: Data, at: datetime) -> Row:
    return {name: data.get(name) for name in _OF_VISITORS} | {
        "event_id": data["entity_id"],
        "occurred_at": at,
        "event": data["event"],
        "consent": data["consent"],
        "is_bot": data["is_bot"],
    }


def _target(data: Data, _at: datetime) -> Row:
    start, end = date.fromisoformat(data["period_start"]), date.fromisoformat(data["period_end"])
    amount = data["net_amount"]
    key = TargetKey(data["scope"], data["scope_id"], start, end)
    if wrong := faults(key, None if amount is None else Decimal(amount)):
        raise UnmergeableError("invalid_target", "; ".join(f"{name} {rule}" for name, rule in wrong))
    return {
        "scope": key.scope,
        "scope_id": key.scope_id,
        "period_start": start,
        "period_end": end,
        "net_amount": amount,
    }


_MADE: Mapping[str, Callable[[Data, datetime], Row]] = {
    "stock-counted.v1": _stock_count,
    "web-event-received.v1": _web_event,
    "target-changed.v1": _target,
}
_KEYS: Mapping[str, Callable[[Row], tuple[object, ...]]] = {
    "stock_counts": lambda row: (row["product_id"], row["location_id"], row["counted_at"]),
    "web_events": lambda row: (row["event_id"],),
    "targets": lambda row: (
        row["scope"], row["scope_id"], row["period_start"], row["period_end"], row["recorded_at"],
    ),
}  # fmt: skip


def _set_aside(each: Waiting, error: UnmergeableError, load_id: str, now: datetime) -> Row:
    entity = each.data.get("entity_id") if each.data is not None else None
    return {
        "source": each.source,
        "event_id": each.id,
        "event_type": each.type,
        "entity_id": None if entity is None else str(entity),
        "reason": error.reason,
        "detail": str(error)[:_DETAIL],
        "load_id": load_id,
        "recorded_at": now,
    }


class _Screen:
    """Takes erased customers out of facts: their own facts are refused, their orders and visits are a guest's."""

    def __init__(self, suppression: Suppression) -> None:
        self._suppression = suppression
        self._asked: dict[Identity, bool] = {}

    def without_erased(self, waiting: Waiting, batch: Batch) -> Data:
        kind, data = waiting.type, waiting.data
        if data is None:
            raise UnmergeableError(NO_EVENT, waiting.fault)
        if not self._suppression:
            return dict(data)
        if entities.KINDS.get(kind) == entities.CUSTOMER:
            self._refuse(data, batch)
        customer_id = data.get("customer_id")
        if customer_id is not None and self._covers(ID, customer_id):
            return {**data, "customer_id": None}
        return dict(data)

    def _refuse(self, data: Mapping[str, Any], batch: Batch) -> None:
        named = [(ID, data["entity_id"]), (EMAIL, data.get("email")), (PHONE, data.get("phone"))]
        said = [(kind, value) for kind, value in named if value]
        if not any(self._covers(kind, value) for kind, value in said):
            return
        if self._covers(ID, data["entity_id"]):  # what else is known of that customer now is forgotten too
            batch.erased += [each for each in said if not self._covers(*each)]
        raise UnmergeableError(ERASED, "the customer asked to be forgotten")

    def _covers(self, kind: str, value: str) -> bool:
        known = self._asked.get((kind, value))
        if known is None:
            known = self._asked[kind, value] = self._suppression.covers(kind, value)
        return known
