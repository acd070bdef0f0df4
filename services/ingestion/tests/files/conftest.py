"""A shop's files, written by hand, staged as the suite would stage them."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingestion.files.plan import REASONS
from ingestion.files.staging import SourceFile, StagePlan, StageReport, stage
from shared.shop import Shop

LONDON = Shop("Europe/London", "GBP", "GB")
EVERY_ROW = "every row that was read is staged or rejected"


@dataclass
class Loaded:
    """What staging made of some files."""

    report: StageReport
    folder: Path
    progress: list[tuple[str, int, int]]

    def table(self, name: str) -> pa.Table:
        return pa.concat_tables([pq.read_table(self.folder / part) for part in self.report.parquet[name]])

    def rows(self, name: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.table(name).to_pylist()
        return rows

    def column(self, name: str, column: str) -> list[Any]:
        values: list[Any] = self.table(name).column(column).to_pylist()
        return values

    @property
    def rejected(self) -> list[dict[str, str]]:
        with (self.folder / self.report.rejected_file).open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    @property
    def reasons(self) -> list[tuple[int, str, str]]:
        """Line, field and reason of each rejected row."""
        return [(int(row["line"]), row["field"], row["reason"]) for row in self.rejected]


Load = Callable[..., Loaded]


def _loader(root: Path) -> Load:
    loads: list[Path] = []

    def load(
        files: Mapping[str, str | bytes | pa.Table | Path], *, mapping: str | None = None, shop: Shop = LONDON
    ) -> Loaded:
        folder = root / f"load-{len(loads)}"
        loads.append(folder)
        (folder / "in").mkdir(parents=True)
        (folder / "out").mkdir()
        sources = []
        for name, content in files.items():
            path = content if isinstance(content, Path) else folder / "in" / re.sub(r"[/\\\\:]", "_", name)
            if isinstance(content, pa.Table):
                pq.write_table(content, path)
            elif not isinstance(content, Path):
                path.write_bytes(content.encode() if isinstance(content, str) else content)
            sources.append(SourceFile(name, path))
        progress: list[tuple[str, int, int]] = []
        plan = StagePlan(tuple(sources), None if mapping else "canonical", mapping, shop, folder / "out")
        report = stage(plan, lambda *told: progress.append(told))
        loaded = Loaded(report, folder / "out", progress)
        staged = sum(loaded.table(name).num_rows for name in report.parquet)
        assert {row["reason"] for row in loaded.rejected} <= set(REASONS)
        assert sum(file.rows_read for file in report.files) == staged + len(loaded.rejected), EVERY_ROW
        return loaded

    return load


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """`load({"sales.csv": text}, mapping=None, shop=...)`: texts, bytes, Arrow tables or paths of files that exist."""
    return _loader(tmp_path)


@pytest.fixture(scope="module")
def load_once(tmp_path_factory: pytest.TempPathFactory) -> Load:
    """As `load`, for what a whole module looks at."""
    return _loader(tmp_path_factory.mktemp("files"))
