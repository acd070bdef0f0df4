"""What fast products will sell on each day: by either engine from the same rows, and judged on the same past days."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from inventory_alerts.demand_child import run as in_child
from inventory_alerts.queries_demand import arima, arima_training, demand_series, timesfm
from inventory_alerts.settings import Settings
from inventory_alerts.use_cases_demand import demand_quality, forecast_demand
from shared.schedule import NotYetError
from shared.warehouse import Query, WarehouseError
from shared.warehouse.learning import Cost, Place, cost_of

GOLDEN = Path(__file__).parent / "golden"
WEEK = (5, 2, 2, 2, 2, 6, 9)  # cups by days ago, modulo seven


def compute(target: str, folder: Path, arguments: Mapping[str, Any]) -> Mapping[str, object]:
    """The child's arithmetic without a child."""
    assert target == "inventory_alerts.demand_child:run"
    return in_child(folder, arguments)


class Models:
    """A warehouse's models that know what cups sell: to the unit, and never where `forgets` says so."""

    place = Place("shop", "facts", "EU")

    def __init__(self, first: Any) -> None:
        self.first = first
        self.asked: list[str] = []
        self.reads = 1_000_000
        self.forgets, self.fails = False, False

    def cost(self, source: Query, parameters: Mapping[str, Any], *, price: str, tables: int, times: int = 1) -> Cost:
        assert set(parameters) == set(source.parameters)
        usd = {"bigquery_read_tib": Decimal("6.25"), "bigquery_train_tib": Decimal("312.5")}[price]
        return cost_of(self.reads, usd, tables=tables, times=times)

    def train(self, query: Query, parameters: Mapping[str, Any], *, most: Cost) -> None:
        assert set(parameters) == set(query.parameters)
        assert most.times == 12
        self.asked.append(query.name)

    def ask(self, query: Query, parameters: Mapping[str, Any], path: Path, *, most: Cost) -> int:
        assert set(parameters) == set(query.parameters)
        assert most.usd < 1
        self.asked.append(query.name)
        if self.fails:
            raise WarehouseError("demand_timesfm: quota exceeded")
        rows = [
            (ago, "cup", "north", day, level, float(WEEK[(self.first - day).days % 7]))
            for ago in (0, 28)
            for day in (self.first - timedelta(days=ago) + timedelta(days=ahead) for ahead in range(28))
            for level in (0.5, 0.1, 0.9)
            if not self.forgets or day != self.first
        ]
        names = ("days_ago", "product_id", "location_id", "day", "quantile", "value")
        pq.write_table(pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))), path)
        return len(rows)


class Learned:
    """A warehouse in all but that it has models."""

    def __init__(self, warehouse: Any, models: Models) -> None:
        self._warehouse, self._models = warehouse, models

    def learning(self) -> Models:
        return self._models

    def __getattr__(self, name: str) -> Any:
        return getattr(self._warehouse, name)


@pytest.fixture
def kitchen(empty_shop: Any) -> Any:
    """Cups sell thirty a week by a pattern of weekdays, plates four."""
    empty_shop.sells("cup", lambda ago: WEEK[ago % 7])
    empty_shop.sells("plate", lambda ago: 1 if ago % 7 in {1, 5} else 0)
    empty_shop.counted("cup", 40)
    empty_shop.tell_data()
    return empty_shop


def with_models(shop: Any, **settings: Any) -> Models:
    """The shop's warehouse learns, and that is chosen."""
    models = Models(shop.now.date())
    object.__setattr__(shop.desk, "warehouse", Learned(shop.warehouse, models))
    object.__setattr__(shop.desk, "settings", Settings(forecast_engine="bigquery-ml", **settings))
    return models


def ahead(shop: Any) -> list[Mapping[str, Any]]:
    rows: list[Mapping[str, Any]] = shop.rows("SELECT * FROM demand_forecasts ORDER BY product_id, local_date")
    return rows


def test_only_fast_products_are_forecast_and_each_weekday_as_it_sells(kitchen: Any) -> None:
    assert forecast_demand(kitchen.desk, compute) == "1 products at their places, engine local"
    rows = ahead(kitchen)
    assert {row["product_id"] for row in rows} == {"cup"}
    assert len(rows) == 28
    for number, row in enumerate(rows[:7]):
        assert abs(row["expected"] - WEEK[-number % 7]) < 1.5
        assert 0 <= row["low_80"] <= row["high_80"]


def test_engines_are_judged_on_the_same_days_beside_the_week_before(kitchen: Any) -> None:
    with_models(kitchen)
    assert forecast_demand(kitchen.desk, compute).startswith("1 products at their places, engine bigquery_timesfm, 0.0")
    quality = demand_quality(kitchen.desk)
    assert quality is not None
    assert (quality["engine"], quality["reason"], quality["usd"] is not None) == ("bigquery_timesfm", None, True)
    engines = {each["engine"]: each for each in quality["engines"]}
    assert set(engines) == {"local", "seasonal_naive", "bigquery_timesfm"}
    assert {each["forecasts"] for each in engines.values()} == {28}
    assert engines["bigquery_timesfm"]["wape"]["value"] == 0  # it knows
    assert 0 < engines["local"]["wape"]["value"] < 0.3
    assert {row["engine"] for row in ahead(kitchen)} == {"bigquery_timesfm"}


def test_what_fails_there_is_forecast_here_and_said(kitchen: Any) -> None:
    models = with_models(kitchen)
    models.fails = True
    assert forecast_demand(kitchen.desk, compute).endswith(
        "engine local, because BigQuery ML failed, demand_timesfm: quota exceeded"
    )
    models.fails, models.forgets = False, True
    assert "it did not tell of every product and day" in forecast_demand(kitchen.desk, compute)
    models.forgets, models.reads = False, 2**40
    assert "would cost 6.2500 USD" in forecast_demand(kitchen.desk, compute)
    assert {row["engine"] for row in ahead(kitchen)} == {"local"}


def test_arima_is_trained_once_a_week(kitchen: Any) -> None:
    models = with_models(kitchen, forecast_model="arima-plus")
    for _ in range(3):
        forecast_demand(kitchen.desk, compute)
    assert models.asked == ["bigquery_ml/demand_arima_train", *["bigquery_ml/demand_arima"] * 3]


def test_without_sales_there_is_nothing_to_forecast(empty_shop: Any) -> None:
    with pytest.raises(NotYetError):
        forecast_demand(empty_shop.desk, compute)
    assert demand_quality(empty_shop.desk) is None


def test_the_answer_about_quality_tells_of_it(kitchen: Any, ask: Callable[[Any], Any]) -> None:
    asked = ask(kitchen)
    assert asked.get("/alerts/quality").get_json()["demand"] is None
    forecast_demand(kitchen.desk, compute)
    told = asked.get("/alerts/quality").get_json()["demand"]
    assert [each["engine"] for each in told["engines"]] == ["local", "seasonal_naive"]
    assert told["reason"] == "not_chosen"


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("demand_series.txt", demand_series()),
        ("demand_timesfm.txt", timesfm()),
        ("demand_arima_train.txt", arima_training("GB")),
        ("demand_arima.txt", arima()),
    ],
)
def test_what_is_sent_is_what_was_agreed_upon(name: str, query: Query) -> None:
    """Written anew by hand only: a change of what Google is asked, and bills, is to be seen in a review."""
    assert query.text == (GOLDEN / name).read_text(encoding="utf-8")
