-- How each method did on the shop's own past, as the run of a generation measured it.
-- @generation_id STRING
SELECT
  method,
  is_chosen,
  choice_wape,
  absolute_error,
  error,
  actual,
  covered_80,
  covered_95,
  forecasts,
  origins,
  first_day,
  last_day
FROM forecast_methods
WHERE generation_id = @generation_id
ORDER BY method
