"""Has BigQuery check statements without running them: a dry run finds what it does not know, and what it would read.

What a change stages or derives for itself is there while it goes on only: in a statement about it an empty table of its
columns stands in its place. Of such a table whose columns nobody told, the statement is named and not checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Protocol

from shared.warehouse import Column, Query, Value, WarehouseError

_AT_ONCE = 8  # dry runs: each takes a second, there are three hundred, and BigQuery takes a hundred a second
_COMMENT = re.compile(r"--[^\n]*")
_TEXT = re.compile(r"'(?:[^'\\]|\\.)*'")
_NO_TABLE = re.compile(r"\bEXTRACT\s*\(\s*\w+\s+FROM\b|\bDISTINCT\s+FROM\b", re.IGNORECASE)
# A table stands alone; what a parenthesis follows at once is a function (UNNEST), but for the columns of an INSERT.
_READ = re.compile(r"\b(?:(?:FROM|JOIN)\s+`?([A-Za-z_]\w*)\b`?(?![(.])|INTO\s+`?([A-Za-z_]\w*)\b)", re.IGNORECASE)
_NAMED_HERE = re.compile(r"\b(\w+)\s+AS\s*\(", re.IGNORECASE)
_ARRAY = re.compile(r"ARRAY<(\w+)>")
_ZONE = "Europe/London"  # what a constant is, is looked at too
_LONG = 100  # values of an array: as many as a statement may take one by one
_SAMPLES: dict[str, Value] = {
    "STRING": "x",
    "INT64": 1,
    "FLOAT64": 1.0,
    "NUMERIC": Decimal(1),
    "BOOL": True,
    "DATE": date(2026, 1, 1),
    "TIMESTAMP": datetime(2026, 1, 1, tzinfo=UTC),
}


class DryRuns(Protocol):
    """What is asked: the warehouse on Google Cloud."""

    def bytes_scanned(self, query: Query, parameters: dict[str, Value]) -> int:
        """What a statement would read. Raises WarehouseError for one that cannot be run."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of one statement: the bytes it would read, or why it cannot be run; neither: it was not checked."""

    name: str
    read_bytes: int | None = None
    fault: str | None = None
    staged: tuple[str, ...] = ()


def connect(url: str) -> DryRuns:
    """The warehouse of a `bigquery://` URL. Raises WarehouseError for another, which has no dry run."""
    if not url.startswith("bigquery://"):
        raise WarehouseError("statements are checked by BigQuery only: name bigquery://<project>/<dataset>")
    from shared.warehouse import bigquery  # noqa: PLC0415 - an adapter is imported when it is chosen

    return bigquery.connect(url)


def check(
    runs: DryRuns, statements: Iterable[Query], tables: Iterable[str], passing: Mapping[str, Sequence[Column]]
) -> Iterator[Checked]:
    """Every statement, in order; `tables` are those that Terraform makes, `passing` those of a change, with columns."""
    standing = frozenset(tables)

    def checked(query: Query) -> Checked:
        staged = tables_of(query) - standing
        if unknown := tuple(sorted(staged - set(passing))):
            return Checked(query.name, staged=unknown)
        whole = query
        for name in sorted(staged):
            whole = replace(whole, text=with_empty(whole.text, name, passing[name]))
        try:
            return Checked(query.name, read_bytes=runs.bytes_scanned(whole, sample(query)))
        except WarehouseError as error:
            return Checked(query.name, fault=str(error))

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield from pool.map(checked, statements)


def with_empty(text: str, name: str, columns: Sequence[Column]) -> str:
    """A statement that reads an empty table of these columns where it reads `name`."""
    nothing = ", ".join(f"CAST(NULL AS {_type(column)}) AS {column.name}" for column in columns)
    place = re.compile(rf"(?<!DISTINCT )\b(FROM|JOIN)\s+{name}\b(?!\.)(\s+AS\b)?", re.IGNORECASE)
    return place.sub(lambda found: f"{found[1]} (SELECT {nothing} LIMIT 0) AS{'' if found[2] else f' {name}'}", text)


def _type(column: Column) -> str:
    return f"ARRAY<{column.type}>" if column.mode == "REPEATED" else column.type


def tables_of(query: Query) -> set[str]:
    """The names of the tables that a statement reads or writes, but for those that it makes itself (WITH)."""
    text = _NO_TABLE.sub("", _TEXT.sub("''", _COMMENT.sub("", query.text)))
    read = {name for found in _READ.findall(text) for name in found if name}
    return read - set(_NAMED_HERE.findall(text))


def sample(query: Query) -> dict[str, Value]:
    """A value for each parameter of a statement: a dry run looks at types only."""
    return {name: _ZONE if "time_zone" in name else _sample(kind) for name, kind in query.parameters.items()}


def _sample(kind: str) -> Value:
    array = _ARRAY.fullmatch(kind)
    return [_SAMPLES[array[1]]] * _LONG if array else _SAMPLES[kind]  # type: ignore[return-value]  # of texts or dates, as the contract has it
