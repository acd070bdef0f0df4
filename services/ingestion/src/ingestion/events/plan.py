"""What a merge does to the tables, worked out before the change begins: rows to stage, by table."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

from ingestion import queries_events
from ingestion.events import entities
from ingestion.events.batch import Batch
from ingestion.events.entities import EntityFact, entity_rows
from ingestion.events.order_facts import STATE, OrderFact
from ingestion.events.order_ledger import ledger_entries
from ingestion.queries import TABLES
from ingestion.spans import NEVER, Span, around, moments, runs
from shared.shop import Shop
from shared.warehouse import Warehouse

Row = dict[str, Any]


class _Fact(Protocol):
    @property
    def key(self) -> tuple[object, ...]: ...
    @property
    def occurred_at(self) -> datetime: ...
    @property
    def rank(self) -> tuple[datetime, bytes]: ...


F = TypeVar("F", bound=_Fact)


@dataclass(slots=True)
class Plan:
    """Rows by the table they are staged for (`merged_<name>`), and what became of the facts."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    orders: list[Row] = field(default_factory=list)  # order_id, is_told
    rewritten: dict[str, list[Row]] = field(default_factory=dict)  # by table: entity_id
    days: Span = NEVER  # the shop days of all lines that stand of these orders
    superseded: dict[str, list[datetime]] = field(default_factory=dict)  # by table: moments of facts that come again
    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)


def planned(batch: Batch, warehouse: Warehouse, *, shop: Shop, now: datetime) -> Plan:
    """Read what is known of the orders and entities of a batch, and work out their rows anew."""
    plan = Plan(counts=Counter(batch.counts))
    if batch.orders:
        _plan_orders(plan, batch.orders, warehouse, shop, now)
    if batch.entities:
        _plan_entities(plan, batch.entities, warehouse, now)
    for table, ranked in batch.plain.items():
        plan.rows[table] = [each["row"] for each in ranked.values()]
    if batch.aside:
        plan.rows["set_aside_facts"] = batch.aside
    return plan


def _plan_orders(plan: Plan, facts: Sequence[OrderFact], warehouse: Warehouse, shop: Shop, now: datetime) -> None:
    order_ids = sorted({fact.order_id for fact in facts})
    standing = {fact.key: fact for fact in map(_order_fact, _facts_of_orders(warehouse, order_ids))}
    fresh = _news(plan, "order_facts", facts, standing, lambda _: "order_facts")
    if not fresh:
        return
    touched = {fact.order_id for fact in fresh}
    known: dict[str, list[OrderFact]] = defaultdict(list)
    for fact in {**standing, **{fact.key: fact for fact in fresh}}.values():
        if fact.order_id in touched:
            known[fact.order_id].append(fact)
    spans: list[dict[str, Any]] = [
        dict(row) for row in queries_events.sale_days_of_orders(warehouse, order_ids=sorted(touched))
    ]
    plan.days = around((row["first_date"], row["last_date"]) for row in spans if row["first_date"] is not None)
    told = {order_id for order_id, said in known.items() if any(fact.fact_id == STATE for fact in said)}
    heads = {}
    if (untold := sorted(touched - told)) and plan.days != NEVER:
        first, last = plan.days
        rows = queries_events.order_heads(warehouse, order_ids=untold, first_date=first, last_date=last)
        heads = {row["order_id"]: row for row in rows}
    plan.rows["sales"] = [
        entry
        for order_id in sorted(touched)
        for entry in ledger_entries(order_id, known[order_id], shop=shop, head=heads.get(order_id))
    ]
    plan.orders = [{"order_id": order_id, "is_told": order_id in told} for order_id in sorted(touched)]
    plan.rows["order_facts"] = [
        {
            "order_id": fact.order_id,
            "fact_id": fact.fact_id,
            "version": fact.version,
            "occurred_at": fact.occurred_at,
            "payload": fact.payload.decode(),
            "load_id": fact.load_id,
            "recorded_at": now,
        }
        for fact in fresh
    ]


def _plan_entities(plan: Plan, facts: Sequence[EntityFact], warehouse: Warehouse, now: datetime) -> None:
    ids = sorted({fact.entity_id for fact in facts})
    standing = {fact.key: fact for fact in map(_entity_fact, _facts_of_entities(warehouse, ids))}
    fresh = _news(plan, "entity_facts", facts, standing, lambda fact: entities.TABLES[fact.kind])
    if not fresh:
        return
    touched = {(fact.kind, fact.entity_id) for fact in fresh}
    known: dict[tuple[str, str], list[EntityFact]] = defaultdict(list)
    for fact in {**standing, **{fact.key: fact for fact in fresh}}.values():
        if (fact.kind, fact.entity_id) in touched:
            known[fact.kind, fact.entity_id].append(fact)
    for kind in sorted({kind for kind, _ in touched}):
        rewrite(
            plan, kind, {entity: known[each, entity] for each, entity in sorted(touched) if each == kind}, warehouse
        )
    plan.rows["entity_facts"] = [
        {
            "kind": fact.kind,
            "entity_id": fact.entity_id,
            "event_type": fact.event_type,
            "version": fact.version,
            "occurred_at": fact.occurred_at,
            "payload": fact.payload.decode(),
            "load_id": fact.load_id,
            "recorded_at": now,
        }
        for fact in fresh
    ]


def rewrite(
    plan: Plan, kind: str, known: dict[str, list[EntityFact]], warehouse: Warehouse, *, without_load: str | None = None
) -> None:
    """Plan the rows that events make of some entities anew, as if one load were not there."""
    table = entities.TABLES[kind]
    key = TABLES[table].key[0]
    of_files: dict[str, list[Row]] = defaultdict(list)
    for row in queries_events.rows_of_files(warehouse, table, sorted(known)):
        if row["load_id"] != without_load:
            of_files[str(row[key])].append(row)
    columns = TABLES[table].column_names
    plan.rows[table] = [
        row for entity_id, facts in known.items() for row in entity_rows(kind, facts, of_files[entity_id], columns)
    ]
    plan.rewritten[table] = [{"entity_id": entity_id} for entity_id in known]


def _facts_of_orders(warehouse: Warehouse, order_ids: Sequence[str]) -> Iterator[Row]:
    for first, last in _runs(queries_events.fact_days_of_orders(warehouse, order_ids=order_ids)):
        yield from queries_events.facts_of_orders(warehouse, order_ids=order_ids, first_at=first, last_at=last)


def _facts_of_entities(warehouse: Warehouse, entity_ids: Sequence[str]) -> Iterator[Row]:
    for first, last in _runs(queries_events.fact_days_of_entities(warehouse, entity_ids=entity_ids)):
        yield from queries_events.facts_of_entities(warehouse, entity_ids=entity_ids, first_at=first, last_at=last)


def _runs(days: Iterable[Row]) -> Iterator[tuple[datetime, datetime]]:
    return map(moments, runs(row["utc_date"] for row in days))


def known_entities(warehouse: Warehouse, entity_ids: Sequence[str]) -> dict[tuple[str, str], list[EntityFact]]:
    """Everything that events said about some entities, by kind and id."""
    known: dict[tuple[str, str], list[EntityFact]] = defaultdict(list)
    for row in _facts_of_entities(warehouse, entity_ids):
        fact = _entity_fact(row)
        known[fact.kind, fact.entity_id].append(fact)
    return known


def _news(plan: Plan, table: str, facts: Iterable[F], standing: dict[Any, F], counted: Any) -> list[F]:  # noqa: ANN401 - a function from a fact to a table
    """The facts that say something new, of each key the one that counts; the others are counted as known."""
    fresh: dict[object, F] = {}
    for fact in facts:
        before = fresh.get(fact.key) or standing.get(fact.key)
        if before is not None and fact.rank <= before.rank:
            plan.counts[counted(fact), "known", _load_of(before)] += 1
            continue
        if before is not None:
            plan.counts[counted(fact), "known", _load_of(before)] += 1
        else:
            plan.counts[counted(fact), "loaded", ""] += 1
        if fact.key in standing:
            plan.superseded.setdefault(table, []).append(standing[fact.key].occurred_at)
        fresh[fact.key] = fact
    return list(fresh.values())


def _load_of(fact: Any) -> str:  # noqa: ANN401 - either kind of fact
    return str(fact.load_id)


def _order_fact(row: Row) -> OrderFact:
    return OrderFact(
        row["order_id"], row["fact_id"], row["version"], row["occurred_at"], row["payload"].encode(), row["load_id"]
    )


def _entity_fact(row: Row) -> EntityFact:
    return EntityFact(
        row["kind"],
        row["entity_id"],
        row["event_type"],
        row["version"],
        row["occurred_at"],
        row["payload"].encode(),
        row["load_id"],
    )
