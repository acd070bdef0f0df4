"""The cost model reckons with what the texts of frequent statements say that they read, and with bounded days."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from tests.queries.reads import FILE, reads_of, text_of, written
from tests.queries.statement_cases import tables
from tests.queries.test_merging import open_door, publish

from ingestion import merging
from ingestion.events.testing import Orders
from local.frequent_queries import ALL, ANY, FREQUENT, HOURLY, LOOK, ORDERS_TOO
from shared.contracts.events import event_types
from shared.warehouse.recording import recording

# Read whole in narrow columns, or small, by their statement and table: nothing tells before on which days an order is.
WHOLE = {
    ("audit_of_load", "load_audit"),
    ("delete_audit_of_load", "load_audit"),
    ("days_of_touched_orders", "sales"),
    ("fact_days_of_entities", "entity_facts"),
    ("fact_days_of_orders", "order_facts"),
    ("recosted_days", "sales"),
    ("rollup_days", "daily_shop_sales"),
    ("sale_days_of_orders", "sales"),
}
USUAL = ("web-event-received.v1", "stock-counted.v1", "customer-changed.v1")
# Of messages that are no facts, of which there should be none; and what a start asks.
SELDOM = {"insert_merged_set_aside_facts", "delete_superseded_set_aside_facts"}
NARROW_BYTES = 45  # of a row of a ledger of years: a key and a day, or two


def partitioned(name: str) -> set[str]:
    """The tables with days that a statement reads."""
    return {table for table in reads_of(text_of(name)) if table in tables() and tables()[table].partition}


def test_the_model_reckons_with_what_the_statements_read() -> None:
    assert FILE.read_text(encoding="utf-8") == written(), "make pages"


@pytest.mark.parametrize("name", sorted(FREQUENT))
def test_a_frequent_statement_bounds_the_days_that_it_reads(name: str) -> None:
    unbounded = {table for table in partitioned(name) if not reads_of(text_of(name))[table]["bounded"]}
    assert {(name.partition("/")[2], table) for table in unbounded} <= WHOLE


def test_what_is_read_whole_is_narrow_or_small() -> None:
    read = {each: reads_of(text_of(f"ingestion/{each[0]}"))[each[1]]["bytes"] for each in WHOLE}
    assert {each for each, size in read.items() if size > NARROW_BYTES} == {
        ("audit_of_load", "load_audit"),  # a dozen rows a day
        ("delete_audit_of_load", "load_audit"),
    }


def test_the_model_reckons_with_all_days_only_of_what_is_read_whole() -> None:
    runs = {(name, each.days) for part in (LOOK, ANY, ORDERS_TOO, HOURLY) for name, each in part.items()}
    of_all = {name.partition("/")[2] for name, days in runs if days is ALL and partitioned(name)}
    assert of_all == {statement for statement, _ in WHOLE} - {"recosted_days"}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("SELECT message_id FROM raw_facts WHERE publish_time >= @since", (26, True)),
        ("SELECT message_id FROM raw_facts WHERE publish_time >= TIMESTAMP(data)", (None, False)),
        (
            "SELECT COUNT(*) FROM raw_facts WHERE DATE(publish_time) IN (SELECT local_date FROM touched_days)",
            (8, False),
        ),
        ("WITH a AS (SELECT * FROM raw_facts) SELECT message_id FROM a WHERE publish_time >= @since", (None, False)),
        ("DELETE FROM raw_facts WHERE message_id IN UNNEST(@ids)", (None, False)),
    ],
)
def test_a_statement_that_lost_its_bound_is_found(text: str, read: tuple[int | None, bool]) -> None:
    told = reads_of(text)["raw_facts"]
    assert told["bounded"] is read[1]
    assert read[0] is None or told["bytes"] == read[0]


def test_every_statement_of_a_merge_is_in_the_model(tmp_path: Path) -> None:
    """A new one would run thousands of times a month."""
    door = open_door(tmp_path, "duckdb:///:memory:", "raw-facts:")
    told = [(kind, {**event_types()[kind].example, "occurred_at": "2026-03-02T07:00:00Z"}) for kind in USUAL]
    facts = [*Orders(3, 6, days=3).facts, *told]
    half = len(facts) // 2
    with recording() as executed:
        for portion in (facts[:half], facts[half:]):
            publish(door, portion, random.Random(3))  # noqa: S311 - which messages come twice
            merging.merge(door)
    door.warehouse.close()
    known = {name.partition("/")[2] for name in (*LOOK, *ANY, *ORDERS_TOO)}
    assert {each.name for each in executed} - SELDOM <= known
