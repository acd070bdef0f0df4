-- What was forecast for each of some days on the day before it. Bounds are half-open.
-- @generation_id STRING
-- @from_day DATE
-- @to_day DATE
SELECT local_date, made_on, mean, low_80, high_80, low_95, high_95, seasonal_naive, actual, is_closed, was_said
FROM forecast_history
WHERE generation_id = @generation_id
  AND horizon_days = 1
  AND local_date >= @from_day
  AND local_date < @to_day
ORDER BY local_date
