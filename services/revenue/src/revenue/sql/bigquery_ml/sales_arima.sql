-- What the ARIMA_PLUS that was trained last says of the 98 days after each series, as sales_timesfm.sql has it.
WITH narrow AS (
  SELECT series_id, DATE(forecast_timestamp) AS day, forecast_value AS middle,
    prediction_interval_lower_bound AS low, prediction_interval_upper_bound AS high
  FROM ML.FORECAST(MODEL sales_arima, STRUCT(98 AS horizon, 0.8 AS confidence_level))
),
wide AS (
  SELECT series_id, DATE(forecast_timestamp) AS day,
    prediction_interval_lower_bound AS low, prediction_interval_upper_bound AS high
  FROM ML.FORECAST(MODEL sales_arima, STRUCT(98 AS horizon, 0.95 AS confidence_level))
)
SELECT n.series_id, n.day, q.quantile, GREATEST(q.value, 0) AS value
FROM narrow AS n
CROSS JOIN UNNEST([STRUCT(0.5 AS quantile, n.middle AS value), STRUCT(0.1, n.low), STRUCT(0.9, n.high)]) AS q
UNION ALL
SELECT w.series_id, w.day, q.quantile, GREATEST(q.value, 0)
FROM wide AS w
CROSS JOIN UNNEST([STRUCT(0.025 AS quantile, w.low AS value), STRUCT(0.975, w.high)]) AS q
