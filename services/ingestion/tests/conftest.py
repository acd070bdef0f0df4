"""A small ledger to load into, without the reading of files: rows go in as staged Parquet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingestion import committing, queries, undoing
from ingestion.committing import Committed
from ingestion.files.plan import StagedFile
from ingestion.staging_child import Staged
from ingestion.suppression import NOBODY, Suppression
from shared.warehouse import Query, Row, Table, Warehouse, connect
from shared.warehouse.appending import staged_columns

_ARROW = {
    "STRING": pa.string(),
    "NUMERIC": pa.decimal128(38, 9),
    "INT64": pa.int64(),
    "BOOL": pa.bool_(),
    "TIMESTAMP": pa.timestamp("us", tz="UTC"),
    "DATE": pa.date32(),
}


def sale_line(**given: object) -> Row:
    """One staged sales line with everything a reader fills in."""
    occurred_at = given.get("occurred_at", datetime(2024, 5, 1, 10, tzinfo=UTC))
    if not isinstance(occurred_at, datetime):
        raise TypeError("occurred_at is a datetime")
    net = Decimal(str(given.get("net_amount", "10")))
    row: dict[str, object] = {
        "entry_id": None,
        "kind": "sale",
        "order_id": "o1",
        "line_no": None,
        "line_type": "merchandise",
        "occurred_at": occurred_at,
        "local_date": occurred_at.date(),
        "ordered_at": occurred_at,
        "ordered_local_date": occurred_at.date(),
        "ordered_at_given": False,
        "is_order_start": False,
        "customer_id": "c1",
        "product_id": "p1",
        "quantity": Decimal(1),
        "gross_amount": net,
        "discount_amount": Decimal(0),
        "tax_amount": None,
        "unit_cost": None,
        "currency": "GBP",
        "original_amount": net,
        "fx_rate": Decimal(1),
        "country": None,
        "channel": "online",
        "location_id": None,
        "staff_id": None,
        "is_test": False,
    }
    row.update(given)
    row["net_amount"] = net
    key = [row[name] for name in ("order_id", "product_id", "quantity", "net_amount", "occurred_at")]
    row.setdefault("_line_key", "|".join(map(str, key)))
    return row  # type: ignore[return-value]  # values are what the columns hold


def _value(value: object) -> object:
    return Decimal(str(value)) if isinstance(value, int) and not isinstance(value, bool) else value


class Ledger:
    """A warehouse in memory that loads go into."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.warehouse: Warehouse = connect("duckdb:///:memory:")
        self.warehouse.create(queries.TABLES.values())
        self.loads = 0
        self.suppression: Suppression = NOBODY

    def load(self, dry_run: bool = False, **tables: list[Row]) -> tuple[str, Committed]:  # noqa: FBT002 - reads as words
        """Load rows by table; answers the load's id and what became of the rows."""
        self.loads += 1
        load_id = f"load-{self.loads:03}"
        folder = self.folder / load_id
        folder.mkdir()
        parquet = {name: [self._write(folder, queries.TABLES[name], rows)] for name, rows in tables.items()}
        rejected = folder / "rejected.csv"
        rejected.write_text("file,line,table,field,reason,value\n", encoding="utf-8")
        files = [
            StagedFile(f"shop-{file}.csv", name, len([row for row in rows if row.get("_file", 0) == file]), {}, [])
            for name, rows in tables.items()
            for file in sorted({int(str(row.get("_file", 0))) for row in rows} or {0})
        ]
        staged = Staged(files, parquet, [], rejected, [])
        recorded_at = datetime(2030, 1, 1, 0, 0, self.loads, tzinfo=UTC)
        with self.warehouse.change() as change:
            done = committing.commit(
                change,
                staged,
                load_id=load_id,
                source="test",
                recorded_at=recorded_at,
                progress=lambda *_: None,
                suppression=self.suppression,
            )
            if dry_run:
                change.roll_back()
        return load_id, done

    def rows(self, text: str) -> list[Row]:
        return self.warehouse.query(Query("test", text, {}))

    def contents(self) -> dict[str, list[tuple[object, ...]]]:
        """Everything the shop's tables hold, in a stable order, without the audit."""
        return {
            name: sorted((tuple(row.values()) for row in self.rows(f"SELECT * FROM {name}")), key=repr)
            for name in queries.TABLES
            if name != "load_audit"
        }

    @staticmethod
    def _write(folder: Path, table: Table, rows: list[Row]) -> Path:
        columns = [*staged_columns(table)]
        arrays, names = [], []
        for column in columns:
            if column.name == "_file":
                values: list[object] = [row.get("_file", 0) for row in rows]
            elif column.name == "_line":
                values = list(range(2, len(rows) + 2))
            else:
                values = [row.get(column.name) for row in rows]
            if column.type == "NUMERIC":
                values = [_value(value) for value in values]
            kind = _ARROW[column.type]
            arrays.append(pa.array(values, pa.list_(kind) if column.mode == "REPEATED" else kind))
            names.append(column.name)
        if table.name == "sales":
            arrays.append(pa.array([row["_line_key"] for row in rows], pa.string()))
            names.append("_line_key")
        path = folder / f"{table.name}.parquet"
        pq.write_table(pa.Table.from_arrays(arrays, names=names), path)
        return path


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path)


@pytest.fixture
def line() -> Callable[..., Row]:
    return sale_line


@pytest.fixture
def new_ledger(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Ledger]:
    return lambda: Ledger(tmp_path_factory.mktemp("ledger"))


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.fixture
def undo() -> Callable[[Ledger, str], None]:
    """Take a load back as the use case does."""

    def taken_back(ledger: Ledger, load_id: str) -> None:
        with ledger.warehouse.change() as change:
            undoing.take_back(change, load_id, progress=lambda *_: None)

    return taken_back
