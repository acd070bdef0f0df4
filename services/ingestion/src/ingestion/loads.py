"""What a load is: what was asked, what became of each row, and how both are told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from ingestion.files.plan import SourceFile
from ingestion.foreign import ForeignSource
from shared.warehouse import Row


class LoadNotFoundError(Exception):
    """No load has this id."""


class LoadOfEventsError(Exception):
    """The load is what events brought in a day: its rows follow from facts, which nobody can take back."""


class LoadUndoneError(Exception):
    """The load was taken back before."""


@dataclass(frozen=True, slots=True)
class LoadRequest:
    """Files and how to read them: a format, or the text of a mapping.

    A load that comes in many small portions names itself: they are listed, and taken back, as one.
    """

    files: tuple[SourceFile, ...]
    format: str | None
    mapping: str | None
    source: str
    dry_run: bool
    load_id: str | None = None
    foreign: ForeignSource | None = None  # a BigQuery dataset that is read instead of files


@dataclass(slots=True)
class Kept:
    """Rows that were left out and whose amount could be read, and what they come to."""

    rows: int = 0
    amount: Decimal = Decimal(0)


@dataclass(slots=True)
class TableTally:
    """Rows of one file for one table; read = loaded + known + rejected."""

    file: int
    table: str
    read: int = 0
    loaded: int = 0
    known: Counter[str] = field(default_factory=Counter)  # by the load that brought them
    rejected: Counter[str] = field(default_factory=Counter)  # by reason
    amount: Decimal | None = None  # net total of the loaded lines, for sales
    kept: dict[tuple[str, str], Kept] = field(default_factory=dict)  # by outcome and reason, for sales

    def keep(self, outcome: str, reason: str, rows: int, amount: Decimal) -> None:
        """Note what rows that were left out come to."""
        kept = self.kept.setdefault((outcome, reason), Kept())
        kept.rows += rows
        kept.amount += amount

    def audit_rows(self, *, file_name: str, load_id: str, recorded_at: datetime, source: str) -> list[Row]:
        """What `load_audit` keeps of it."""
        outcomes: list[tuple[str, str, int, Decimal | None]] = [("read", "", self.read, None)]
        outcomes.append(("loaded", "", self.loaded, self.amount))
        for outcome, counted in (("known", self.known), ("rejected", self.rejected)):
            for reason, count in sorted(counted.items()):
                kept = self.kept.get((outcome, reason), Kept())
                parts = ((kept.rows, kept.amount), (count - kept.rows, None))
                outcomes += [(outcome, reason, rows, amount) for rows, amount in parts if rows]
        return [
            audit_row(
                load_id=load_id,
                status="loaded",
                recorded_at=recorded_at,
                source=source,
                file_name=file_name,
                table_name=self.table,
                outcome=outcome,
                reason=reason,
                row_count=count,
                amount=amount,
            )
            for outcome, reason, count, amount in outcomes
        ]


def audit_row(
    *,
    load_id: str,
    status: str,
    recorded_at: datetime,
    source: str,
    file_name: str,
    table_name: str,
    outcome: str,
    reason: str,
    row_count: int,
    amount: Decimal | None,
) -> Row:
    """One row of `load_audit`."""
    return {
        "load_id": load_id,
        "status": status,
        "recorded_at": recorded_at,
        "source": source,
        "file_name": file_name,
        "table_name": table_name,
        "outcome": outcome,
        "reason": reason,
        "row_count": row_count,
        "amount": amount,
    }


def by_table(tallies: Sequence[TableTally]) -> list[dict[str, object]]:
    """Tallies of all files summed per table, for the report."""
    names = list(dict.fromkeys(tally.table for tally in tallies))
    summed = []
    for name in names:
        mine = [tally for tally in tallies if tally.table == name]
        summed.append(
            {
                "table": name,
                "read": sum(tally.read for tally in mine),
                "loaded": sum(tally.loaded for tally in mine),
                "known": sum(tally.known.total() for tally in mine),
                "rejected": sum(tally.rejected.total() for tally in mine),
            }
        )
    return summed
