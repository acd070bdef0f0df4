"""What only Google can answer: run for real where GCP_WAREHOUSE names a dataset, as the last step of a deployment.

    GCP_WAREHOUSE=bigquery://project/shop_test .venv/bin/pytest -q -m gcp tests/gcp

The dataset is one of its own, with "test" in its name: tables and models are made in it, emptied and filled, so that of
a shop nothing would be left. The first test says what the others would cost and fails where that is more than
GCP_MOST_USD (1). The emulator of `tests/queries` cannot stand for any of this: it takes CREATE MODEL and makes none,
knows no AI.FORECAST, answers nought to a dry run and enforces no limit.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from inventory_alerts.queries_demand import arima as demand_arima
from inventory_alerts.queries_demand import arima_training as demand_training
from inventory_alerts.queries_demand import demand_series
from inventory_alerts.queries_demand import timesfm as demand_timesfm
from revenue.forecast_elsewhere import arima_training, series_parameters, timesfm
from revenue.periods import DayRange
from segments.queries_clusters import cluster_assignments, cluster_scaled
from shared.warehouse import Query, WarehouseError, connect
from shared.warehouse.learning import READ, TRAIN, Cost, Learning, learning_of, with_literals
from shared.warehouse.sql_files import load_query, load_tables
from tests.gcp.dataset import may_be_emptied

URL = os.environ.get("GCP_WAREHOUSE", "")
MOST_USD = Decimal(os.environ.get("GCP_MOST_USD", "1"))
ROOT = Path(__file__).parents[2]
FIRST, DAYS = date(2025, 1, 1), 400
NEXT = FIRST + timedelta(days=DAYS)
pytestmark = [
    pytest.mark.gcp,
    pytest.mark.skipif(not URL, reason="NOT RUN against Google: GCP_WAREHOUSE names no dataset (docs/bigquery-ml.md)"),
]


def sold(day: date) -> Decimal:
    """A shop whose weekdays are plain to see."""
    return Decimal(100 + 40 * day.weekday())


@pytest.fixture(scope="module")
def warehouse() -> Iterator[Any]:
    """Tables of four hundred days of one shop, with three fast products and a thousand customers."""
    if not may_be_emptied(URL):
        pytest.fail(f"{URL} is not for tests: they empty its tables; name a dataset with 'test' in it. Nothing was run")
    opened = connect(URL)
    names = ("daily_shop_sales", "daily_product_sales", "sales", "stock_counts", "receipts", "product_components")
    made = [table for service in ("ingestion", "segments") for table in load_tables(service).values()]
    wanted = [table for table in made if table.name in {*names, "segment_customers", "cluster_centroids"}]
    opened.create(wanted)
    by_name = {table.name: table for table in wanted}
    days = [FIRST + timedelta(days=number) for number in range(DAYS)]
    with opened.change() as change:
        for table in by_name:
            change.execute(Query("clear", f"DELETE FROM {table} WHERE TRUE", {}))
        change.insert(
            by_name["daily_shop_sales"], [_whole(by_name["daily_shop_sales"], _shop_day(day)) for day in days]
        )
        products = [_product_day(day, name) for day in days for name in ("cup", "mug", "tray")]
        change.insert(by_name["daily_product_sales"], [_whole(by_name["daily_product_sales"], row) for row in products])
        customers = [_whole(by_name["segment_customers"], _customer(number)) for number in range(1000)]
        change.insert(by_name["segment_customers"], customers)
    yield opened
    opened.close()


def _shop_day(day: date) -> dict[str, Any]:
    return {"local_date": day, "ordered_local_date": day, "net_sales": sold(day), "orders": 5}


def _product_day(day: date, product: str) -> dict[str, Any]:
    both = {"local_date": day, "ordered_local_date": day}
    return both | {"product_id": product, "location_id": "north", "units": Decimal(2 + day.weekday()), "orders": 2}


def _customer(number: int) -> dict[str, Any]:
    group = number % 4
    return {
        "generation_id": "g1",
        "customer_id": f"c{number}",
        "days_since_last": 5 + 90 * group + number % 7,
        "days_since_first": 600,
        "purchase_days": 20 - 6 * group or 1,
        "net_sales": Decimal(1000 // (group + 1)),
    }


def _whole(table: Any, row: dict[str, Any]) -> dict[str, Any]:
    of_type: dict[str, Any] = {"STRING": "", "INT64": 0, "NUMERIC": Decimal(0), "BOOL": False, "FLOAT64": 0.0}
    of_type |= {"DATE": FIRST, "TIMESTAMP": datetime(2025, 1, 1, tzinfo=UTC)}
    empty = {c.name: of_type[c.type] if c.mode == "REQUIRED" else None for c in table.columns}
    return {**empty, **{name: value for name, value in row.items() if name in empty}}


@pytest.fixture(scope="module")
def learning(warehouse: Any) -> Learning:
    found = learning_of(warehouse)
    assert found is not None, "GCP_WAREHOUSE is no bigquery://project/dataset"
    return found


SALES = series_parameters(DayRange(FIRST, NEXT), 7)
DEMAND: dict[str, Any] = {
    "first_day": FIRST,
    "today": NEXT,
    "past_day": NEXT - timedelta(days=28),
    "least_weekly": 7.0,
    "bulk_least": Decimal(10),
    "bulk_units": None,
    "first_at": datetime(2025, 1, 1, tzinfo=UTC),
    "today_at": datetime.combine(NEXT, datetime.min.time(), UTC),
    "time_zone": "Europe/London",
}
SCALING = {name: [value] * 6 for name, value in (("low", 0.0), ("high", 20.0), ("mean", 3.0), ("sd", 1.0))}


@pytest.fixture(scope="module")
def costs(learning: Learning) -> dict[str, Cost]:
    """What each job would cost, said before anything is run; more than was allowed, and nothing is."""
    series = load_query("revenue", "forecast_series")
    found = {
        "sales by TimesFM": learning.cost(series, SALES, price=READ, tables=1, times=2),
        "sales by ARIMA_PLUS": learning.cost(series, SALES, price=TRAIN, tables=1, times=12),
        "products by TimesFM": learning.cost(demand_series(), DEMAND, price=READ, tables=5),
        "products by ARIMA_PLUS": learning.cost(demand_series(), DEMAND, price=TRAIN, tables=5, times=12),
        "clusters": learning.cost(cluster_scaled(), {"generation_id": "g1", **SCALING}, price=TRAIN, tables=1),
    }
    for name, cost in found.items():
        sys.stderr.write(f"{name}: {cost}\n")
    total = sum((cost.usd for cost in found.values()), Decimal(0))
    sys.stderr.write(f"all: {total} USD\n")
    if total > MOST_USD:
        pytest.fail(f"all would cost {total} USD, and GCP_MOST_USD allows {MOST_USD}: nothing was run")
    return found


def test_what_it_costs_is_said_first(costs: dict[str, Cost]) -> None:
    assert all(cost.usd > 0 for cost in costs.values())


def test_timesfm_knows_the_weekdays(learning: Learning, costs: dict[str, Cost], tmp_path: Path) -> None:
    learning.ask(timesfm(), SALES, tmp_path / "said.parquet", most=costs["sales by TimesFM"])
    _check_weekdays(tmp_path / "said.parquet", 92)


def test_arima_plus_knows_the_weekdays(learning: Learning, costs: dict[str, Cost], tmp_path: Path) -> None:
    learning.train(arima_training("GB"), SALES, most=costs["sales by ARIMA_PLUS"])
    query = load_query("revenue", "bigquery_ml/sales_arima")
    learning.ask(query, {}, tmp_path / "said.parquet", most=costs["sales by TimesFM"])
    _check_weekdays(tmp_path / "said.parquet", 98)


def _check_weekdays(path: Path, horizon: int) -> None:
    rows = [row for row in pq.read_table(path).to_pylist() if row["series_id"] == str(DAYS)]
    middle = {row["day"]: row["value"] for row in rows if row["quantile"] == 0.5}
    assert len(middle) == horizon
    assert {row["quantile"] for row in rows} == {0.5, 0.1, 0.9, 0.025, 0.975}
    assert min(row["value"] for row in rows) >= 0
    error = sum(abs(value - float(sold(day))) for day, value in middle.items())
    assert error / sum(float(sold(day)) for day in middle) < 0.2


def test_products_are_forecast_by_both_models(learning: Learning, costs: dict[str, Cost], tmp_path: Path) -> None:
    learning.ask(demand_timesfm(), DEMAND, tmp_path / "a.parquet", most=costs["products by TimesFM"])
    learning.train(demand_training("GB"), DEMAND, most=costs["products by ARIMA_PLUS"])
    learning.ask(demand_arima(), {}, tmp_path / "b.parquet", most=costs["products by TimesFM"])
    for path in (tmp_path / "a.parquet", tmp_path / "b.parquet"):
        rows = pq.read_table(path).to_pylist()
        assert {row["product_id"] for row in rows} == {"cup", "mug", "tray"}
        assert {row["days_ago"] for row in rows} == {0, 28}


def test_a_limit_is_enforced(learning: Learning, tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="bytes billed"):
        learning.ask(timesfm(), SALES, tmp_path / "never.parquet", most=Cost(1, 1, Decimal(0)))


def test_bigframes_clusters_everybody_and_sql_assigns_them_within_ten_seconds(
    warehouse: Any, learning: Learning, costs: dict[str, Cost], tmp_path: Path
) -> None:
    assert subprocess.run(["bash", "infra/local/bigframes.sh"], cwd=ROOT, check=False).returncode == 0  # noqa: S607 - bash is where it is
    place = learning.place
    arguments = {"project": place.project, "dataset": place.dataset, "location": place.location, "clusters": 4}
    arguments["source"] = with_literals(cluster_scaled(), {"generation_id": "g1", **SCALING})
    arguments["maximum_bytes_billed"] = costs["clusters"].bytes_read * 2
    code = f"from pathlib import Path; from segments.cluster_bigframes import fit; print(fit(Path('.'), {arguments!r}))"
    folders = os.pathsep.join(str(ROOT / each) for each in ("shared/src", "services/segments/src"))
    python = ROOT / ".build" / "bigframes" / "bin" / "python"
    subprocess.run([python, "-c", code], cwd=tmp_path, check=True, env={**os.environ, "PYTHONPATH": folders})
    centres = json.loads((tmp_path / "centres.json").read_text(encoding="utf-8"))
    assert len(centres) == 4
    table = load_tables("segments")["cluster_centroids"]
    features = ("recency", "tenure", "frequency", "spend", "discount", "refund")
    rows = [_part("low", 0.0), _part("high", 20.0), _part("mean", 3.0), _part("sd", 1.0)]
    rows += [
        {"generation_id": "k1", "part": "centre", "label": str(number + 1), **dict(zip(features, centre, strict=True))}
        for number, centre in enumerate(centres)
    ]
    with warehouse.change() as change:
        change.insert(table, rows)
    began = time.perf_counter()
    assert cluster_assignments(warehouse, "g1", "k1", tmp_path / "assigned.parquet") == 1000
    assert time.perf_counter() - began < 10
    labels = pq.read_table(tmp_path / "assigned.parquet").column("label").to_pylist()
    assert {labels.count(label) for label in set(labels)} == {250}


def _part(name: str, value: float) -> dict[str, Any]:
    features = ("recency", "tenure", "frequency", "spend", "discount", "refund")
    return {"generation_id": "k1", "part": name, "label": "", **dict.fromkeys(features, value)}
