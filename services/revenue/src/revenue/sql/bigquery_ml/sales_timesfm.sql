-- What TimesFM says of the 92 days after each series: the median, and both ends of the intervals of 80 and of 95 %, as quantiles.
-- No training: the model is Google's own. Net sales are never forecast below nought.
WITH narrow AS (
  SELECT series_id, DATE(forecast_timestamp) AS day, forecast_value AS middle,
    prediction_interval_lower_bound AS low, prediction_interval_upper_bound AS high
  FROM AI.FORECAST(
    (SELECT series_id, day, value FROM forecast_series),
    data_col => 'value', timestamp_col => 'day', id_cols => ['series_id'],
    model => 'TimesFM 2.5', horizon => 92, confidence_level => 0.8)
  WHERE COALESCE(ai_forecast_status, '') = ''
),
wide AS (
  SELECT series_id, DATE(forecast_timestamp) AS day,
    prediction_interval_lower_bound AS low, prediction_interval_upper_bound AS high
  FROM AI.FORECAST(
    (SELECT series_id, day, value FROM forecast_series),
    data_col => 'value', timestamp_col => 'day', id_cols => ['series_id'],
    model => 'TimesFM 2.5', horizon => 92, confidence_level => 0.95)
  WHERE COALESCE(ai_forecast_status, '') = ''
)
SELECT n.series_id, n.day, q.quantile, GREATEST(q.value, 0) AS value
FROM narrow AS n
CROSS JOIN UNNEST([STRUCT(0.5 AS quantile, n.middle AS value), STRUCT(0.1, n.low), STRUCT(0.9, n.high)]) AS q
UNION ALL
SELECT w.series_id, w.day, q.quantile, GREATEST(q.value, 0)
FROM wide AS w
CROSS JOIN UNNEST([STRUCT(0.025 AS quantile, w.low AS value), STRUCT(0.975, w.high)]) AS q
