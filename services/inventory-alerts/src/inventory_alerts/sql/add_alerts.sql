-- The same for everybody, of the staged `decided_alerts` those that changed state or severity.
INSERT INTO alerts (alert_id, kind, severity, product_id, location_id, opened_at, changed_at, state)
SELECT alert_id, kind, severity, product_id, NULLIF(location_id, ''), opened_at, changed_at, state
FROM decided_alerts
WHERE changed_at = recorded_at
