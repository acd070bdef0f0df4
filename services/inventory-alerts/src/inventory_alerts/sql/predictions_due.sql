-- Predictions of alerts whose horizon ended before @today and that are not scored yet: what was stated, and the numbers.
-- What was stated before @since is scored. Rows of before there was a claim have it as their severity.
-- @since TIMESTAMP
-- @today DATE
-- @time_zone STRING
SELECT
  l.alert_id, l.kind, l.pace, COALESCE(l.claim, l.severity) AS severity, l.is_pushed AS was_pushed, l.product_id, l.location_id,
  l.probability, l.predicted_at,
  DATE(l.predicted_at, @time_zone) AS predicted_on, l.due_on, l.on_hand, l.money_at_stake, l.money_kind, l.evidence
FROM (
  SELECT *
  FROM alert_states
  WHERE recorded_at >= @since
  QUALIFY ROW_NUMBER() OVER (PARTITION BY alert_id ORDER BY recorded_at DESC) = 1
) AS l
LEFT JOIN (
  SELECT outcome_id
  FROM alert_outcomes
  WHERE scored_at >= @since
) AS o ON o.outcome_id = l.alert_id
WHERE l.due_on < @today
  AND o.outcome_id IS NULL
ORDER BY l.alert_id
