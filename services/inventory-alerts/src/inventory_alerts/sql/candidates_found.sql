-- What a run found to hold.
-- @generation_id STRING
SELECT kind, product_id, location_id, severity, pace, probability, horizon_days, money_at_stake, money_kind, on_hand, evidence
FROM alert_candidates
WHERE generation_id = @generation_id
ORDER BY kind, product_id, location_id
