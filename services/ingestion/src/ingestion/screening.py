"""Checks staged rows against the suppression list: an erased customer's row is rejected, their sales are a guest's."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ingestion import queries
from ingestion.staging_child import Staged
from ingestion.suppression import EMAIL, ID, PHONE, Suppression
from shared.warehouse import Change
from shared.warehouse.appending import Refused

ERASED = "erased"

_SCREENED = frozenset({"customers", "sales", "web_events"})  # the tables that name customers
_AT_ONCE = 50_000  # identities in memory: some megabytes, and few enough round trips for millions of customers
_CUT = 80  # characters a rejected value is cut to; its last piece may be half an identity
_LAST_PIECE = re.compile(r"[\s,;|]*[^\s,;|]*$")
_REJECTED_HEADER = ("file", "line", "table", "field", "reason", "value")


def screened(change: Change, table: str, suppression: Suppression) -> tuple[str | None, list[Refused]]:
    """What to append instead of the staged rows of `table` (None: all of them, as they are), and what is refused."""
    if not suppression or table not in _SCREENED:
        return None, []
    found: dict[str, list[str]] = {ID: [], EMAIL: [], PHONE: []}
    queries.batch_identities(change, table)
    for kind, value in _identities(change):
        if suppression.covers(kind, value):
            found[kind].append(value)
    if not any(found.values()):
        return None, []
    queries.erased_identities(change, ids=found[ID], emails=found[EMAIL], phones=found[PHONE])
    if table != "customers":
        return queries.allowed(table), []
    queries.erased_customers(change)
    refused = [
        Refused(int(str(row["file"])), int(str(row["line"])), ERASED) for row in queries.list_erased_customers(change)
    ]
    return queries.allowed(table), refused


def _identities(change: Change) -> Iterator[tuple[str, str]]:
    kind, value = "", ""
    while rows := queries.next_identities(change, kind=kind, value=value, row_limit=_AT_ONCE):
        for row in rows:
            kind, value = str(row["kind"]), str(row["value"])
            yield kind, value
        if len(rows) < _AT_ONCE:
            return


def clean_value(value: str, suppression: Suppression) -> str:
    """A rejected row's value as it may be kept: nothing of it when it speaks of an erased customer."""
    if suppression.speaks_of(value):
        return ""
    return _LAST_PIECE.sub("", value) if len(value) >= _CUT else value


def clean_rejected(source: Path, target: Path, suppression: Suppression) -> bool:
    """Write rejected rows anew without what speaks of erased customers; says whether anything changed."""
    changed = False
    with source.open(encoding="utf-8", newline="") as rows, target.open("w", encoding="utf-8", newline="") as kept:
        writer = csv.DictWriter(kept, _REJECTED_HEADER)
        writer.writeheader()
        for row in csv.DictReader(rows):
            value = clean_value(row["value"], suppression)
            changed |= value != row["value"]
            writer.writerow({**row, "value": value})
    return changed


def without_erased_values(staged: Staged, suppression: Suppression) -> Staged:
    """What was staged, its rejected rows and the examples of them as they may be kept and shown."""
    if not suppression:
        return staged
    staged = replace(staged, sources=[_without_erased_rows(one, suppression) for one in staged.sources])
    if not staged.rejected:
        return staged
    examples = []
    for entry in staged.rejected:
        place, _, value = str(entry["example"]).partition(": ")
        kept = clean_value(value, suppression)
        examples.append({**entry, "example": f"{place}: {kept}" if kept else place})
    cleaned = staged.rejected_file.with_suffix(".kept.csv")
    clean_rejected(staged.rejected_file, cleaned, suppression)
    return replace(staged, rejected=examples, rejected_file=cleaned)


def _without_erased_rows(read: Mapping[str, Any], suppression: Suppression) -> Mapping[str, Any]:
    """What was read of a BigQuery table, without the example rows that name an erased customer."""
    shown = read.get("mapped")
    if not shown:
        return read

    def names_one(row: Mapping[str, object]) -> bool:
        return any(isinstance(value, str) and suppression.speaks_of(value) for value in row.values())

    kept = [{**table, "rows": [row for row in table["rows"] if not names_one(row)]} for table in shown]
    return {**read, "mapped": kept}
