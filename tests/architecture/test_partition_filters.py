"""What BigQuery refuses on two tables, in every statement there is: one that does not bound the days it reads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlglot
from sqlglot import exp

from ingestion.queries import delete_load
from shared.warehouse import Query, Table, Value
from shared.warehouse.appending import append
from shared.warehouse.sql_files import load_tables

ROOT = Path(__file__).resolve().parents[2]
TABLES: dict[str, Table] = {name: table for name, table in load_tables("ingestion").items() if table.partition_filter}
READING = [
    path
    for path in sorted(ROOT.glob("services/*/src/*/sql/**/*.sql"))
    if any(name in path.read_text(encoding="utf-8") for name in TABLES)
]
_BOUNDS = (exp.GTE, exp.GT, exp.LT, exp.LTE, exp.EQ, exp.Between)


def unbounded(text: str) -> Iterator[str]:
    """Where a statement reads one of the tables without a bound on its partition that is known before it runs."""
    tree = sqlglot.parse_one(text, dialect="bigquery")
    for table in tree.find_all(exp.Table):
        stated = TABLES.get(table.name)
        if stated is None or isinstance(table.parent, exp.Insert | exp.Schema):
            continue  # rows are put in, none is read
        scope = table.find_ancestor(exp.Select, exp.Delete)
        where = None if scope is None else scope.args.get("where")
        conditions = (
            [] if where is None else list(where.this.flatten() if isinstance(where.this, exp.And) else [where.this])
        )
        if not any(bounds(each, str(stated.partition), table.alias_or_name) for each in conditions):
            yield table.sql()


def bounds(condition: exp.Expression, partition: str, alias: str) -> bool:
    """Whether a condition compares the partition with what is no column."""
    if not isinstance(condition, _BOUNDS):
        return False
    columns = list(condition.find_all(exp.Column))
    return [(one.name, one.table in {"", alias}) for one in columns] == [(partition, True)]


@pytest.mark.parametrize("path", READING, ids=lambda path: path.stem)
def test_a_statement_bounds_the_days_that_it_reads(path: Path) -> None:
    assert list(unbounded(path.read_text(encoding="utf-8"))) == []


class Written:
    """A change that writes down what it is told, and finds nothing."""

    rows_at_once = None

    def __init__(self) -> None:
        self.texts: list[str] = []

    def _told(self, query: Query, _: Mapping[str, Value] | None = None) -> int:
        self.texts.append(query.text)
        return 1  # something was held back, so that nothing is left out

    def derive(self, _: str, query: Query, parameters: Mapping[str, Value] | None = None) -> int:
        return self._told(query, parameters)

    execute = _told

    def query(self, query: Query, parameters: Mapping[str, Value] | None = None) -> list[Any]:
        self._told(query, parameters)
        return []


def test_statements_that_are_made_from_a_tables_definition_do_too() -> None:
    change: Any = Written()
    events = TABLES["web_events"]

    append(change, events, "staged_web_events", load_id="l", recorded_at=datetime(2026, 1, 1, tzinfo=UTC))
    delete_load(change, events, load_id="l")

    read = [text for text in change.texts if "web_events" in text.replace("_web_events", "")]
    assert len(read) >= 3
    assert [found for text in read for found in unbounded(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "SELECT COUNT(*) FROM web_events",
        "SELECT COUNT(*) FROM web_events WHERE occurred_at >= recorded_at",
        "SELECT COUNT(*) FROM web_events WHERE occurred_at >= @since OR is_bot",
        "SELECT COUNT(*) FROM (SELECT * FROM web_events) AS e WHERE e.occurred_at >= @since",
        "SELECT COUNT(*) FROM sales AS s JOIN web_events AS w ON w.order_id = s.order_id WHERE s.occurred_at >= @since",
        "DELETE FROM web_events WHERE load_id = @load_id",
    ],
)
def test_a_statement_that_bounds_nothing_is_found(text: str) -> None:
    assert len(list(unbounded(text))) == 1


def test_the_two_tables_are_those_that_grow_with_every_visit_and_message() -> None:
    named = [
        path
        for path in ROOT.glob("services/*/src/*/tables/*.json")
        if json.loads(path.read_text(encoding="utf-8")).get("partition_filter")
    ]

    assert {path.stem for path in named} == set(TABLES) == {"raw_facts", "web_events"}
    assert TABLES["web_events"].on_all_days("e.") == " AND e.occurred_at >= TIMESTAMP '1970-01-01 00:00:00+00'"
    assert load_tables("ingestion")["sales"].on_all_days() == ""
