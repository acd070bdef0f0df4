-- What TimesFM says of the 28 days after each series: the median and both ends of the interval of 80 %, as quantiles, never below
-- nought. No training: the model is Google's own.
WITH said AS (
  SELECT days_ago, product_id, location_id, DATE(forecast_timestamp) AS day, forecast_value AS middle,
    prediction_interval_lower_bound AS low, prediction_interval_upper_bound AS high
  FROM AI.FORECAST(
    (SELECT days_ago, product_id, location_id, day, value FROM demand_series),
    data_col => 'value', timestamp_col => 'day', id_cols => ['days_ago', 'product_id', 'location_id'],
    model => 'TimesFM 2.5', horizon => 28, confidence_level => 0.8)
  WHERE COALESCE(ai_forecast_status, '') = ''
)
SELECT s.days_ago, s.product_id, s.location_id, s.day, q.quantile, GREATEST(q.value, 0) AS value
FROM said AS s
CROSS JOIN UNNEST([STRUCT(0.5 AS quantile, s.middle AS value), STRUCT(0.1, s.low), STRUCT(0.9, s.high)]) AS q
