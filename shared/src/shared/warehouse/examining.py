"""Looks at the tables: whether each is there, with every column. Reads no row, so it costs nothing on either engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

from shared.diagnosis import Finding, found, ill
from shared.warehouse import Query, Table, Warehouse, WarehouseBusyError, WarehouseError, connect

_AT_ONCE = 8  # questions: each takes BigQuery a second, and there are some sixty tables


def examine(warehouse: Warehouse, tables: Iterable[Table], mend: str) -> Iterator[Finding]:
    """Which tables lack what; `mend` makes them whole."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        lacking = [said for said in pool.map(lambda table: _lacking(warehouse, table), tables) if said]
    yield from found("tables", [ill("tables", said, mend) for said in lacking], "all are there, with every column")


def examine_opening(url: str, commands: Mapping[str, str]) -> Warehouse | Finding:
    """The warehouse, or why it cannot be opened; `commands` say what to do about one that is `held` or `broken`."""
    try:
        return connect(url)
    except WarehouseBusyError as error:
        return ill("warehouse", str(error), commands["held"])
    except (WarehouseError, OSError) as error:
        return ill("warehouse", str(error), commands["broken"])


def _lacking(warehouse: Warehouse, table: Table) -> str | None:
    columns = ", ".join(table.column_names)
    try:
        warehouse.query(
            Query(f"examine_{table.name}", f"SELECT {columns} FROM {table.name} WHERE FALSE{table.on_all_days()}", {})
        )
    except WarehouseError as error:
        return f"{table.name}: {error}".splitlines()[0]
    return None
