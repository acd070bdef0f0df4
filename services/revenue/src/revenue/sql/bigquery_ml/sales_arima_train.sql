-- Trains ARIMA_PLUS on every series, for 98 days: 92 ahead on each day of the week that it is used for. The holidays are those of the
-- shop's country. What reads it pays once for each candidate model: orders up to 2 are six of them, twelve with a drift.
CREATE OR REPLACE MODEL sales_arima
OPTIONS (
  MODEL_TYPE = 'ARIMA_PLUS',
  TIME_SERIES_TIMESTAMP_COL = 'day',
  TIME_SERIES_DATA_COL = 'value',
  TIME_SERIES_ID_COL = 'series_id',
  HORIZON = 98,
  AUTO_ARIMA_MAX_ORDER = 2,
  DATA_FREQUENCY = 'DAILY',
  HOLIDAY_REGION = 'GLOBAL',
  FORECAST_LIMIT_LOWER_BOUND = 0
) AS
SELECT series_id, day, value FROM forecast_series
