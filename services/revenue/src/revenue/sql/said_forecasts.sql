-- What earlier forecasts told before the day, of days from @days_from on, in the generation of forecast_history that is live.
-- @generation_id STRING
-- @days_from DATE
SELECT
  local_date,
  horizon_days,
  made_on,
  mean,
  low_80,
  high_80,
  low_95,
  high_95,
  seasonal_naive,
  is_closed,
  method
FROM forecast_history
WHERE generation_id = @generation_id AND was_said AND local_date >= @days_from
ORDER BY local_date, horizon_days
