"""A small shop in an embedded warehouse, and the refresh's child run over it, without a process of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from segments import refresh_child
from segments.definitions import Definitions, definitions, plain
from segments.feature_files import CHANGES, CUSTOMERS, DEFINITIONS
from segments.queries_features import Asked, export_features
from shared.warehouse import Query, Warehouse
from shared.warehouse.sql_files import load_tables

UNTIL = date(2026, 3, 1)
MONEY = pa.decimal128(38, 9)


@dataclass(frozen=True)
class Sale:
    """What a customer bought on a day, `ago` days before UNTIL."""

    customer: str
    ago: int
    net: float = 10.0
    cost: float | None = None
    channel: str | None = "online"
    discount: float = 0.0
    refund: float = 0.0


@dataclass(frozen=True)
class Found:
    """What the child answered and wrote."""

    answer: Mapping[str, Any]
    customers: pa.Table
    changes: pa.Table

    @property
    def by_id(self) -> dict[str, dict[str, Any]]:
        return {row["customer_id"]: row for row in self.customers.to_pylist()}

    @property
    def segments(self) -> dict[str, str]:
        return dict(
            zip(self.customers["customer_id"].to_pylist(), self.customers["segment_id"].to_pylist(), strict=True)
        )


@dataclass
class SmallShop:
    """A shop's tables; each question finds what was written before."""

    warehouse: Warehouse
    folder: Path
    rules: Definitions = field(default_factory=lambda: definitions({}, []))
    until: date = UNTIL

    def write(self, name: str, rows: pa.Table) -> None:
        """Put rows into a table; columns that are left out take zero, or null where that is allowed."""
        table = next(
            found for package in ("ingestion", "revenue", "segments") if (found := load_tables(package).get(name))
        )
        path = self.folder / f"{name}.parquet"
        pq.write_table(rows, path)
        staged = [column for column in table.columns if column.name in rows.column_names]
        empty = {"NUMERIC": "0", "INT64": "0", "STRING": "''", "TIMESTAMP": "TIMESTAMP '2026-01-01 00:00:00+00'"}
        values = [
            column.name
            if column.name in rows.column_names
            else (empty.get(column.type, "NULL") if column.mode == "REQUIRED" else "NULL")
            for column in table.columns
        ]
        with self.warehouse.change() as change:
            change.stage("given", staged, [path])
            names = ", ".join(table.column_names)
            text = f"INSERT INTO {name} ({names}) SELECT {', '.join(values)} FROM given"
            change.execute(Query("given", text, {}))

    def sell(self, sales: Sequence[Sale]) -> None:
        """Write rollup rows, one for each sale, in the order given."""
        days = pa.array([self.until - timedelta(days=sale.ago) for sale in sales])

        def money(values: Sequence[float]) -> pa.Array:
            return pa.array(np.round(values, 2)).cast(MONEY)

        self.write(
            "daily_customer_sales",
            pa.table(
                {
                    "local_date": days,
                    "ordered_local_date": days,
                    "customer_id": [sale.customer for sale in sales],
                    "channel": pa.array([sale.channel for sale in sales], pa.string()),
                    "gross_sales": money([sale.net + sale.discount + sale.refund for sale in sales]),
                    "discounts": money([sale.discount for sale in sales]),
                    "refunds": money([sale.refund for sale in sales]),
                    "net_sales": money([sale.net for sale in sales]),
                    "net_sales_with_cost": money([0.0 if sale.cost is None else sale.net for sale in sales]),
                    "cost": money([sale.cost or 0.0 for sale in sales]),
                    "orders": pa.array([1] * len(sales), pa.int64()),
                }
            ),
        )
        channels = sorted({sale.channel for sale in sales if sale.channel is not None})
        self.write(
            "daily_cut_sales",
            pa.table({"local_date": days[: len(channels)], "ordered_local_date": days[: len(channels)],
                      "channel": pa.array(channels, pa.string())}),
        )  # fmt: skip

    def refresh(
        self,
        *,
        day: date | None = None,
        previous: pa.Table | None = None,
        by_margin: bool = False,
        value_basis: str | None = None,
        cuts: Mapping[str, Sequence[float]] | None = None,
    ) -> Found:
        """Export and sort everybody, as the service does."""
        folder = self.folder / f"refresh-{len(list(self.folder.glob('refresh-*')))}"
        folder.mkdir()
        day = day or self.until + timedelta(days=1)
        if previous is not None:
            self.write(
                "segment_members", previous.append_column("refresh_id", pa.repeat(pa.scalar("before"), len(previous)))
            )
        asked = Asked(self.until, 365, by_margin, "live" if value_basis else None, refresh_id="before")
        export_features(self.warehouse, asked, folder)
        (folder / DEFINITIONS).write_text(json.dumps(plain(self.rules)), encoding="utf-8")
        answer = refresh_child.run(
            folder,
            {
                "until": self.until.isoformat(),
                "day": day.isoformat(),
                "refresh_id": f"refresh of {day}",
                "recorded_at": f"{day}T05:10:00+00:00",
                "window_days": 365,
                "by_margin": by_margin,
                "value_basis": value_basis,
                "cuts": json.dumps(cuts or {}),
            },
        )
        return Found(answer, pq.read_table(folder / CUSTOMERS), pq.read_table(folder / CHANGES))


def crowd(buyers: int) -> list[Sale]:
    """So many who bought once, half a year ago, and for much: the rest of a shop, that scores need."""
    return [Sale(f"once-{number:04}", 180, 200) for number in range(buyers)]
