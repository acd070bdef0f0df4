"""Forecasts that the warehouse makes itself: judged as this machine's are, priced, bounded, and never needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from revenue.forecast_elsewhere import arima_training, forecast_elsewhere, timesfm
from revenue.forecast_given import Given, own_quantiles
from revenue.forecast_intervals import LEVELS
from revenue.periods import DayRange
from revenue.settings import Settings
from revenue.use_cases import Desk
from shared.settings import SettingsError
from shared.shop import Shop
from shared.testing import MemoryBus, MemorySecrets, MemoryStore
from shared.warehouse import Query, WarehouseError, connect
from shared.warehouse.learning import Cost, Place, check_engine, cost_of
from shared.warehouse.sql_files import load_query, load_tables

DAY = timedelta(days=1)
MONDAY = date(2024, 1, 1)
DAYS = 100
NEXT = MONDAY + DAYS * DAY
GOLDEN = Path(__file__).parent / "golden"


class Oracle:
    """A warehouse's models that know the shop's future: the rows of sales, and an interval a pound wide either side."""

    def __init__(self, warehouse: Any) -> None:
        self.warehouse = warehouse
        self.asked: list[tuple[str, Mapping[str, Any]]] = []
        self.fails: str | None = None
        self.reads = 1_000_000
        self.forgets = 0  # of the days ahead

    place = Place("shop", "facts", "EU")

    def cost(self, source: Query, parameters: Mapping[str, Any], *, price: str, tables: int, times: int = 1) -> Cost:
        usd = {"bigquery_read_tib": Decimal("6.25"), "bigquery_train_tib": Decimal("312.5")}[price]
        assert set(parameters) == set(source.parameters)
        return cost_of(self.reads, usd, tables=tables, times=times)

    def train(self, query: Query, parameters: Mapping[str, Any], *, most: Cost) -> None:
        assert most.usd <= 1
        self.asked.append((query.name, parameters))

    def ask(self, query: Query, parameters: Mapping[str, Any], path: Path, *, most: Cost) -> int:
        assert most.usd <= 1
        if self.fails:
            raise WarehouseError(self.fails)
        self.asked.append((query.name, parameters))
        rows = []
        for known in range(28, DAYS + 1):
            for ahead in range(92 - self.forgets):
                day = MONDAY + (known + ahead) * DAY
                rows += [(str(known), day, level, amount_of(day) + 2 * (level - 0.5)) for level in (0.5, *LEVELS)]
        columns = list(zip(*rows, strict=True))
        names = ("series_id", "day", "quantile", "value")
        pq.write_table(pa.table(dict(zip(names, map(list, columns), strict=True))), path)
        return len(rows)


def amount_of(day: date) -> float:
    """What the shop sells: no method of this machine could know."""
    return 50 + 20 * ((day.toordinal() * 7919) % 13) / 13


@pytest.fixture(scope="module")
def tables() -> Any:
    """A shop of a hundred days in a warehouse."""
    warehouse = connect("duckdb:///:memory:")
    rollup = load_tables("ingestion")["daily_shop_sales"]
    warehouse.create([*load_tables("ingestion").values(), *load_tables("revenue").values()])
    rows = []
    for number in range(DAYS):
        day = MONDAY + number * DAY
        zeros = {c.name: 0 if c.type in {"INT64", "NUMERIC"} else None for c in rollup.columns}
        amount = Decimal(f"{amount_of(day):.2f}")
        rows.append(
            zeros
            | {"local_date": day, "ordered_local_date": day, "channel": "", "location_id": ""}
            | {"net_sales": amount, "orders": 3}
        )
    with warehouse.change() as change:
        change.insert(rollup, rows)
    return warehouse


class Learned:
    """The same warehouse with models of its own."""

    def __init__(self, warehouse: Any, oracle: Oracle) -> None:
        self._warehouse, self._oracle = warehouse, oracle

    def learning(self) -> Oracle:
        return self._oracle

    def __getattr__(self, name: str) -> Any:
        return getattr(self._warehouse, name)


@pytest.fixture
def oracle(tables: Any) -> Oracle:
    return Oracle(tables)


@pytest.fixture
def desk_with(tables: Any, oracle: Oracle) -> Callable[..., Desk]:
    def made(**settings: Any) -> Desk:
        return Desk(
            warehouse=Learned(tables, oracle),  # type: ignore[arg-type]  # a warehouse in all but its type
            store=MemoryStore(),
            cache=None,  # type: ignore[arg-type]  # no answer is given
            shop=lambda: Shop("Europe/London", "GBP", "GB"),
            settings=Settings(forecast_engine="bigquery-ml", **settings),
            now=lambda: None,  # type: ignore[arg-type,return-value]  # as above
            event_bus=MemoryBus(),
            secrets=MemorySecrets(),
        )

    return made


def told_by(desk: Desk, tmp_path: Path, country: str = "GB", until: date = NEXT) -> Any:
    return forecast_elsewhere(desk, DayRange(MONDAY, until), country, tmp_path / "given.parquet")


def test_timesfm_is_asked_once_for_all_series_and_what_it_costs_is_known(
    desk_with: Callable[..., Desk], oracle: Oracle, tmp_path: Path
) -> None:
    told = told_by(desk_with(), tmp_path)
    assert (told.method, told.reason) == ("bigquery_timesfm", None)
    assert [name for name, _ in oracle.asked] == ["bigquery_ml/sales_timesfm"]
    assert told.usd == Decimal("0.0002")  # ten megabytes, twice, at 6.25 USD a TiB: 0.00012, rounded up
    assert (tmp_path / "given.parquet").exists()


def test_arima_is_trained_on_sundays_only(desk_with: Callable[..., Desk], oracle: Oracle, tmp_path: Path) -> None:
    desk = desk_with(forecast_model="arima-plus")
    sunday = date(2024, 4, 7)
    for number in range(8):
        assert told_by(desk, tmp_path, until=sunday + number * DAY).method == "bigquery_arima"
    trained = [parameters["days_to"] for name, parameters in oracle.asked if name.endswith("_train")]
    assert trained == [sunday, sunday + 7 * DAY]
    assert {parameters["every_days"] for name, parameters in oracle.asked if name.endswith("_train")} == {7}


def test_what_would_cost_too_much_is_not_begun(desk_with: Callable[..., Desk], oracle: Oracle, tmp_path: Path) -> None:
    oracle.reads = 2**40  # a TiB, twice
    told = told_by(desk_with(), tmp_path)
    assert told.method is None
    assert "12.5000 USD" in told.reason
    assert "BIGQUERY_ML_MOST_USD" in told.reason
    assert not oracle.asked


def test_a_failure_is_a_reason_and_leaves_no_rows(
    desk_with: Callable[..., Desk], oracle: Oracle, tmp_path: Path
) -> None:
    oracle.fails = "sales_timesfm: quota exceeded"
    told = told_by(desk_with(), tmp_path)
    assert told.reason == "BigQuery ML failed, sales_timesfm: quota exceeded"
    assert not (tmp_path / "given.parquet").exists()


def test_an_engine_that_the_warehouse_lacks_is_refused_at_the_start(tables: Any, oracle: Oracle) -> None:
    with pytest.raises(SettingsError, match=r"^FORECAST_ENGINE: bigquery-ml needs a warehouse that learns"):
        check_engine("FORECAST_ENGINE", "bigquery-ml", tables)
    check_engine("FORECAST_ENGINE", "local", tables)
    check_engine("FORECAST_ENGINE", "bigquery-ml", Learned(tables, oracle))  # type: ignore[arg-type]  # see above


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("sales_timesfm.txt", timesfm()),
        ("sales_arima_train.txt", arima_training("GB")),
        ("sales_arima.txt", load_query("revenue", "bigquery_ml/sales_arima")),
    ],
)
def test_what_is_sent_is_what_was_agreed_upon(name: str, query: Query) -> None:
    """Written anew by hand only: a change of what Google is asked, and bills, is to be seen in a review."""
    assert query.text == (GOLDEN / name).read_text(encoding="utf-8")


def test_holidays_are_those_of_the_shops_country_or_of_the_world() -> None:
    assert "HOLIDAY_REGION = 'IE'" in arima_training("IE").text
    assert "HOLIDAY_REGION = 'GLOBAL'" in arima_training("IS").text  # ARIMA_PLUS knows no Icelandic ones


@pytest.fixture(scope="module")
def visitor(small_shop: Callable[..., Any]) -> Any:
    """A shop on the morning after a hundred days, whose warehouse knows the future."""
    shop = small_shop()
    for number in range(DAYS):
        day = MONDAY + number * DAY
        shop.line(f"o{day}", f"{day} 11:00", "mug", 1, f"{amount_of(day):.2f}")
    shop.now = shop.at(f"{NEXT} 05:00")
    return shop


def asked_with(shop: Any, oracle: Oracle) -> Any:
    """The shop opened with an engine that is the oracle."""
    return shop.open(
        data_until=f"{NEXT} 00:30",
        settings=Settings(forecast_engine="bigquery-ml", forecast_model="timesfm"),
        around=lambda warehouse: Learned(warehouse, oracle),
    )


def test_both_engines_answer_the_same_contract_and_figures(visitor: Any, oracle: Oracle) -> None:
    asked = asked_with(visitor, oracle)
    said = asked.service.jobs["forecast"]()
    assert said == "the days after 2024-04-09 by bigquery_timesfm, from 100 days; engine bigquery-ml, 0.0002 USD"
    told = asked.get("forecast")
    engines = {each["engine"]: each for each in told["engines"]}
    assert engines["bigquery-ml"]["is_chosen"]
    assert engines["bigquery-ml"]["model"] == "timesfm"
    theirs, ours = engines["bigquery-ml"]["accuracy"], engines["local"]["accuracy"]
    assert set(theirs) == set(ours)
    assert theirs["forecasts"] == ours["forecasts"]
    assert theirs["wape"]["value"] < ours["wape"]["value"]  # it knows the future
    assert theirs["coverage_80"]["value"] > 0.85  # of the first days nothing was asked
    said = asked.get("forecast", explain="1")["explain"]["definitions"]
    assert said["choice"].startswith("The engine that FORECAST_ENGINE names")
    first = told["days"][0]
    assert float(first["net_sales"]["amount"]) == pytest.approx(amount_of(date.fromisoformat(first["date"])), abs=0.01)


def test_without_every_day_ahead_the_local_engine_speaks_and_says_why(visitor: Any, oracle: Oracle) -> None:
    oracle.forgets = 3
    asked = asked_with(visitor, oracle)
    assert (
        "engine local, because BigQuery ML failed, it did not tell of every day ahead"
        in asked.service.jobs["forecast"]()
    )
    engines = {each["engine"]: each for each in asked.get("forecast")["engines"]}
    assert engines["local"]["is_chosen"]
    assert engines["bigquery-ml"]["accuracy"] is None
    assert "every day ahead" in engines["bigquery-ml"]["reason"]


def test_quantiles_enclose_what_is_said_and_are_never_negative() -> None:
    told = Given("x", {20: np.array([[5.0, -1.0, 6.0, 4.0, 9.0]])})
    assert own_quantiles(told, 20, np.array([5.0])).tolist() == [[0.0, 5.0, 5.0, 9.0]]
    assert not told.speaks(27, 1)  # a week later it is too old
