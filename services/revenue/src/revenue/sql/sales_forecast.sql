-- The first days of a forecast, and of each the sum of all days until it.
-- @generation_id STRING
-- @horizon_days INT64
SELECT
  local_date,
  mean,
  low_80,
  high_80,
  low_95,
  high_95,
  sum_mean,
  sum_low_80,
  sum_high_80,
  sum_low_95,
  sum_high_95,
  seasonal_naive,
  holiday,
  is_closed,
  promotions,
  method,
  made_on,
  made_at
FROM sales_forecast
WHERE generation_id = @generation_id AND horizon_days <= @horizon_days
ORDER BY local_date
