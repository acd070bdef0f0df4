"""Targets in a CSV file, as the shop's own files of targets have them. No table is read here."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from shared.contracts.target_changed import TargetChange, TargetKey, amount_of, faults, refuse

COLUMNS = ("scope", "scope_id", "period_start", "period_end", "net_amount")
MOST_ROWS = 10_000  # a hundred people's months for eight years
_NEEDED = frozenset(COLUMNS) - {"scope_id"}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_GUARDED = re.compile(r"'(?=[=+\-@\t\r\n])")  # the apostrophe that our own files put before a spreadsheet's formulas


def read_targets_file(content: bytes) -> list[TargetChange]:
    """The changes a file asks for; an empty amount takes a target back.

    Raises ProblemError 400 that names the wrong lines: none of the file is used then.
    """
    try:
        text = content.decode("utf-8-sig")
        reader = csv.DictReader(text.splitlines(keepends=True), strict=True)
        header = [name.strip().lower() for name in reader.fieldnames or ()]
        reader.fieldnames = header
        lines = list(reader)
    except UnicodeDecodeError:
        refuse([("file", "is no UTF-8 text")])
        raise
    except csv.Error as error:
        refuse([("file", f"is no CSV: {error}")])
        raise
    missing = _NEEDED - set(header)
    unknown = [name for name in header if name not in COLUMNS]
    if missing or unknown or len(set(header)) < len(header):
        refuse([("file", f"begins with the line {','.join(COLUMNS)}")])
    if not 1 <= len(lines) <= MOST_ROWS:
        refuse([("file", f"holds 1 to {MOST_ROWS} targets")])
    return _changes(lines)


def _changes(lines: list[dict[str, str]]) -> list[TargetChange]:
    changes, errors = [], []
    for number, line in enumerate(lines, 2):
        change, wrong = _change(line)
        errors += [(f"line {number}.{field}", message) for field, message in wrong]
        if change is not None:
            changes.append(change)
    refuse(errors)
    seen: set[TargetKey] = set()
    for number, change in enumerate(changes, 2):
        if change.key in seen:
            refuse([(f"line {number}", "names a target that stands above already")])
        seen.add(change.key)
    return changes


def _change(line: Mapping[Any, Any]) -> tuple[TargetChange | None, list[tuple[str, str]]]:
    """The change in a line, or what is wrong with it by column."""
    if None in line or None in line.values():
        return None, [("file", "has another number of cells than the first line")]
    cells = {name: _GUARDED.sub("", text.strip()) for name, text in line.items() if name and text is not None}
    wrong: list[tuple[str, str]] = []
    days = {}
    for name in ("period_start", "period_end"):
        try:
            days[name] = date.fromisoformat(cells[name]) if _DAY.fullmatch(cells[name]) else None
        except ValueError:
            days[name] = None
        if days[name] is None:
            wrong.append((name, "is a day like 2024-05-31"))
    amount: Decimal | None = None
    try:
        amount = amount_of(cells["net_amount"]) if cells["net_amount"] else None
    except ValueError as error:
        wrong.append(("net_amount", str(error)))
    start, end = days["period_start"], days["period_end"]
    if start is None or end is None or wrong:
        return None, wrong
    key = TargetKey(cells["scope"].lower(), cells.get("scope_id", ""), start, end)
    return TargetChange(key, amount, uuid4().hex), faults(key, amount)
