"""The rows that are not taken: one line each in rejected.csv, and counted by table and reason."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Protocol

from ingestion.files.plan import FilesError

MOST_REJECTED = 1_000_000  # rows; beyond it the files are not what they are said to be, and nobody reads the list
_SHOWN = 80  # characters of a value; enough to recognise it by
_NUMBER = re.compile(r"^[-+]?[\d.,]+$")


class _Writer(Protocol):
    def writerow(self, row: Sequence[object], /) -> object: ...


@dataclass(frozen=True)
class Rejected:
    """A row that is not taken: the line it begins in, the field (if it is one field's fault), why, and the value.

    `amount` is the net amount of a sale in the shop's currency, where it can be read all the same.
    """

    line: int
    field: str
    reason: str
    value: str
    amount: Decimal | None = None


@dataclass
class Rejects:
    """Writes rejected rows, and keeps the first of each table and reason as an example."""

    writer: _Writer
    counted: dict[tuple[str, str], dict[str, str | int]] = field(default_factory=dict)
    amounts: dict[tuple[str, str, str], tuple[int, Decimal]] = field(default_factory=dict)  # by file, table, reason
    most: int = MOST_REJECTED

    def add(self, file: str, table: str, rows: Sequence[Rejected]) -> None:
        """Write the rejected rows of one table of one file. Raises FilesError when there are too many of them."""
        for row in rows:
            value = " ".join(row.value.split())[:_SHOWN]
            if value[:1] in {"=", "+", "-", "@"} and not _NUMBER.match(value):
                value = f"'{value}"  # a spreadsheet would run it
            self.writer.writerow((file, row.line, table, row.field, row.reason, value))
            entry = self.counted.get((table, row.reason))
            if entry is None:
                named = f", {row.field}" if row.field else ""
                shown = f": {value}" if value else ""
                example = f"{file} line {row.line}{named}{shown}"
                entry = {"table": table, "reason": row.reason, "rows": 0, "example": example}
                self.counted[table, row.reason] = entry
            entry["rows"] = int(entry["rows"]) + 1
            if row.amount is not None:
                count, amount = self.amounts.get((file, table, row.reason), (0, Decimal(0)))
                self.amounts[file, table, row.reason] = count + 1, amount + row.amount
        if sum(int(entry["rows"]) for entry in self.counted.values()) > self.most:
            commonest = max(self.counted.values(), key=lambda entry: int(entry["rows"]))
            raise FilesError(
                f"More than {self.most:,} rows cannot be taken, most of them since {commonest['reason']}, such as "
                f"{commonest['example']}. Look at how the files are written, then load them again."
            )


@contextmanager
def open_rejects(path: Path) -> Iterator[Rejects]:
    """A new rejected.csv with its header."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("file", "line", "table", "field", "reason", "value"))
        yield Rejects(writer)
