"""Appends staged rows to a table without ever storing the same thing twice, the same way on every engine.

A table with a column `recorded_at` keeps versions: of rows with one key the latest counts, and a row equal to the
latest is known. A table without it is immutable: a row whose key is there is known, or refused when it says something
else. Earlier rows are looked for in the whole table: an identity that comes again on another day is still the same.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from shared.warehouse import Change, Column, Query, Row, Table, Value

STAGED_COLUMNS = (Column("_file", "INT64", "REQUIRED"), Column("_line", "INT64", "REQUIRED"))
HOUSE_COLUMNS = ("load_id", "recorded_at")
_KEYS_TO_A_ROW = 3  # a key takes a third of the memory of a row with all its columns, or less


@dataclass(frozen=True, slots=True)
class Known:
    """Rows that were there already: how many, and since which load."""

    load_id: str
    rows: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A staged row that was not appended: where it stands in the files, and why."""

    file: int
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Appended:
    """Rows that were not appended, per file; all others were."""

    known: dict[int, list[Known]]
    refused: list[Refused]


@dataclass(frozen=True, slots=True)
class _Block:
    """A run of lines of one file, and how many rows stand in it."""

    file: int
    first_line: int
    rows: int


def staged_columns(table: Table) -> tuple[Column, ...]:
    """The columns a staged file of this table has: its own without the house's, and where each row stood."""
    return tuple(column for column in table.columns if column.name not in HOUSE_COLUMNS) + STAGED_COLUMNS


def append(
    change: Change,
    table: Table,
    source: str,
    *,
    load_id: str,
    recorded_at: datetime,
    derived: Collection[str] = (),
    keys: str | None = None,
) -> Appended:
    """Append the rows of `source` (a table's name, or a SELECT in parentheses) that are new.

    Columns in `derived` follow from others and are not compared. `keys` names a table with the key, `_file` and
    `_line` of every row of `source`, where that is cheaper to read. Leaves the table `not_new_<table>` (`_file`,
    `_line`, `_outcome`, `_known_load_id`) for the rest of the change.
    """
    not_new = f"not_new_{table.name}"
    blocks = _blocks(change, keys or source)
    buckets = _buckets(change, blocks)
    for bucket in range(buckets):
        change.derive(f"repeated_{table.name}_{bucket}", _repeated(table, keys or source, bucket, buckets))
    change.derive(f"doubtful_{table.name}", _doubtful(table, keys or source, buckets))
    held_back = change.derive(not_new, _not_new(table, source, derived), {"load_id": load_id})
    parameters: dict[str, Value] = {"load_id": load_id}
    if _keeps_versions(table):
        parameters["recorded_at"] = recorded_at
    for portion in _portions(change, blocks):
        change.execute(_insert(table, source, not_new if held_back else None, portion), parameters | portion)
    if not held_back:
        return Appended({}, [])
    known: dict[int, list[Known]] = {}
    for row in change.query(_count_known(table, not_new)):
        earlier = Known(str(row["known_load_id"]), _whole(row["row_count"]))
        known.setdefault(_whole(row["file"]), []).append(earlier)
    refused = [
        Refused(_whole(row["file"]), _whole(row["line"]), str(row["outcome"]))
        for row in change.query(_refused(table, not_new))
    ]
    return Appended(known, refused)


def _whole(value: Row | object) -> int:
    return int(str(value))


def _keeps_versions(table: Table) -> bool:
    return "recorded_at" in table.column_names


def _comparable(column: Column, alias: str) -> str:
    value = f"{alias}.{column.name}"
    return f"TO_JSON_STRING({value})" if column.mode == "REPEATED" else value  # arrays have no equality in GoogleSQL


def _same(columns: Sequence[Column], left: str, right: str) -> str:
    if not columns:
        return "TRUE"
    return " AND ".join(f"{_comparable(c, left)} IS NOT DISTINCT FROM {_comparable(c, right)}" for c in columns)


def _on_key(table: Table, left: str, right: str) -> str:
    return " AND ".join(f"{left}.{name} = {right}.{name}" for name in table.key)


def _buckets(change: Change, blocks: Sequence[_Block]) -> int:
    """In how many parts repeated keys are looked for: of 50 million at once not even the spilling fits into memory."""
    if change.rows_at_once is None:
        return 1
    return max(1, ceil(sum(block.rows for block in blocks) / (_KEYS_TO_A_ROW * change.rows_at_once)))


def _repeated(table: Table, source: str, bucket: int, buckets: int) -> Query:
    """Keys of one bucket that are in the batch more than once. Equal keys end alike, so they share a bucket."""
    key = ", ".join(table.key)
    text = f"SELECT {key} FROM {source} AS staged"
    if buckets > 1:
        first = table.key[0]
        last_three = " + ".join(
            f"{factor} * UNICODE(SUBSTR({first}, {place}, 1))" for factor, place in ((31, -1), (7, -2), (1, -3))
        )
        text += f" WHERE MOD(ABS({last_three}), {buckets}) = {bucket}"
    return Query(f"append_{table.name}_repeated", f"{text} GROUP BY {key} HAVING COUNT(*) > 1", {})


def _doubtful(table: Table, source: str, buckets: int) -> Query:
    """The staged rows whose key is in the table or in the batch again: few in a first load, so little is compared."""
    key = ", ".join(table.key)
    repeated = " UNION ALL ".join(f"SELECT {key} FROM repeated_{table.name}_{bucket}" for bucket in range(buckets))
    text = f"""
SELECT k._file, k._line
FROM {source} AS k
WHERE EXISTS (SELECT 1 FROM {table.name} AS e WHERE {_on_key(table, "e", "k")}{table.on_all_days("e.")})
UNION DISTINCT
SELECT k._file, k._line
FROM {source} AS k
JOIN ({repeated}) AS r ON {_on_key(table, "r", "k")}
"""
    return Query(f"append_{table.name}_doubtful", text, {})


def _not_new(table: Table, source: str, derived: Collection[str]) -> Query:
    """The staged rows that are not appended, and why."""
    left_out = {*table.key, *derived, *(column.name for column in STAGED_COLUMNS)}
    content = [column for column in staged_columns(table) if column.name not in left_out]
    key, first_key = ", ".join(table.key), table.key[0]
    versions = _keeps_versions(table)
    place, newest = ("DESC", "recorded_at DESC, load_id DESC") if versions else ("ASC", "load_id")
    changed_here = "superseded_in_file" if versions else "entry_changed"
    changed_before = (
        "" if versions else "UNION ALL SELECT _file, _line, 'entry_changed', load_id FROM met WHERE NOT same"
    )
    text = f"""-- @load_id STRING
WITH doubtful AS (
  SELECT k.*, ROW_NUMBER() OVER (PARTITION BY {", ".join(f"k.{name}" for name in table.key)}
    ORDER BY k._file {place}, k._line {place}) AS _place
  FROM {source} AS k
  JOIN doubtful_{table.name} AS d ON d._file = k._file AND d._line = k._line
),
earlier AS (
  SELECT * FROM {table.name}
  WHERE {first_key} IN (SELECT {first_key} FROM doubtful){table.on_all_days()}
  QUALIFY ROW_NUMBER() OVER (PARTITION BY {key} ORDER BY {newest}) = 1
),
beside AS (
  SELECT k._file, k._line, {_same(content, "c", "k")} AS same
  FROM doubtful AS k
  JOIN doubtful AS c ON {_on_key(table, "c", "k")}
  WHERE c._place = 1 AND k._place > 1
),
met AS (
  SELECT k._file, k._line, e.load_id, {_same(content, "e", "k")} AS same
  FROM doubtful AS k
  JOIN earlier AS e ON {_on_key(table, "e", "k")}
  WHERE k._place = 1
)
SELECT _file, _line, IF(same, 'known', '{changed_here}') AS _outcome, @load_id AS _known_load_id FROM beside
UNION ALL
SELECT _file, _line, 'known', load_id FROM met WHERE same
{changed_before}
"""
    return Query(f"append_{table.name}_not_new", text, {"load_id": "STRING"})


def _blocks(change: Change, source: str) -> list[_Block]:
    """The lines of each file in runs of as many as may go at once, in the order of the files; none without a limit."""
    most = change.rows_at_once
    if most is None:
        return []
    text = f"SELECT _file AS file, DIV(_line, {most}) AS block, COUNT(*) AS row_count FROM {source} AS k"
    found = change.query(Query("append_portions", f"{text} GROUP BY file, block ORDER BY file, block", {}))
    return [_Block(_whole(row["file"]), _whole(row["block"]) * most, _whole(row["row_count"])) for row in found]


def _portions(change: Change, blocks: Sequence[_Block]) -> list[dict[str, int]]:
    """The bounds of each block; one portion without bounds where all rows may go at once."""
    most = change.rows_at_once
    if most is None or sum(block.rows for block in blocks) <= most:
        return [{}]
    return [
        {"file": block.file, "first_line": block.first_line, "last_line": block.first_line + most - 1}
        for block in blocks
    ]


def _insert(table: Table, source: str, not_new: str | None, portion: Collection[str]) -> Query:
    names = ", ".join(table.column_names)
    values = ", ".join(f"@{name}" if name in HOUSE_COLUMNS else f"k.{name}" for name in table.column_names)
    text = f"INSERT INTO {table.name} ({names}) SELECT {values} FROM {source} AS k"
    conditions = []
    if not_new is not None:
        text += f" LEFT JOIN {not_new} AS n ON n._file = k._file AND n._line = k._line"
        conditions.append("n._line IS NULL")
    if portion:
        conditions.append("k._file = @file AND k._line BETWEEN @first_line AND @last_line")
    if conditions:
        text += f" WHERE {' AND '.join(conditions)}"
    if portion and table.partition:
        text += f" ORDER BY k.{table.partition}"  # a join of so many gives them in no order; see `Change.rows_at_once`
    types = {"load_id": "STRING"} | ({"recorded_at": "TIMESTAMP"} if _keeps_versions(table) else {})
    return Query(f"append_{table.name}_insert", text, types | dict.fromkeys(portion, "INT64"))


def _count_known(table: Table, not_new: str) -> Query:
    text = (
        "SELECT _file AS file, _known_load_id AS known_load_id, COUNT(*) AS row_count"
        f" FROM {not_new} WHERE _outcome = 'known' GROUP BY file, known_load_id"
    )
    return Query(f"append_{table.name}_known", text, {})


def _refused(table: Table, not_new: str) -> Query:
    text = (
        f"SELECT _file AS file, _line AS line, _outcome AS outcome FROM {not_new}"
        " WHERE _outcome <> 'known' ORDER BY file, line"
    )
    return Query(f"append_{table.name}_refused", text, {})
