"""The statements of the forecast of demand: what engines are given, and what BigQuery is asked."""

from __future__ import annotations

from inventory_alerts.queries import PACKAGE, ask
from shared.warehouse import Query, Row, Warehouse
from shared.warehouse.learning import holiday_region, over
from shared.warehouse.sql_files import load_query

_SERIES = "demand_series"


def demand_series() -> Query:
    """The input table: demand_series.sql over demand_days.sql and stock_moves.sql."""
    query = load_query(PACKAGE, _SERIES)
    for part in ("demand_days", "stock_moves"):
        query = over(query, part, load_query(PACKAGE, part))
    return query


def product_demand(warehouse: Warehouse, generation: str | None, product_id: str) -> list[Row]:
    """What a product will sell on each coming day by location; nothing where it is too slow to be forecast by day."""
    return ask(warehouse, "product_demand", {"generation": generation, "product": product_id})


def timesfm() -> Query:
    """Has TimesFM speak of the series."""
    return over(load_query(PACKAGE, "bigquery_ml/demand_timesfm"), _SERIES, demand_series())


def arima_training(country: str) -> Query:
    """Trains ARIMA_PLUS on the series, with a country's holidays."""
    query = over(load_query(PACKAGE, "bigquery_ml/demand_arima_train"), _SERIES, demand_series())
    return Query(query.name, query.text.replace("'GLOBAL'", f"'{holiday_region(country)}'"), query.parameters)


def arima() -> Query:
    """What was trained last says."""
    return load_query(PACKAGE, "bigquery_ml/demand_arima")
