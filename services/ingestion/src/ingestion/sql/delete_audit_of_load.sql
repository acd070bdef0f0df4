-- The rewrite of the audit of a day's events, first half: it counts on while the day lasts.
-- @load_id STRING
DELETE FROM load_audit
WHERE load_id = @load_id
