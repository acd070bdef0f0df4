-- What the audit says of one load.
-- @load_id STRING
SELECT table_name, outcome, reason, MIN(recorded_at) AS recorded_at, SUM(row_count) AS row_count, SUM(amount) AS amount
FROM load_audit
WHERE load_id = @load_id
GROUP BY table_name, outcome, reason
ORDER BY table_name, outcome, reason
