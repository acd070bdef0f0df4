"""Writes infra/local/src/local/frequent_reads.yaml: `python -m tests.queries.reads`.

What BigQuery bills of each statement that runs more often than hourly, told from its text: the bytes of a row that it
reads of each table (of a DELETE all of them, as BigQuery has it), and whether a constant bounds the partitions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import sqlglot
import yaml
from sqlglot import exp
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import traverse_scope
from tests.queries.statement_cases import ROOT, columns, tables

from ingestion import queries_events
from local.frequent_queries import FREQUENT
from shared.warehouse import Column, Query, Value

FILE = ROOT / "infra" / "local" / "src" / "local" / "frequent_reads.yaml"
_HEAD = (
    "# Written by `python -m tests.queries.reads`: bytes of a row that are read, and whether the days are bounded.\n"
)
_BYTES = {"INT64": 8, "FLOAT64": 8, "BOOL": 1, "DATE": 8, "TIMESTAMP": 8, "NUMERIC": 16, "STRING": 18, "JSON": 200}
_LONG = {"payload": 1_000, "data": 1_800, "title": 50, "description": 200, "detail": 150}  # letters, by column
_BOUNDS = (exp.GTE, exp.GT, exp.LT, exp.LTE, exp.EQ, exp.Between)

Reads = dict[str, dict[str, int | bool]]


class _Written:
    """A change that writes down what it is told, and finds nothing."""

    def __init__(self) -> None:
        self.queries: dict[str, Query] = {}

    def execute(self, query: Query, _: Mapping[str, Value] | None = None) -> int:
        self.queries[query.name] = query
        return 0

    def query(self, query: Query, _: Mapping[str, Value] | None = None) -> list[Any]:
        self.queries[query.name] = query
        return []


@cache
def _made() -> dict[str, Query]:
    """Statements that are made from the definition of a table."""
    told: Any = _Written()
    at = datetime(2026, 1, 1, tzinfo=UTC)
    for table, moment in (("web_events", "occurred_at"), ("stock_counts", "counted_at")):
        queries_events.insert_unknown(told, table, moment=moment, first=at, last=at)
    for table in ("customers", "products"):
        queries_events.rows_of_files(told, table, ["x"])
        queries_events.delete_rewritten(told, table)
        queries_events.insert_merged(told, table)
    for table in ("order_facts", "entity_facts"):
        queries_events.insert_merged(told, table)
        queries_events.delete_superseded(told, table, first=at, last=at)
    return dict(told.queries)


@cache
def text_of(name: str) -> str:
    """A frequent statement's text."""
    made = _made().get(name.removeprefix("ingestion/"))
    if made is not None:
        return made.text
    service, _, statement = name.partition("/")
    (path,) = ROOT.glob(f"services/{service}/src/*/sql/{statement}.sql")
    return path.read_text(encoding="utf-8")


@cache
def reads_of(text: str) -> Reads:
    """By table: the bytes of a row that a statement reads, and whether all its readings of it are bounded."""
    tree = sqlglot.parse_one(text, dialect="bigquery")
    found: Reads = {}
    for table, read, where in _readings(tree):
        each = found.setdefault(table, {"bytes": 0, "bounded": True})
        known = columns(table) if _is_known(table) else ()  # what a merge stages is small, and billed as the least
        each["bytes"] += sum(_size(column) for column in known if column.name in read)
        each["bounded"] = bool(each["bounded"]) and _is_bounded(table, where)
    return found


def _readings(tree: exp.Expression) -> Iterator[tuple[str, set[str], exp.Expression | None]]:
    """Each table that is read, with the columns and the condition."""
    if isinstance(tree, exp.Delete):
        name = tree.this.name
        yield name, {column.name for column in columns(name)}, tree.args.get("where")
    outermost = (exp.Select, exp.Union, exp.CTE)
    for query in tree.find_all(exp.Select, exp.Union):
        if query.find_ancestor(*outermost) is None:
            yield from _of_query(query)


def _of_query(query: exp.Expression) -> Iterator[tuple[str, set[str], exp.Expression | None]]:
    named = {table.name for table in query.find_all(exp.Table)}
    schema = {name: {column.name: column.type for column in columns(name)} for name in named if _is_known(name)}
    whole = qualify(
        query.copy(), schema=schema, dialect="bigquery", validate_qualify_columns=False, quote_identifiers=False
    )
    for scope in traverse_scope(whole):
        for alias, source in scope.sources.items():
            if isinstance(source, exp.Table):
                read = {column.name for column in scope.columns if column.table == alias}
                yield source.name, read, scope.expression.args.get("where")


def _is_known(name: str) -> bool:
    return name in tables() or name in _PASSING


_PASSING = yaml.safe_load((Path(__file__).parent / "cases" / "derived.yaml").read_text(encoding="utf-8"))


def _size(column: Column) -> int:
    return _LONG.get(column.name, _BYTES[column.type])


def _is_bounded(table: str, where: exp.Expression | None) -> bool:
    """Whether a condition compares the partition with what is no column."""
    partition = tables()[table].partition if table in tables() else None
    if partition is None:
        return False
    if where is None:
        return False
    conditions = where.this.flatten() if isinstance(where.this, exp.And) else [where.this]
    return any(
        isinstance(each, _BOUNDS) and {column.name for column in each.find_all(exp.Column)} == {partition}
        for each in conditions
    )


def written() -> str:
    """The whole file."""
    told = {name: reads_of(text_of(name)) for name in sorted(FREQUENT)}
    return _HEAD + yaml.safe_dump(told, default_flow_style=None, sort_keys=True, width=120)


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
