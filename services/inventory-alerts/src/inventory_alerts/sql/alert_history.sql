-- Every decision about one alert, oldest first.
-- @alert_id STRING
SELECT *
FROM alert_states
WHERE alert_id = @alert_id
ORDER BY recorded_at
