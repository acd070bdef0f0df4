-- Trains ARIMA_PLUS on every series, for 35 days: 28 ahead on each day of the week that it is used for. The holidays are those of the
-- shop's country. What reads it pays once for each candidate model: orders up to 2 are six of them, twelve with a drift.
CREATE OR REPLACE MODEL demand_arima
OPTIONS (
  MODEL_TYPE = 'ARIMA_PLUS',
  TIME_SERIES_TIMESTAMP_COL = 'day',
  TIME_SERIES_DATA_COL = 'value',
  TIME_SERIES_ID_COL = ['days_ago', 'product_id', 'location_id'],
  HORIZON = 35,
  AUTO_ARIMA_MAX_ORDER = 2,
  DATA_FREQUENCY = 'DAILY',
  HOLIDAY_REGION = 'GLOBAL',
  FORECAST_LIMIT_LOWER_BOUND = 0
) AS
SELECT days_ago, product_id, location_id, day, value FROM demand_series
