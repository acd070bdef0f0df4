"""A demo shop that was written once for the tests, and its tables."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq

from local.demo import SHOP, Demo, write_files, write_truths

# A spring anchor, in the middle of a day: neither Christmas nor midnight is close.
TEST_DEMO = Demo(1, datetime(2026, 4, 15, 9, 30, tzinfo=UTC))


def day_of(moment: datetime) -> date:
    """The shop day of a moment."""
    return moment.astimezone(ZoneInfo(SHOP["SHOP_TIMEZONE"])).date()


@dataclass(frozen=True)
class WrittenDemo:
    """The files of a demo; its tables are read when they are asked for, and kept."""

    demo: Demo
    files: list[Path]
    truths: Mapping[str, Any]
    settings: Mapping[str, str]
    tables: dict[str, pa.Table] = field(default_factory=dict)

    def table(self, name: str) -> pa.Table:
        """A table, with plain columns."""
        if name not in self.tables:
            file = next(file for file in self.files if file.stem == name)
            read = pq.read_table(file)
            plain = [
                pa.field(each.name, each.type.value_type if pa.types.is_dictionary(each.type) else each.type)
                for each in read.schema
            ]
            self.tables[name] = read.cast(pa.schema(plain))
        return self.tables[name]


def written(folder: Path, demo: Demo = TEST_DEMO) -> WrittenDemo:
    """Write a demo and its truths."""
    files = write_files(demo, folder, lambda *_told: None)
    write_truths(demo, folder / "truths.json")
    return WrittenDemo(demo, files, json.loads((folder / "truths.json").read_text(encoding="utf-8")), SHOP)
