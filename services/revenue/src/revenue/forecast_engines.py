"""Which engine a forecast is of, what it cost, and both engines side by side on the same days."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from revenue import forecasts
from revenue.forecast_elsewhere import METHODS, Elsewhere
from revenue.use_cases import Desk

_KEY = "revenue/forecast-engine"  # in the store: of which forecast, which engine spoke, and why not the other


def keep(desk: Desk, generation_id: str, elsewhere: Elsewhere, failed: object) -> str:
    """Note which engine spoke in a forecast; answers the words that the run adds about it."""
    reason = elsewhere.reason if failed is None else f"BigQuery ML failed, {failed}"
    usd = None if elsewhere.usd is None else str(elsewhere.usd)
    engine = forecasts.LOCAL if reason is not None else forecasts.BIGQUERY_ML
    noted = {"generation_id": generation_id, "engine": engine, "reason": reason, "usd": usd}
    desk.store.put(_KEY, json.dumps(noted).encode())
    if engine == forecasts.BIGQUERY_ML:
        return f"; engine bigquery-ml, {usd} USD"
    if desk.settings.forecast_engine != forecasts.LOCAL:
        return f"; engine local, because {reason}"
    return ""


def answer(desk: Desk, live: str, by_name: Mapping[str, Any], currency: str) -> list[dict[str, Any]]:
    """The contract's ForecastEngine of both, measured on the same past days; `by_name` are rows of forecast_methods."""
    stored = desk.store.get(_KEY)
    noted = {} if stored is None else json.loads(stored.value)
    if noted.get("generation_id") != live:  # an older version's, or one whose note was lost
        noted = {"engine": forecasts.LOCAL, "reason": "not_chosen", "usd": None}
    naive = by_name[forecasts.SEASONAL_NAIVE]["absolute_error"]
    chosen = noted["engine"]
    measured = {chosen: by_name[forecasts.SAID]}
    if forecasts.LOCAL in by_name:
        measured[forecasts.LOCAL] = by_name[forecasts.LOCAL]
    found = []
    for engine in (forecasts.LOCAL, forecasts.BIGQUERY_ML):
        row = measured.get(engine)
        found.append(
            {
                "engine": engine,
                "model": _model(engine, by_name),
                "is_chosen": engine == chosen,
                "accuracy": None if row is None else forecasts.accuracy_answer(row, naive, currency),
                "usd": noted["usd"] if engine == forecasts.BIGQUERY_ML else None,
                "reason": noted["reason"] if engine == forecasts.BIGQUERY_ML and row is None else None,
            }
        )
    return found


def _model(engine: str, by_name: Mapping[str, Any]) -> str | None:
    if engine == forecasts.LOCAL:
        return None
    return next((name for name, method in METHODS.items() if method in by_name), None)
