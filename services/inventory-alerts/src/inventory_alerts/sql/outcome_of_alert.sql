-- What the prediction of one alert came to.
-- @alert_id STRING
SELECT outcome, scored_at, due_on, what
FROM alert_outcomes
WHERE outcome_id = @alert_id
