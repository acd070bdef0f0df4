-- Decisions about alerts, from the staged `decided_alerts`.
INSERT INTO alert_states (
  alert_id, recorded_at, kind, severity, claim, state, product_id, location_id, opened_at, changed_at, decided_by, why, note,
  snoozed_until, assigned_to, dismissed_reason, missing_since, pace, is_pushed, probability, horizon_days, predicted_at, due_on,
  on_hand, money_at_stake, money_kind, evidence, run_id)
SELECT
  alert_id, recorded_at, kind, severity, claim, state, product_id, location_id, opened_at, changed_at, decided_by, why, note,
  snoozed_until, assigned_to, dismissed_reason, missing_since, pace, is_pushed, probability, horizon_days, predicted_at, due_on,
  on_hand, money_at_stake, money_kind, evidence, run_id
FROM decided_alerts
