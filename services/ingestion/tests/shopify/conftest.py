"""A shop that loads Shopify's exports: read in this process, put into a warehouse in memory, and asked about it."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ingestion import undoing
from ingestion.committing import Committed, commit
from ingestion.files.plan import REASONS, SourceFile, StagePlan, StageReport
from ingestion.files.staging import stage
from ingestion.loads import LoadRequest
from ingestion.shopify_exports import keep_known
from ingestion.staging_child import Staged
from shared.shop import Shop
from shared.warehouse import Row

LONDON = Shop("Europe/London", "GBP", "GB")
NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


def quiet(_what: str, _done: int, _of: int) -> None:
    """Progress nobody watches."""


@dataclass
class Loaded:
    """What became of a load."""

    load_id: str
    report: StageReport
    done: Committed
    rejected: list[dict[str, str]]

    @property
    def counts(self) -> dict[str, tuple[int, int, int, int]]:
        """Rows read, loaded, known and rejected, by file."""
        names = list(dict.fromkeys(file.name for file in self.report.files))
        return {
            names[tally.file]: (tally.read, tally.loaded, tally.known.total(), tally.rejected.total())
            for tally in self.done.tallies
        }

    @property
    def notes(self) -> str:
        return "\n".join([*self.report.notes, *self.done.notes])

    @property
    def reasons(self) -> list[tuple[int, str, str]]:
        return [(int(row["line"]), row["field"], row["reason"]) for row in self.rejected]


@dataclass
class ShopifyShop:
    """A shop, its ledger, and what may be loaded into it."""

    ledger: Any  # the Ledger of conftest.py
    folder: Path
    shop: Shop = LONDON
    now: datetime = NOW
    loads: list[str] = field(default_factory=list)

    def load(self, format_: str = "shopify", mapping: str | None = None, **files: str | bytes | Path) -> Loaded:
        """Load files, given by name without `.csv`, as texts or as paths; every row read must be accounted for."""
        load_id = f"load-{len(self.loads) + 1:03}"
        self.loads.append(load_id)
        folder = self.folder / load_id
        folder.mkdir()
        sources = []
        for name, content in files.items():
            path = content if isinstance(content, Path) else folder / f"{name}.csv"
            if not isinstance(content, Path):
                path.write_bytes(content.encode() if isinstance(content, str) else content)
            sources.append(SourceFile(path.name, path))
        named = None if mapping else format_
        request = LoadRequest(tuple(sources), named, mapping, format_, dry_run=False)
        known = keep_known(self.ledger.warehouse, request, folder, quiet)
        plan = StagePlan(request.files, request.format, mapping, self.shop, folder, known, self.now)
        report = stage(plan, quiet)
        staged = Staged(
            report.files,
            {table: [folder / name for name in names] for table, names in report.parquet.items()},
            report.rejected,
            folder / report.rejected_file,
            report.notes,
        )
        recorded_at = datetime(2030, 1, 1, 0, 0, len(self.loads), tzinfo=UTC)
        with self.ledger.warehouse.change() as change:
            done = commit(
                change, staged, load_id=load_id, source=format_, recorded_at=recorded_at, progress=lambda *_: None
            )
        with staged.rejected_file.open(encoding="utf-8", newline="") as lines:
            rejected = list(csv.DictReader(lines))
        assert {row["reason"] for row in rejected} <= {*REASONS, "superseded_in_file"}
        for tally in done.tallies:
            assert tally.read == tally.loaded + tally.known.total() + tally.rejected.total()
        return Loaded(load_id, report, done, rejected)

    def undo(self, load_id: str) -> None:
        with self.ledger.warehouse.change() as change:
            undoing.take_back(change, load_id, progress=lambda *_: None)

    def rows(self, text: str) -> list[Row]:
        rows: list[Row] = self.ledger.rows(text)
        return rows

    def lines(self, order: str = "") -> list[tuple[object, ...]]:
        """Kind, line type, product, quantity, gross, discount, net, tax and shop day of ledger lines, in order."""
        where = f"WHERE order_id LIKE '%{order}'" if order else ""
        found = self.rows(
            "SELECT kind, line_type, product_id, quantity, gross_amount, discount_amount, net_amount, tax_amount,"
            f" local_date FROM sales {where} ORDER BY order_id, occurred_at, line_no IS NULL, line_no, line_type DESC"
        )
        return [tuple(_plain(value) for value in row.values()) for row in found]

    def total(self, column: str, where: str = "TRUE") -> Decimal:
        row = self.rows(f"SELECT COALESCE(SUM({column}), 0) AS total FROM sales WHERE {where}")[0]
        return Decimal(str(row["total"]))

    def contents(self) -> Mapping[str, object]:
        contents: Mapping[str, object] = self.ledger.contents()
        return contents


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if hasattr(value, "isoformat") else value


@pytest.fixture
def shopify(ledger: Any, tmp_path: Path) -> ShopifyShop:
    folder = tmp_path / "shopify"
    folder.mkdir()
    return ShopifyShop(ledger, folder)


@pytest.fixture
def new_shopify(new_ledger: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return lambda **given: ShopifyShop(new_ledger(), tmp_path_factory.mktemp("shopify"), **given)
