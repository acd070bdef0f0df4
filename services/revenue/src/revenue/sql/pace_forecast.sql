-- What a forecast says of some days, and of all days from its first one to each of them together.
-- @generation_id STRING
-- @days ARRAY<DATE>
SELECT
  local_date,
  horizon_days,
  mean,
  low_80,
  high_80,
  sum_mean,
  sum_low_95,
  sum_low_80,
  sum_high_80,
  sum_high_95,
  made_on,
  made_at
FROM sales_forecast
WHERE generation_id = @generation_id AND local_date IN UNNEST(@days)
ORDER BY local_date
