-- What was decided about alerts after @after and until @until, oldest first: what is to be published.
-- @after TIMESTAMP
-- @until TIMESTAMP
SELECT
  alert_id, recorded_at, kind, severity, state, why, product_id, location_id, opened_at, probability, horizon_days, money_at_stake,
  is_pushed
FROM alert_states
WHERE recorded_at > @after
  AND recorded_at <= @until
  AND why IN ('opened', 'got_worse', 'back', 'woke', 'reopened', 'gone', 'resolved', 'dismissed')
  AND changed_at = recorded_at
ORDER BY recorded_at, alert_id
