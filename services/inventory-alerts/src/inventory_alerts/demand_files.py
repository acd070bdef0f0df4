"""The files of a forecast of demand by name, and what engines are called: the use case and its child share them."""

SERIES, GIVEN, TABLE = "demand_series.parquet", "given.parquet", "demand_forecasts.parquet"
LOCAL, NAIVE = "local", "seasonal_naive"
