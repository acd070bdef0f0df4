"""Puts staged rows into the shop's tables in one atomic change, and counts what became of each."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from ingestion import queries, queries_events, rollups
from ingestion.loads import TableTally, audit_row
from ingestion.rollups import Progress
from ingestion.screening import screened
from ingestion.staging_child import Staged
from ingestion.suppression import NOBODY, Suppression
from shared.warehouse import Change, Column, Row
from shared.warehouse.appending import Refused, append, staged_columns

_FUTURE = timedelta(days=1)  # clocks and zones of sources differ by hours; more than a day ahead is a wrong date
_LINE_KEY = Column("_line_key", "STRING", "REQUIRED")
# These follow from other columns and from other lines of the order.
_DERIVED = ("local_date", "ordered_at", "ordered_local_date", "ordered_at_given", "is_order_start", "line_type")
_FOUND_OUT = ("is_order_start", "line_type_given")  # no staged file has them: numbered_entries and staged_entries do
_REASONS = {
    "entry_changed": "a line with this identity is there already and says something else; undo its load first",
    "superseded_in_file": "a later row with the same key says something else",
    "in_the_future": "happened after tomorrow; the date is wrong, or read in the wrong format",
    "told_by_events": "this order came as events, and its lines follow from them alone; there is nothing to do",
    "erased": "the customer asked to be forgotten; take the row out of the files too",
}


@dataclass(slots=True)
class Committed:
    """What one load did to the tables."""

    tallies: list[TableTally]
    excluded: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    days: int = 0


def commit(
    change: Change,
    staged: Staged,
    *,
    load_id: str,
    source: str,
    recorded_at: datetime,
    progress: Progress,
    suppression: Suppression = NOBODY,
) -> Committed:
    """Append every staged table but erased customers, date the orders, refresh the rollups, write the audit."""
    done = Committed([TableTally(_index(staged, f.name), f.table, f.rows_read) for f in staged.files])
    _count_rejected(staged, done)
    tables = [name for name in queries.TABLES if name in staged.parquet]
    for name in tables:
        _stage(change, staged, name)
    for place, name in enumerate(tables):
        progress(f"loading {name}", place, len(tables))
        _append_table(change, staged, done, name, load_id=load_id, recorded_at=recorded_at, suppression=suppression)
    queries.gift_cards(change)
    if "sales" in tables:
        queries.new_entries(change)
    else:
        queries.no_entries(change)
    redated = rollups.redate(change, queries.touched_orders(change, load_id=load_id))
    if "sales" in tables:
        _finish_sales(change, done, load_id=load_id, redated=redated)
    else:
        queries.no_days(change)
    done.days = rollups.refresh(change, progress)
    names = [file.name for file in staged.files]
    rows: list[Row] = []
    for tally in done.tallies:
        file_name = _names(staged)[tally.file]
        rows += tally.audit_rows(file_name=file_name, load_id=load_id, recorded_at=recorded_at, source=source)
    for row in done.excluded:
        rows.append(
            audit_row(
                load_id=load_id,
                status="loaded",
                recorded_at=recorded_at,
                source=source,
                file_name=_names(staged)[int(str(row["file"]))] if names else "",
                table_name="sales",
                outcome="excluded",
                reason=str(row["reason"]),
                row_count=int(str(row["row_count"])),
                amount=Decimal(str(row["net_amount"])),
            )
        )
    change.insert(queries.TABLES["load_audit"], rows)
    return done


def _names(staged: Staged) -> list[str]:
    """File names by the index that staged rows carry."""
    return list(dict.fromkeys(file.name for file in staged.files))


def _index(staged: Staged, name: str) -> int:
    return _names(staged).index(name)


def _tally(done: Committed, file: int, table: str) -> TableTally:
    return next(tally for tally in done.tallies if (tally.file, tally.table) == (file, table))


def _count_rejected(staged: Staged, done: Committed) -> None:
    with staged.rejected_file.open(encoding="utf-8", newline="") as lines:
        counted = Counter((row["file"], row["table"], row["reason"]) for row in csv.DictReader(lines))
    for (name, table, reason), count in counted.items():
        _tally(done, _index(staged, name), table).rejected[reason] += count
    for read in staged.rejected_amounts:
        tally = _tally(done, _index(staged, read["file"]), read["table"])
        tally.keep("rejected", read["reason"], read["rows"], Decimal(read["amount"]))


def _stage(change: Change, staged: Staged, name: str) -> None:
    """Make a table's files readable; all of them before the first statement, as `Change.stage` asks."""
    columns = list(staged_columns(queries.TABLES[name]))
    if name == "sales":
        columns = [*(column for column in columns if column.name not in _FOUND_OUT), _LINE_KEY]
    change.stage(f"staged_{name}", columns, staged.parquet[name])


def _append_table(
    change: Change,
    staged: Staged,
    done: Committed,
    name: str,
    *,
    load_id: str,
    recorded_at: datetime,
    suppression: Suppression,
) -> None:
    table = queries.TABLES[name]
    source = f"staged_{name}"
    derived: Sequence[str] = ()
    keys = None
    late: list[Refused] = []
    latest = recorded_at + _FUTURE
    if name == "sales":
        queries.gift_cards(change)  # of the products that stand above, in the order of the tables
        queries.numbered_entries(change, latest=latest)
        late = [
            Refused(int(str(row["file"])), int(str(row["line"])), "in_the_future")
            for row in queries.future_entries(change, latest=latest)
        ]
        late += _told_by_events(change)
        source, derived, keys = queries.staged_entries(), _DERIVED, "numbered_entries"
    allowed, erased = screened(change, name, suppression)
    appended = append(
        change, table, allowed or source, load_id=load_id, recorded_at=recorded_at, derived=derived, keys=keys
    )
    for file, known in appended.known.items():
        for earlier in known:
            _tally(done, file, name).known[earlier.load_id] += earlier.rows
    _refuse(staged, done, name, [*late, *erased, *appended.refused])
    if name == "sales" and (appended.known or appended.refused or late):
        _keep_amounts(change, done, latest)
    for tally in done.tallies:
        if tally.table == name:
            tally.loaded = tally.read - tally.known.total() - tally.rejected.total()


def _keep_amounts(change: Change, done: Committed, latest: datetime) -> None:
    """Note what the lines come to that the warehouse side held back."""
    for row in queries.left_out_amounts(change, latest=latest):
        outcome, reason = str(row["outcome"]), str(row["reason"])
        tally = _tally(done, int(str(row["file"])), "sales")
        tally.keep(outcome, reason, int(str(row["row_count"])), Decimal(str(row["net_amount"])))


def _told_by_events(change: Change) -> list[Refused]:
    """Take lines of orders whose state events told out of `numbered_entries`: those orders have all theirs."""
    if not queries_events.told_entries(change):
        return []
    queries_events.untold_entries(change)
    queries_events.renumbered_entries(change)
    return [
        Refused(int(str(row["file"])), int(str(row["line"])), "told_by_events")
        for row in queries_events.list_told_entries(change)
    ]


def _refuse(staged: Staged, done: Committed, table: str, refused: Sequence[Refused]) -> None:
    """Count rows the warehouse side refused, and list them with the rows the reading rejected."""
    if not refused:
        return
    names = _names(staged)
    with staged.rejected_file.open("a", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        for row in refused:
            _tally(done, row.file, table).rejected[row.reason] += 1
            writer.writerow([names[row.file], row.line, table, "", row.reason, ""])
    for reason, count in Counter(row.reason for row in refused).items():
        first = next(row for row in refused if row.reason == reason)
        example = f"{names[first.file]} line {first.line}: {_REASONS[reason]}"
        staged.rejected.append({"table": table, "reason": reason, "rows": count, "example": example})


def _finish_sales(change: Change, done: Committed, *, load_id: str, redated: int) -> None:
    queries.new_days(change)
    done.excluded = queries.excluded_entries(change)
    for row in queries.net_amounts(change):
        tally = _tally(done, int(str(row["file"])), "sales")
        tally.amount = Decimal(str(row["net_amount"]))
    continued = int(str(queries.continued_orders(change, load_id=load_id)[0]["orders"]))
    if continued:
        done.notes.append(
            f"{continued} orders had lines from an earlier load and got more: if a file holds only a part of an order,"
            " a line that repeats an earlier one counts as known"
        )
    several = len({tally.file for tally in done.tallies if tally.table == "sales"}) > 1
    split = int(str(queries.split_orders(change)[0]["orders"])) if several else 0
    if split:
        repeated = sum(tally.known[load_id] for tally in done.tallies if tally.table == "sales")
        done.notes.append(
            f"{split} orders stand in more than one of these files; {repeated} lines that say the same as a line of"
            " another file count as known"
        )
    undated = int(str(queries.undated_refunds(change, load_id=load_id)[0]["refund_lines"]))
    if undated:
        done.notes.append(f"{undated} refund lines name no order that is here: both bases date them on their own day")
    if redated:
        done.notes.append(
            f"{redated} lines that were here got the order date or line type that now follows from all data"
        )
