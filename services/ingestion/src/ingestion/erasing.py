"""Erases a customer: the money stays, the person goes."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import orjson

from ingestion import queries, queries_events, rollups
from ingestion.loads import audit_row
from ingestion.queries_marketing import keep_refusal
from ingestion.rollups import Progress
from ingestion.screening import clean_rejected
from ingestion.shopify.kept import ASIDE
from ingestion.suppression import ID, Identity, Suppression
from shared.contracts.events import Event, new_event
from shared.store import Store
from shared.warehouse import Change, Row

SOURCE = "/ingestion/erasures"  # of events about customers who are forgotten here already
_LOADS = "loads/"  # where the store keeps what loads leave behind
_REJECTED = "/rejected.csv"


@dataclass(frozen=True, slots=True)
class Erased:
    """Rows that are gone or a guest's, by table; shop days refreshed; what a person should know."""

    rows: dict[str, int]
    days: int
    notes: list[str]


def erased_event(customer_id: str, *, at: datetime) -> Event:
    """What the other services are told."""
    version = int(at.timestamp() * 1_000_000)  # of an erasure there is no older one
    data = {"entity_id": customer_id, "version": version, "occurred_at": at.isoformat()}
    return new_event("customer-erased.v1", SOURCE, data, time=at)


def identities(change: Change, customer_id: str) -> list[Identity]:
    """The id, and every e-mail address and telephone number that was ever known for it."""
    known = queries.identities_of_customer(change, customer_id=customer_id)
    return [(ID, customer_id), *((str(row["kind"]), str(row["value"])) for row in known)]


def take_away(change: Change, customer_id: str, *, recorded_at: datetime, progress: Progress) -> Erased:
    """Remove every trace of a customer from the tables and refresh the rollups; no figure of the shop changes.

    One thing stays, with others: who has the same e-mail address is not written to where this customer had refused.
    """
    refused = keep_refusal(change, customer_id=customer_id, recorded_at=recorded_at)
    alike = int(str(queries.customers_alike(change, customer_id=customer_id)[0]["customers"]))
    entries = queries.erased_entries(change, customer_id=customer_id)
    events = queries.erased_events(change, customer_id=customer_id)
    if entries:
        queries.delete_erased_entries(change, customer_id=customer_id)
        queries.insert_erased_entries(change)
    if events:
        queries.delete_erased_events(change, customer_id=customer_id)
        queries.insert_erased_events(change)
    rows = {
        "customers": queries.delete_customer(change, customer_id=customer_id),
        "sales": entries,
        "order_facts": _guests_facts(change, customer_id),
        "entity_facts": queries_events.delete_erased_facts(change, customer_id=customer_id),
        "web_events": events,
    }
    queries_events.delete_erased_set_aside(change, customer_id=customer_id)
    queries.days_of_erased(change)
    queries.no_redated_entries(change)
    days = rollups.refresh(change, progress)
    notes = [_alike_note(alike)] if alike else []
    if refused:
        notes.append(f"customers who are not written to any more, as their e-mail address was refused: {refused}")
    return Erased(rows, days, notes)


def _guests_facts(change: Change, customer_id: str) -> int:
    """What was said about a customer's orders, as a guest's: their lines are made from it, so it stays."""
    facts = queries_events.facts_of_customer(change, customer_id=customer_id)
    if facts:
        queries_events.delete_facts_of_customer(change, customer_id=customer_id)
        change.insert(queries.TABLES["order_facts"], [{**fact, "payload": guests_payload(fact)} for fact in facts])
    return len(facts)


def guests_payload(fact: Row) -> str:
    """A fact's data without its customer, keys in order as `order_fact` has them."""
    return orjson.dumps(
        orjson.loads(str(fact["payload"])) | {"customer_id": None}, option=orjson.OPT_SORT_KEYS
    ).decode()


def _alike_note(customers: int) -> str:
    return (
        f"other customers with the same e-mail address or telephone number: {customers}. They stay, but a later row of"
        " theirs that names it is rejected; erase them too if they are the same person"
    )


def audit_rows(rows: Mapping[str, int], *, erasure_id: str, recorded_at: datetime) -> list[Row]:
    """What `load_audit` keeps of an erasure: that it happened, when, and how many rows; not whose."""
    return [
        audit_row(
            load_id=erasure_id,
            status="erased",
            recorded_at=recorded_at,
            source="erasure",
            file_name="",
            table_name=name,
            outcome="erased",
            reason="",
            row_count=count,
            amount=None,
        )
        for name, count in rows.items()
    ]


def clean_set_aside(store: Store, suppression: Suppression) -> None:
    """Delete webhooks that could not be taken and speak of erased customers."""
    for key in list(store.list(ASIDE)):
        held = store.get(key)
        if held is not None and suppression.speaks_of(orjson.loads(held.value)["body"]):
            store.delete(key)


def clean_kept_rejections(store: Store, suppression: Suppression, *, folder: Path) -> None:
    """Take what speaks of erased customers out of the rejected rows of all loads; `folder` is for a moment's files."""
    folder.mkdir(parents=True, exist_ok=True)
    for key in list(store.list(_LOADS)):
        opened = store.open(key) if key.endswith(_REJECTED) else None
        if opened is None:
            continue
        with tempfile.TemporaryDirectory(dir=folder, prefix="erasure-") as room:
            found, cleaned = Path(room, "found.csv"), Path(room, "cleaned.csv")
            with closing(opened), found.open("wb") as copy:
                shutil.copyfileobj(opened, copy)
            if clean_rejected(found, cleaned, suppression):
                store.put_file(key, cleaned)
