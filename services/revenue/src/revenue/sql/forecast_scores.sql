-- How what was told before the day compares with what was sold, by how many days ahead it was told; only days that are over
-- and known, from @days_from on, and not those on which the shop was closed as expected.
-- @generation_id STRING
-- @days_from DATE
SELECT
  horizon_days,
  COUNT(*) AS forecasts,
  SUM(ABS(mean - actual)) AS absolute_error,
  SUM(ABS(seasonal_naive - actual)) AS naive_absolute_error,
  SUM(mean - actual) AS error,
  SUM(ABS(actual)) AS actual,
  COUNTIF(actual >= low_80 AND actual <= high_80) AS covered_80,
  COUNTIF(actual >= low_95 AND actual <= high_95) AS covered_95,
  MIN(local_date) AS first_day,
  MAX(local_date) AS last_day
FROM forecast_history
WHERE generation_id = @generation_id
  AND was_said
  AND actual IS NOT NULL
  AND NOT (is_closed AND actual <= 0)
  AND local_date >= @days_from
GROUP BY horizon_days
ORDER BY horizon_days
