"""What fast products will sell: a job has an engine forecast it, and keeps how good engines were."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from inventory_alerts import queries
from inventory_alerts.demand_files import GIVEN, LOCAL, NAIVE, SERIES, TABLE
from inventory_alerts.desk import SERVICE, Desk
from inventory_alerts.envelope import data_state
from inventory_alerts.queries_demand import arima, arima_training, demand_series, timesfm
from inventory_alerts.run import Compute
from shared import generations
from shared.progress import tell
from shared.schedule import NotYetError
from shared.warehouse import Query, Value, WarehouseError
from shared.warehouse.learning import BIGQUERY_ML, READ, TRAIN, Cost, Learning, check_affordable, learning_of

METHODS: Mapping[str, str] = {"timesfm": "bigquery_timesfm", "arima-plus": "bigquery_arima"}
LEAST_WEEKLY = 7.0  # units: a slower product has no days to forecast, only chances; and ARIMA_PLUS costs by the series
_KEY, _TRAINED = "inventory/demand-forecast", "inventory/arima-trained"  # in the store
_TARGET = "inventory_alerts.demand_child:run"
_HISTORY, _PAST = timedelta(days=365), timedelta(days=28)
_BULK_LEAST = Decimal(10)  # units; as the run has it
_CANDIDATES = 12  # models of auto.ARIMA with orders up to two, with and without a drift: each is billed
_TABLES = 5  # that the series are made of: sales, their rollup, components, counts, receipts
_SUNDAY, _WEEK = 6, 7


@dataclass(frozen=True, slots=True)
class _Asked:
    """The series, and what they take."""

    query: Query
    parameters: dict[str, Value]
    today: date
    country: str


def forecast_demand(desk: Desk, compute: Compute) -> str:
    """Replace the forecast of fast products; answers in words what was done, and by which engine.

    Raises NotYetError without sales, ChildError, WarehouseError and StoreError: then what stood stands.
    """
    now, shop = desk.now().astimezone(UTC), desk.shop()
    until = data_state(desk).until
    if until is None:
        raise NotYetError("no sales are loaded yet")
    today = min(shop.local_date(now), shop.local_date(until) + timedelta(days=1))
    first = today - _HISTORY
    parameters: dict[str, Value] = {
        "first_day": first,
        "today": today,
        "past_day": today - _PAST,
        "least_weekly": LEAST_WEEKLY,
        "bulk_least": _BULK_LEAST,
        "bulk_units": None,
        "first_at": shop.day_start(first),
        "today_at": shop.day_start(today),
        "time_zone": shop.time_zone,
    }
    asked = _Asked(demand_series(), parameters, today, shop.country)
    with tempfile.TemporaryDirectory(prefix="shopsight-demand-") as name:
        folder = Path(name)
        tell("reading demand", 0, 0)
        desk.warehouse.export(asked.query, parameters, folder / SERIES)
        method, reason, usd = _elsewhere(desk, asked, folder / GIVEN)
        told = cast("dict[str, Any]", compute(_TARGET, folder, {"given": method}))
        if method is not None and told["engine"] == LOCAL:
            reason = "BigQuery ML failed, it did not tell of every product and day"
        made = {queries.TABLES["demand_forecasts"]: folder / TABLE}
        made_id = generations.replace(desk.warehouse, desk.store, SERVICE, now, made)
    kept = {"generation_id": made_id, "made_at": now.isoformat(), "engine": told["engine"], "reason": reason}
    desk.store.put(_KEY, json.dumps({**kept, "usd": usd, "items": told["items"], "scores": told["scores"]}).encode())
    words = f"{told['items']} products at their places, engine {told['engine']}"
    chosen = desk.settings.forecast_engine == BIGQUERY_ML
    return f"{words}, because {reason}" if chosen and reason else f"{words}, {usd} USD" if usd else words


def demand_quality(desk: Desk) -> dict[str, Any] | None:
    """The contract's DemandForecastQuality of the last run; None before the first."""
    stored = desk.store.get(_KEY)
    if stored is None:
        return None
    kept = json.loads(stored.value)
    naive = kept["scores"].get(NAIVE)
    return {
        "made_at": datetime.fromisoformat(kept["made_at"]).isoformat().replace("+00:00", "Z"),
        "engine": kept["engine"],
        "items": kept["items"],
        "usd": kept["usd"],
        "reason": kept["reason"],
        "engines": [
            {
                "engine": name,
                "items": score["items"],
                "forecasts": score["forecasts"],
                "wape": _ratio(score["absolute_error"], score["actual"]),
                "bias": _ratio(score["error"], score["actual"]),
                "against_seasonal_naive": _ratio(score["absolute_error"], naive["absolute_error"]) if naive else None,
                "coverage_80": _ratio(score["covered_80"], score["forecasts"]),
            }
            for name, score in kept["scores"].items()
        ],
    }


def demand_made_of(desk: Desk) -> str | None:
    """The forecast that `demand_quality` speaks of."""
    return generations.live(desk.store, SERVICE, "demand_forecasts")


def _ratio(part: float, whole: float) -> dict[str, float] | None:
    return {"value": part / whole, "numerator": part, "denominator": whole} if whole else None


def _elsewhere(desk: Desk, asked: _Asked, path: Path) -> tuple[str | None, str | None, str | None]:
    """Have the warehouse forecast, where that is chosen: the method, or why not, and what it cost."""
    settings, learning = desk.settings, learning_of(desk.warehouse)
    if settings.forecast_engine != BIGQUERY_ML or learning is None:
        return None, "not_chosen", None
    try:
        ask = _by_timesfm if settings.forecast_model == "timesfm" else _by_arima
        usd = ask(desk, learning, asked, path)
    except (WarehouseError, ValueError, ArithmeticError) as why:
        path.unlink(missing_ok=True)
        return None, f"BigQuery ML failed, {why}", None
    return METHODS[settings.forecast_model], None, str(usd)


def _by_timesfm(desk: Desk, learning: Learning, asked: _Asked, path: Path) -> Decimal:
    cost = learning.cost(asked.query, asked.parameters, price=READ, tables=_TABLES)
    check_affordable(cost, desk.settings.bigquery_ml_most_usd, "the forecast by TimesFM")
    learning.ask(timesfm(), asked.parameters, path, most=cost)
    return cost.usd


def _by_arima(desk: Desk, learning: Learning, asked: _Asked, path: Path) -> Decimal:
    """Trains on Sundays, or where nothing was trained within the week; asks what was trained last."""
    usd = Decimal(0)
    if _training_due(desk, asked.today):
        cost = learning.cost(asked.query, asked.parameters, price=TRAIN, tables=_TABLES, times=_CANDIDATES)
        check_affordable(cost, desk.settings.bigquery_ml_most_usd, "training ARIMA_PLUS")
        learning.train(arima_training(asked.country), asked.parameters, most=cost)
        desk.store.put(_TRAINED, asked.today.isoformat().encode())
        usd += cost.usd
    cost = learning.cost(arima(), {}, price=READ, tables=1)
    learning.ask(arima(), {}, path, most=Cost(cost.bytes_read, 1, cost.usd))
    return usd + cost.usd


def _training_due(desk: Desk, today: date) -> bool:
    stored = desk.store.get(_TRAINED)
    if stored is None:
        return True
    trained = date.fromisoformat(stored.value.decode())
    return trained < today - timedelta(days=(today.weekday() - _SUNDAY) % _WEEK) or trained > today
