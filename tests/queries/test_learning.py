"""What BigQuery ML is given runs on both engines; how far the emulator goes with what it is asked."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlglot

from inventory_alerts.queries_demand import arima as demand_arima
from inventory_alerts.queries_demand import arima_training as demand_training
from inventory_alerts.queries_demand import demand_series
from inventory_alerts.queries_demand import timesfm as demand_timesfm
from revenue.forecast_elsewhere import arima_training, timesfm
from shared.warehouse import Warehouse, WarehouseError
from shared.warehouse.learning import READ, Cost, learning_of
from shared.warehouse.sql_files import load_query, load_tables

ROOT = Path(__file__).parents[2]
READS = ("daily_product_sales", "sales", "product_components", "stock_counts", "receipts")
DEMAND: dict[str, Any] = {
    "first_day": date(2026, 1, 1),
    "today": date(2026, 3, 2),
    "past_day": date(2026, 2, 2),
    "least_weekly": 7.0,
    "bulk_least": Decimal(10),
    "bulk_units": None,
    "first_at": datetime(2026, 1, 1, tzinfo=UTC),
    "today_at": datetime(2026, 3, 2, tzinfo=UTC),
    "time_zone": "Europe/London",
}
ASKED = [
    timesfm(),
    arima_training("GB"),
    load_query("revenue", "bigquery_ml/sales_arima"),
    demand_timesfm(),
    demand_training("GB"),
    demand_arima(),
]


@pytest.fixture(scope="module")
def filled(warehouse: Warehouse) -> Warehouse:
    """Cups that sell three on every day of two months, and none where there were none."""
    tables = load_tables("ingestion")
    warehouse.create([tables[name] for name in READS])
    table = tables["daily_product_sales"]
    zeros = {c.name: {"INT64": 0, "NUMERIC": Decimal(0)}.get(c.type) for c in table.columns}
    with warehouse.change() as change:
        for day in range(1, 29):
            both = {name: date(2026, 1, day) for name in ("local_date", "ordered_local_date")}
            change.insert(table, [zeros | both | {"product_id": "cup", "location_id": "north", "units": Decimal(30)}])
            later = {name: date(2026, 2, day) for name in ("local_date", "ordered_local_date")}
            change.insert(table, [zeros | later | {"product_id": "cup", "location_id": "north", "units": Decimal(3)}])
    return warehouse


def test_the_input_of_products_is_whole_on_both_engines(filled: Warehouse) -> None:
    rows = filled.query(demand_series(), DEMAND)
    now = [row for row in rows if row["days_ago"] == 0]
    past = [row for row in rows if row["days_ago"] == 28]
    assert len(now) == 60  # from New Year's Day to the first of March: no gap
    assert len(past) == 32
    assert sum(float(str(row["value"])) for row in now) == 28 * 33
    assert {row["value"] for row in now if row["day"] == date(2026, 1, 30)} == {0.0}


def test_every_statement_for_bigquery_ml_parses_and_has_its_file() -> None:
    names = {f"{path.parent.name}/{path.stem}" for path in ROOT.glob("services/*/src/*/sql/bigquery_ml/*.sql")}
    assert {query.name for query in ASKED} == names
    for query in ASKED:
        assert sqlglot.parse_one(query.text, read="bigquery").sql("bigquery")


def test_how_far_the_emulator_goes(filled: Warehouse, tmp_path: Path) -> None:
    """It dry-runs the input, bills nothing, and knows no AI.FORECAST: the suite marked gcp asks the rest."""
    learning = learning_of(filled)
    if learning is None:
        pytest.skip("one machine's engine does not learn")
    cost = learning.cost(demand_series(), DEMAND, price=READ, tables=5)
    assert cost.usd == Decimal("0.0003")
    with pytest.raises(WarehouseError):
        learning.ask(demand_timesfm(), DEMAND, tmp_path / "said.parquet", most=Cost(1, 1, Decimal(1)))
    assert not (tmp_path / "said.parquet").exists()
