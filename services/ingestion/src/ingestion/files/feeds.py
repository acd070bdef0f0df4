"""How one file feeds one table: which column fills which field, what is constant, what the rules are."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pyarrow as pa

from ingestion.files.fields import needed, readable
from ingestion.files.frame import Names
from ingestion.files.joins import Join
from ingestion.files.plan import FilesError
from ingestion.files.rules import Conditions, Rule
from shared.warehouse import Table

_NEAR = 0.6  # difflib's own measure of a likely typing error


@dataclass(frozen=True)
class Feed:
    """One file as one table, with the columns found in its header."""

    table: Table
    sources: Mapping[str, Names]  # field -> columns of the file (or joined to it)
    constants: Mapping[str, pa.Scalar] = field(default_factory=dict)
    rules: Sequence[Rule] = ()
    where: Conditions = ()  # other rows are none of this table
    joins: Sequence[Join] = ()
    distinct: bool = False  # one row per key, of each column the last value that is there
    amounts_in: Literal["shop", "original"] = "shop"
    refund_amounts: Literal["signed", "positive"] = "signed"

    @property
    def conditions(self) -> Conditions:
        return (*self.where, *(condition for rule in self.rules for condition in rule.when))

    @property
    def used(self) -> list[str]:
        """The columns of the file this feed reads."""
        joined = {name for join in self.joins for name in join.columns}
        names = [name for source in self.sources.values() for name in source]
        names += [name for source, _ in self.conditions for name in source]
        names += [name for join in self.joins for name in join.left]
        return [name for name in dict.fromkeys(names) if name not in joined]

    def fields_of_type(self, *types: str) -> list[Names]:
        """The sources of the fields of these types."""
        fields = readable(self.table)
        return [source for name, source in self.sources.items() if fields[name].type in types]

    @property
    def numeric(self) -> list[Names]:
        """What is read as numbers: by a field, or by a rule that compares."""
        compared = [
            source
            for source, condition in self.conditions
            if condition.less_than is not None or condition.greater_than is not None
        ]
        return list(dict.fromkeys([*self.fields_of_type("NUMERIC", "INT64"), *compared]))

    @property
    def dated(self) -> list[Names]:
        """What is read as dates."""
        return list(dict.fromkeys(self.fields_of_type("DATE", "TIMESTAMP")))


def require(file: str, table: Table, given: Iterable[str], header: Sequence[str]) -> None:
    """Raise FilesError if what the table cannot do without is not among the fields given."""
    names = set(given)
    missing = [" or ".join(group) for group in needed(table) if not names.intersection(group)]
    if missing:
        raise FilesError(
            f"{file}: {table.name} needs {', '.join(missing)}. It has the columns {', '.join(header)}. "
            "Rename the columns, or describe the file in a mapping."
        )


def find_column(file: str, name: str, header: Sequence[str]) -> str:
    """The column of this name, whatever its case. Raises FilesError naming the nearest one and all there are."""
    if name in header:
        return name
    alike = [column for column in header if column.casefold() == name.strip().casefold()]
    if len(alike) == 1:
        return alike[0]
    near = difflib.get_close_matches(name, header, 1, _NEAR)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    raise FilesError(f"{file}: there is no column {name!r}.{hint} It has: {', '.join(header)}.")
