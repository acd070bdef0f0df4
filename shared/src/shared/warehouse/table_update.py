"""What a table that an earlier version made lacks of what this one keeps in it. Pure.

Columns are added, and let be empty where they had to be filled. Nothing is dropped and nothing changes its type: then
the start is refused, before anything was changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from shared.warehouse import Column, Table, WarehouseError

_WHAT_TO_DO = (
    "Nothing was changed. Start the version that wrote these tables, or load the shop anew into an empty place"
    " (another DATA_DIR, another dataset)"
)


@dataclass(frozen=True, slots=True)
class Update:
    """Columns to add, none of them required, since the rows that are there have nothing in them; and those that may be
    empty from now on.
    """

    added: tuple[Column, ...] = ()
    relaxed: tuple[Column, ...] = ()


def update_of(table: Table, there: Sequence[Column]) -> Update:
    """What makes a table with the columns that are `there` one that this version can read and write.

    Columns that this version does not know stay as they are, unless every row has to fill them. Raises WarehouseError
    for those and for a column of another type.
    """
    found = {column.name: column for column in there}
    known = {column.name for column in table.columns}
    for column in there:
        if column.mode == "REQUIRED" and column.name not in known:
            raise WarehouseError(
                f"{table.name}: every row fills {column.name}, which this version does not know; a later version made"
                f" it. {_WHAT_TO_DO}"
            )
    added, relaxed = [], []
    for column in table.columns:
        old = found.get(column.name)
        if old is None:
            added.append(replace(column, mode="NULLABLE") if column.mode == "REQUIRED" else column)
        elif _kind(old) != _kind(column):
            raise WarehouseError(
                f"{table.name}: {column.name} is {_kind(old)} there and {_kind(column)} in this version. {_WHAT_TO_DO}"
            )
        elif old.mode == "REQUIRED" and column.mode == "NULLABLE":
            relaxed.append(column)
    return Update(tuple(added), tuple(relaxed))


def _kind(column: Column) -> str:
    return f"ARRAY<{column.type}>" if column.mode == "REPEATED" else column.type
