-- What the ARIMA_PLUS that was trained last says of the 35 days after each series, as demand_timesfm.sql has it.
WITH said AS (
  SELECT days_ago, product_id, location_id, DATE(forecast_timestamp) AS day, forecast_value AS middle,
    prediction_interval_lower_bound AS low, prediction_interval_upper_bound AS high
  FROM ML.FORECAST(MODEL demand_arima, STRUCT(35 AS horizon, 0.8 AS confidence_level))
)
SELECT s.days_ago, s.product_id, s.location_id, s.day, q.quantile, GREATEST(q.value, 0) AS value
FROM said AS s
CROSS JOIN UNNEST([STRUCT(0.5 AS quantile, s.middle AS value), STRUCT(0.1, s.low), STRUCT(0.9, s.high)]) AS q
