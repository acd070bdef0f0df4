-- What predictions came to, from the staged `scored_alerts`; one that is scored already stays as it was.
INSERT INTO alert_outcomes (
  outcome_id, alert_id, kind, pace, severity, was_pushed, product_id, location_id, probability, predicted_at, due_on, outcome,
  what, lasted, money_at_stake, money_kind, scored_at, run_id)
SELECT
  s.outcome_id, s.alert_id, s.kind, s.pace, s.severity, s.was_pushed, s.product_id, s.location_id, s.probability, s.predicted_at,
  s.due_on, s.outcome, s.what, s.lasted, s.money_at_stake, s.money_kind, s.scored_at, s.run_id
FROM scored_alerts AS s
LEFT JOIN alert_outcomes AS o ON o.outcome_id = s.outcome_id
WHERE o.outcome_id IS NULL
